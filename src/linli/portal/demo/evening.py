"""The evening of the mayor's five minutes: a Monday, 19:40, while the heating is on."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

HOUR = time(19, 40)
# within the heating season of every northern city: it begins by 15 November, ends after 15 March
SEASON = ((11, 15), (3, 15))


def evening(now: datetime, zone: ZoneInfo) -> datetime:
    """Return the latest such moment that is over."""
    day = now.astimezone(zone).date()
    while True:
        heated = (day.month, day.day) >= SEASON[0] or (day.month, day.day) <= SEASON[1]
        at = datetime.combine(day, HOUR, zone)
        if day.isoweekday() == 1 and heated and at < now:
            return at
        day -= timedelta(days=1)
