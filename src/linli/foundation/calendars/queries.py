"""The working calendar of this installation."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Sum

from linli.foundation.calendars.models import CalendarDay, CalendarYear
from linli.foundation.database.revision import remembered
from linli.kernel.calendar import Calendar, DayName

# From December on, next year's days are counted by deadlines of every kind.
_MONTH_TO_EXPECT_NEXT_YEAR = 12

_held: tuple[tuple[int, int], Calendar] | None = None


def revision() -> tuple[int, int]:
    """Return what changes whenever any published day does (1 query, none within `steady`)."""
    return remembered("calendars", _revision)


def _revision() -> tuple[int, int]:
    state = CalendarYear.objects.aggregate(years=Count("year"), revisions=Sum("revision"))
    return state["years"], int(state["revisions"] or 0)


def calendar() -> Calendar:
    """Return the published calendar: 1 query while it is unchanged, 3 when it is read anew."""
    global _held
    now = revision()
    if _held is None or _held[0] != now:
        _held = (now, _read())
    return _held[1]


def _read() -> Calendar:
    rows = list(CalendarDay.objects.order_by("day"))
    return Calendar(
        days={r.day: r.is_workday for r in rows},
        known_years=frozenset(CalendarYear.objects.values_list("year", flat=True)),
        names={r.day: DayName(r.name, r.name_en) for r in rows if r.name and not r.is_workday},
    )


def unpublished_years(on: date) -> tuple[int, ...]:
    """Return the years whose schedule is needed on a day and is not here (1 query)."""
    needed = [on.year] + ([on.year + 1] if on.month >= _MONTH_TO_EXPECT_NEXT_YEAR else [])
    known = set(CalendarYear.objects.filter(year__in=needed).values_list("year", flat=True))
    return tuple(y for y in needed if y not in known)
