"""The published schedule of 2026 as literals, a zone and small helpers for tests of time."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from linli.kernel.calendar import Calendar, DayName, OfficeHours, usual_hours
from linli.kernel.clock import Deadline, Limit, Pause, due

ZONE = ZoneInfo("Asia/Shanghai")
SUMMER = OfficeHours.parse("08:00-12:00 15:00-18:30")


def stretch(first: str, last: str) -> list[date]:
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    return [begin + timedelta(days=n) for n in range((end - begin).days + 1)]


SPRING = stretch("2026-02-15", "2026-02-23")
OFF = (
    stretch("2026-01-01", "2026-01-03")
    + SPRING
    + stretch("2026-04-04", "2026-04-06")
    + stretch("2026-05-01", "2026-05-05")
    + stretch("2026-06-19", "2026-06-21")
    + stretch("2026-09-25", "2026-09-27")
    + stretch("2026-10-01", "2026-10-07")
)
MADE_UP = [
    date.fromisoformat(d)
    for d in ("2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10")
]
CALENDAR = Calendar(
    days={d: False for d in OFF} | {d: True for d in MADE_UP},
    known_years=frozenset({2025, 2026}),
    names={d: DayName("春节", "Spring Festival") for d in SPRING},
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def pause(start: str, end: str | None = None) -> Pause:
    return Pause(at(start), None if end is None else at(end))


def run(start: str, limit: str, **more: object) -> Deadline:
    return due(at(start), Limit.parse(limit), CALENDAR, usual_hours, ZONE, **more)  # type: ignore[arg-type]


def when(start: str, limit: str, **more: object) -> str | None:
    ended = run(start, limit, **more).due
    return None if ended is None else ended.strftime("%Y-%m-%dT%H:%M")


def hours_by_season(day: date) -> OfficeHours:
    return SUMMER if 6 <= day.month <= 9 else usual_hours(day)
