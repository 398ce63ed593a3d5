"""What this area lets people do."""

from enum import StrEnum


class Permission(StrEnum):
    """Permissions of this area."""

    MANAGE = "people.manage"
