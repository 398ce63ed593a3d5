"""What a row of an order file says, and how a changed row is told from a used-up number."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from linli.domain.cases.states import State
from linli.foundation.exchange.rules.tables import Row
from linli.kernel.codes import plain, read_phone
from linli.kernel.errors import Invalid

# States in which there is something to tell the platform.
READY = frozenset(
    {State.REPORTED_BACK, State.EXPLAINED, State.CLOSED, State.REFUSED, State.REFERRED}
)
# Fields whose change is told by entry; the rest of a row says the same in other words.
PLACES = ("district", "town", "community", "grid")
# What the case keeps of a row's words, by the name of the particular.
TEXTS: Mapping[str, str] = {
    "title": "order_title",
    "text": "order_words",
    "address": "order_address",
    "files": "order_files",
}
SLACK = timedelta(minutes=10)  # clocks of two offices differ
# Two cases are perhaps one: the same community and first-level matter within these days.
ALIKE_DAYS = timedelta(days=14)

Mark = Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class Times:
    """The platform's own moments."""

    received: datetime
    sign_by: datetime | None
    due: datetime | None


def times_of(row: Row, at: datetime) -> Times:
    """Return a row's moments; raises Invalid for an order of tomorrow or one due before it came."""
    found = Times(row["received"], _held(row, "sign_by"), _held(row, "due"))
    if found.received > at + SLACK:
        raise Invalid("order_from_tomorrow", field="received")
    for name, moment in (("sign_by", found.sign_by), ("due", found.due)):
        if moment is not None and moment < found.received:
            raise Invalid("order_due_before_received", field=name)
    return found


def marks_of(row: Row, columns: Mapping[str, str], mark: Mark) -> dict[str, str]:
    """Return the mark of each filled field that the file has a column for."""
    fields = (f for f in columns if f not in ("number", "ours") and row[f] not in (None, ""))
    return {f: mark(f, _shown(row[f])) for f in fields}


def changed_fields(
    before: Mapping[str, str], now: Mapping[str, str], columns: Mapping[str, str]
) -> list[str]:
    """Return the fields that a row says otherwise; a column that is not in the file says nothing.

    Raises Invalid `order_number_reused` when both words and moment are another order's.
    """
    changed = [f for f in columns if f in now or f in before if now.get(f) != before.get(f)]
    if {"received", "text"} <= set(changed):
        raise Invalid("order_number_reused", field="number")
    return sorted(changed)


def texts_of(row: Row) -> dict[str, str]:
    """Return the words of a row as particulars of a case that has words of its own."""
    held = {name: row.values.get(field) for field, name in TEXTS.items()}
    return {name: str(text) for name, text in held.items() if text}


def phone_of(row: Row) -> tuple[str, bool]:
    """Return a number to ring, and whether what stood there was one (platforms mask theirs)."""
    said = str(row.values.get("phone") or "")
    number = read_phone(said) if said else ""
    return (number or "", number is not None)


def named_places(row: Row) -> list[tuple[str, str]]:
    """Return (column, name) of the places that a row names, the largest first."""
    return [(f, plain(str(row.values[f]))) for f in PLACES if row.values.get(f)]


def percent_of(said: Any) -> int | None:
    """Return a rate in hundredths of a per cent: "98.5%", 98.5 and 0.985 mean the same."""
    text = plain(str(said or "")).rstrip("%")
    if not text:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise Invalid("rate_unreadable", text=str(said)[:20]) from None
    if "%" not in str(said) and number <= 1:
        number *= 100
    if not 0 <= number <= 100:
        raise Invalid("rate_unreadable", text=str(said)[:20])
    return int(number * 100)


_MONTH = re.compile(r"(\d{4})\D{0,2}(\d{1,2})")


def month_of(said: Any) -> date:
    """Return the first day of a month as platforms write it: 2026年10月, 2026-10, 202610."""
    found = _MONTH.match(plain(str(said or "")))
    if found is None or not 1 <= int(found[2]) <= 12:
        raise Invalid("month_unreadable", field="month", text=str(said)[:20])
    return date(int(found[1]), int(found[2]), 1)


def _held(row: Row, name: str) -> Any:
    return row.values.get(name)


def _shown(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
