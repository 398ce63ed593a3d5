"""Words of accounts: permissions."""

from enum import StrEnum


class Permission(StrEnum):
    """Permissions over what people did in the system, not over its work."""

    AUDIT = "audit.view"
