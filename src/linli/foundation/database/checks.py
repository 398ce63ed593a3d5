"""System checks of the database: the role that serves, and what the code promises of its tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core import checks
from django.db import OperationalError

from linli.foundation.database import guard


@checks.register(checks.Tags.database)
def role_owns_nothing(
    *, databases: Sequence[str] | None = None, **kwargs: Any
) -> Sequence[checks.CheckMessage]:
    """Refuse to serve as owner; silent where nobody serves (migrating, developing)."""
    if not databases or settings.DATABASE_ROLE != "app" or not guard.matters():
        return []
    try:
        guard.refuse_owner()
    except guard.UnsafeRoleError as unsafe:
        return [checks.Error(str(unsafe), id="database.E001")]
    except OperationalError:
        return []  # no server: whoever needs it will say so
    return []
