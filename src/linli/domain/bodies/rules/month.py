"""A month as days in their weeks, and the next holiday of the published calendar."""

from __future__ import annotations

import calendar as months
from datetime import date, timedelta

from linli.kernel.calendar import Calendar, DayName

_DAY = timedelta(days=1)
_LOOK = 400  # days: a published year and a bit


def month_of(text: str, today: date) -> date:
    """Return the first day of a month written `2026-10`; this month for anything else."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)


def days_of(first: date) -> list[date]:
    """Return the days of a month."""
    last = months.monthrange(first.year, first.month)[1]
    return [first.replace(day=n) for n in range(1, last + 1)]


def shifted(first: date, by: int) -> date:
    """Return the first day of the month so many months on."""
    year, month = divmod(first.year * 12 + first.month - 1 + by, 12)
    return date(year, month + 1, 1)


def next_holiday(calendar: Calendar, on: date) -> tuple[date, date, DayName] | None:
    """Return first and last day off and the name of the holiday that is now or comes next."""
    named = (on + n * _DAY for n in range(_LOOK))
    start = next((d for d in named if calendar.name(d) and not calendar.is_workday(d)), None)
    if start is None:
        return None
    name = calendar.name(start)
    first = last = start
    while not calendar.is_workday(first - _DAY) and calendar.name(first - _DAY) == name:
        first -= _DAY
    while not calendar.is_workday(last + _DAY):
        last += _DAY
    return (first, last, name) if name else None
