"""Keys of pages: where a list goes on, as an opaque text; never an offset."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from uuid import UUID

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
