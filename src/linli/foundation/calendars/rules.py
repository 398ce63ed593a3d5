"""What a published schedule may hold, and how a notice is read from a file."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from linli.kernel.codes import plain
from linli.kernel.errors import Invalid

# Shown wherever a deadline counts days of a year without a published schedule.
UNPUBLISHED_WARNING = "calendar.warn.unpublished"

COLUMNS = ("day", "is_workday", "name", "name_en")
_DAY = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?")
_YES = frozenset({"1", "true", "yes", "y", "是", "班", "上班"})
_NO = frozenset({"0", "false", "no", "n", "否", "休", "放假"})


@dataclass(frozen=True, slots=True)
class Day:
    """One published day: worked or not, and what it is called in both languages."""

    day: date
    is_workday: bool
    name: str = ""
    name_en: str = ""


def read_notice(text: str) -> tuple[Day, ...]:
    """Read a notice as CSV with the columns day, is_workday, name, name_en; raises Invalid."""
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    missing = set(COLUMNS[:2]) - set(rows.fieldnames or ())
    if missing:
        raise Invalid("calendar_columns", expected=", ".join(COLUMNS))
    return tuple(_day(row, number) for number, row in enumerate(rows, start=2))


def _day(row: dict[str, str], number: int) -> Day:
    worked = plain(row["is_workday"] or "").lower()
    if worked not in _YES | _NO:
        raise Invalid("calendar_line", line=number, text=worked)
    return Day(
        day=_date(row["day"] or "", number),
        is_workday=worked in _YES,
        name=plain(row.get("name") or ""),
        name_en=plain(row.get("name_en") or ""),
    )


def _date(text: str, number: int) -> date:
    found = _DAY.fullmatch(plain(text))
    try:
        if found:
            return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        pass
    raise Invalid("calendar_line", line=number, text=text)


def check_year(year: int, days: Sequence[Day]) -> None:
    """Refuse a schedule with days of another year, a day twice, or nothing at all."""
    if not days:
        raise Invalid("calendar_empty", year=year)
    strangers = [d.day for d in days if d.day.year != year]
    if strangers:
        raise Invalid("calendar_other_year", year=year, day=strangers[0].isoformat())
    twice = _first_twice(d.day for d in days)
    if twice:
        raise Invalid("calendar_day_twice", day=twice.isoformat())


def _first_twice(days: Iterable[date]) -> date | None:
    seen: set[date] = set()
    for day in days:
        if day in seen:
            return day
        seen.add(day)
    return None
