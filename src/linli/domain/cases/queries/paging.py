"""Keys of pages: where a list goes on, as an opaque text; never an offset."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, DateTimeField, F, Func, UUIDField, Value

from linli.domain.cases.states import Sort
from linli.kernel.errors import Invalid

_NAMES = {Sort.DUE: "due_at", Sort.NEWEST: "filed_at", Sort.OLDEST: "filed_at"}


def by_key(sort: Sort) -> tuple[str, tuple[str, str]]:
    """Return the column of a sort and the order of its keys, ending in the id."""
    name = _NAMES[sort]
    sign = "-" if sort is Sort.NEWEST else ""
    return name, (f"{sign}{name}", f"{sign}the_id")


def write_key(sort: Sort, at: object, last: UUID) -> str:
    """Return the key after a row."""
    if not isinstance(at, datetime):
        raise TypeError(f"no key without a moment: {at!r}")
    text = f"{sort}|{at.isoformat()}|{last}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_key(sort: Sort, key: str) -> tuple[datetime, UUID]:
    """Return moment and id of a key; raises Invalid for one of another list or none."""
    try:
        text = base64.urlsafe_b64decode(key + "=" * (-len(key) % 4)).decode()
        named, at, last = text.split("|")
        moment = datetime.fromisoformat(at)
        if named != sort or moment.tzinfo is None:
            raise ValueError(key)
        return moment, UUID(last)
    except (ValueError, binascii.Error):
        raise Invalid("page_key_unreadable", field="after") from None


class _Beyond(Func):
    """Two pairs compared as rows: one condition that an index on both columns answers."""

    output_field = BooleanField()

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **__: Any) -> Any:
        """Return `(column, id) > (at, last)`."""
        parts = [compiler.compile(e) for e in self.source_expressions]
        column, own, at, last = (sql for sql, _ in parts)
        params = [p for _, values in parts for p in values]
        return f"({column}, {own}) {self.extra['edge']} ({at}, {last})", params


def beyond(sort: Sort, column: str, at: datetime, last: UUID) -> Func:
    """Return the condition of lying after a key."""
    edge = "<" if sort is Sort.NEWEST else ">"
    moment, case = Value(at, DateTimeField()), Value(last, UUIDField())
    return _Beyond(F(column), F("the_id"), moment, case, edge=edge)
