"""Column types that Django does not have."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


class Xid8Field(models.Field):
    """A 64-bit transaction id of PostgreSQL, an int in Python."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """Return the column type."""
        return "xid8"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> int | None:
        """Read the driver's text or number."""
        return None if value is None else int(value)

    def to_python(self, value: Any) -> int | None:
        """Read a serialised value."""
        return None if value is None else int(value)

    def get_prep_value(self, value: Any) -> Any:
        """Write a number as text, which xid8 reads."""
        return str(value) if isinstance(value, int) else value
