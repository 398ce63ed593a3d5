"""Publishing a year's working days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from linli.foundation.calendars.models import CalendarDay, CalendarYear, new_revision
from linli.foundation.calendars.rules import Day, check_year
from linli.foundation.database.revision import forgotten
from linli.kernel.access import Actor


@transaction.atomic
def publish_year(
    *,
    by: Actor,
    at: datetime,
    year: int,
    days: Sequence[Day],
    source: str,
    published_on: date | None = None,
) -> bool:
    """Set a year's published days, all at once; return whether anything changed.

    Deadlines already given are recomputed by those who hold them. Raises Invalid.
    """
    check_year(year, days)
    row = CalendarYear.objects.select_for_update().filter(year=year).first()
    if row and (row.source, row.published_on) == (source, published_on) and _same(year, days):
        return False
    CalendarDay.objects.filter(day__year=year).delete()
    CalendarDay.objects.bulk_create(
        CalendarDay(
            day=d.day, is_workday=d.is_workday, name=d.name, name_en=d.name_en, source=source
        )
        for d in days
    )
    CalendarYear.objects.update_or_create(
        year=year,
        defaults={
            "source": source,
            "published_on": published_on,
            "changed_at": at,
            "revision": new_revision(),
        },
    )
    forgotten()
    return True


def _same(year: int, days: Sequence[Day]) -> bool:
    held = CalendarDay.objects.filter(day__year=year)
    rows = {Day(d.day, d.is_workday, d.name, d.name_en) for d in held}
    return rows == set(days)
