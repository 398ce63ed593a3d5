"""Dates, times, durations and deadlines in words, in the installation's zone.

A deadline is a date, a weekday and what is left: 10月9日（周五）17:30前，还剩2天.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from linli.foundation.ui.text import say

THIN = "\u2009"  # thin space between a number and its unit
MINUTE, HOUR, DAY = 60, 3600, 86400


def local(moment: datetime) -> datetime:
    """Return an aware time in the installation's zone."""
    return moment.astimezone(ZoneInfo(settings.TIME_ZONE))


def day(when: date | datetime, today: date | None = None) -> str:
    """Return a date with its weekday; the year too unless it is today's year."""
    on = local(when).date() if isinstance(when, datetime) else when
    key = "ui.day.year" if today is None or today.year != on.year else "ui.day.short"
    return say(
        key,
        year=on.year,
        day=on.day,
        month_name=say(f"ui.month.{on.month}"),
        weekday=say(f"ui.weekday.{on.isoweekday()}"),
    )


def clock(moment: datetime) -> str:
    """Return the hour and minute: 17:30."""
    return f"{local(moment):%H:%M}"


def moment(when: datetime, now: datetime | None = None) -> str:
    """Return date, weekday and time of day."""
    today = local(now).date() if now else None
    return say("ui.moment", day=day(when, today), time=clock(when))


def duration(seconds: float) -> str:
    """Return a length of time in its largest fitting unit, rounded down: 2天, 3小时, 5分钟."""
    length = int(abs(seconds))
    for size, unit in ((DAY, "days"), (HOUR, "hours"), (MINUTE, "minutes")):
        if length >= size:
            return say(f"ui.duration.{unit}", count=length // size)
    return say("ui.duration.moment")


@dataclass(frozen=True, slots=True)
class DueText:
    """A deadline as words: the date part, what is left, how pressing ('late', 'soon', 'calm')."""

    when: str
    left: str
    tone: str

    @property
    def text(self) -> str:
        """The whole sentence."""
        return say("ui.due.text", when=self.when, left=self.left)


def due(at: datetime, now: datetime, *, soon: timedelta = timedelta(days=1)) -> DueText:
    """Return a deadline in words as seen at `now`; within `soon` it is pressing."""
    when = say("ui.due.by", moment=moment(at, now))
    rest = at - now
    if rest < timedelta():
        return DueText(when, say("ui.due.late", length=duration(rest.total_seconds())), "late")
    left = say("ui.due.left", length=duration(rest.total_seconds()))
    return DueText(when, left, "soon" if rest <= soon else "calm")


def number(value: float, digits: int = 0) -> str:
    """Return a number with thousands separated."""
    return f"{value:,.{digits}f}"


def quantity(value: float, unit: str, digits: int = 0) -> str:
    """Return a number, a thin space and its unit."""
    return f"{number(value, digits)}{THIN}{unit}"
