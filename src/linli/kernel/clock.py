"""Clocks: limits, pauses, and deadlines that can say how they were computed.

Counting follows the Civil Code, articles 201 and 203: the day of receipt is not counted, hours
count from the stated time, a period of days ends at close of business, and a last day off gives
way to the next workday. A pause costs a clock what it would have counted meanwhile: clock time,
office time, or the days whose end fell into the pause; nights and weekends cost it nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from linli.kernel.calendar import Calendar, HoursAt
from linli.kernel.clock_steps import Step, Steps, moment
from linli.kernel.errors import Invalid

_DAY = timedelta(days=1)
_MOST_DAYS = 20_000  # a calendar that reaches no deadline in 55 years is broken
_NO_WORKDAYS = "a calendar without workdays"


class Unit(StrEnum):
    """What a limit counts."""

    MINUTE = "min"
    OFFICE_MINUTE = "wmin"
    HOUR = "h"
    OFFICE_HOUR = "wh"
    WORKDAY = "wd"
    DAY = "d"  # calendar days, as statutes count (60 days for a petition)


_MOST = {
    Unit.MINUTE: 525_600,
    Unit.OFFICE_MINUTE: 9_999,
    Unit.HOUR: 87_600,
    Unit.OFFICE_HOUR: 20_000,
    Unit.WORKDAY: 2_500,
    Unit.DAY: 3_650,
}
_SPAN = {
    Unit.MINUTE: timedelta(minutes=1),
    Unit.OFFICE_MINUTE: timedelta(minutes=1),
    Unit.HOUR: timedelta(hours=1),
    Unit.OFFICE_HOUR: timedelta(hours=1),
}
_OFFICE = frozenset({Unit.OFFICE_MINUTE, Unit.OFFICE_HOUR})
_IN_OFFICE = {Unit.MINUTE: Unit.OFFICE_MINUTE, Unit.HOUR: Unit.OFFICE_HOUR}
_LIMIT = re.compile(r"([+-]?\d{1,9}) ?(min|wmin|h|wh|wd|d)")


@dataclass(frozen=True, slots=True)
class Limit:
    """A whole number of minutes or hours (by the clock or of the office), workdays or days."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        """Refuse a limit of nothing, of less, or of more than any rule grants."""
        if self.amount <= 0:
            raise Invalid("limit_not_positive", limit=self.text)
        if self.amount > _MOST[self.unit]:
            raise Invalid("limit_too_long", limit=self.text, most=_MOST[self.unit])

    @classmethod
    def parse(cls, text: str) -> Limit:
        """Read `5wd`, `8wh`, `30wmin`, `24h`, `30min` or `60d`; raises Invalid."""
        found = _LIMIT.fullmatch(unicodedata.normalize("NFKC", text).strip().lower())
        if found is None:
            raise Invalid("limit_unreadable", limit=text)
        return cls(int(found[1]), Unit(found[2]))

    @property
    def text(self) -> str:
        """The limit as `parse` reads it."""
        return f"{self.amount}{self.unit}"

    @property
    def in_office_time(self) -> Limit:
        """The limit counted in office time alone; days stay days."""
        unit = _IN_OFFICE.get(self.unit, self.unit)
        return Limit(self.amount, unit) if self.amount <= _MOST[unit] else self


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch in which a clock stands still; still standing while `end` is None."""

    start: datetime
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a limit is used up (None while a pause is open) and the steps that led there.

    `guessed` says that a year without a published calendar was counted as Monday to Friday.
    """

    due: datetime | None
    steps: tuple[Step, ...]
    guessed: bool = False


def due(
    start: datetime,
    limit: Limit,
    calendar: Calendar,
    hours: HoursAt,
    zone: ZoneInfo,
    pauses: Sequence[Pause] = (),
    *,
    extensions: Sequence[Limit] = (),
    count_first_day: bool = False,
) -> Deadline:
    """Return when a limit that began at `start` is used up, and how that was computed.

    Each extension runs on from where the deadline before it stood. `count_first_day` is for the
    rules that count the day of receipt. Raises Invalid for a start no calendar reaches.
    """
    count = _Count(_in_range(start, zone), calendar, hours, zone, _stops(pauses))
    steps = count.steps
    steps.add("start", at=moment(start, zone))
    at = count.start
    for number, leg in enumerate((limit, *extensions)):
        steps.add(f"{'extended' if number else 'limit'}_{leg.unit}", count=leg.amount)
        ended = count.end_of(leg, at, first=count_first_day and not number)
        count.note_pauses(at, ended or _NEVER)
        if ended is None:
            return Deadline(None, steps.done(), guessed=steps.guessed)
        at = ended
    steps.add("due", at=moment(at, zone))
    return Deadline(at.astimezone(zone), steps.done(), guessed=steps.guessed)


def elapsed(
    start: datetime,
    end: datetime,
    unit: Unit,
    calendar: Calendar,
    hours: HoursAt,
    zone: ZoneInfo,
    pauses: Sequence[Pause] = (),
) -> int:
    """Return the whole units a clock has counted from `start` to `end`, 0 if `end` is earlier.

    Days count as deadlines do: an answer on the day after receipt took one day.
    """
    if unit in _SPAN:
        return spent(start, end, unit, calendar, hours, zone, pauses) // _SPAN[unit]
    first, last = _in_range(start, zone), _in_range(end, zone)
    count = _Count(first, calendar, hours, zone, _stops(pauses, until=last))
    return sum(
        1
        for day in _days(count.local(first) + _DAY, count.local(last))
        if count.counts(day, unit) and not count.is_stopped(count.close(day))
    )


def spent(
    start: datetime,
    end: datetime,
    unit: Unit,
    calendar: Calendar,
    hours: HoursAt,
    zone: ZoneInfo,
    pauses: Sequence[Pause] = (),
) -> timedelta:
    """Return the clock time, or for office hours the office time, from `start` to `end`."""
    first, last = _in_range(start, zone), _in_range(end, zone)
    count = _Count(first, calendar, hours, zone, _stops(pauses))
    if unit not in _OFFICE:
        pieces = count.running(first, last)
    else:
        pieces = (
            piece
            for day in _days(count.local(first), count.local(last))
            if calendar.is_workday(day)
            for opened, closed in count.windows(day)
            for piece in count.running(max(opened, first), min(closed, last))
        )
    return sum((b - a for a, b in pieces), timedelta())


# A stop is a pause in UTC; an open one ends with time itself.
_Stop = tuple[datetime, datetime]
_NEVER = datetime.max.replace(tzinfo=UTC)


def _stops(pauses: Sequence[Pause], until: datetime = _NEVER) -> tuple[_Stop, ...]:
    """Return pauses that began before `until`, in order, with those that touch made one."""
    merged: list[_Stop] = []
    for begin, end in sorted(_stop(p) for p in pauses):
        if begin >= until or begin == end:
            continue
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return tuple(merged)


def _stop(pause: Pause) -> _Stop:
    end = _NEVER if pause.end is None else _utc(pause.end)
    if end < _utc(pause.start):
        raise ValueError(f"a pause ends before it begins: {pause}")
    return _utc(pause.start), end


def _utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError(f"naive time {at}")
    return at.astimezone(UTC)


def _in_range(at: datetime, zone: ZoneInfo) -> datetime:
    if not 1949 <= at.year <= 2200:
        raise Invalid("time_out_of_range", at=at.strftime("%Y-%m-%d"))
    return _utc(at)


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


class _Count:
    """One computation: the clock's world, and the steps it leaves behind."""

    def __init__(
        self,
        start: datetime,
        calendar: Calendar,
        hours: HoursAt,
        zone: ZoneInfo,
        stops: tuple[_Stop, ...],
    ) -> None:
        self.start = start
        self.calendar = calendar
        self.hours = hours
        self.zone = zone
        self.stops = stops
        self.steps = Steps(calendar)

    def local(self, at: datetime) -> date:
        """Return the local day of a moment."""
        return at.astimezone(self.zone).date()

    def windows(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """Return the day's office windows in UTC."""
        bounds = self.hours(day).bounds(day, self.zone)
        return tuple((a.astimezone(UTC), b.astimezone(UTC)) for a, b in bounds)

    def close(self, day: date) -> datetime:
        """Return when a day ends: at close of business, or at midnight where it is not worked."""
        if self.calendar.is_workday(day):
            return self.hours(day).close(day, self.zone).astimezone(UTC)
        return datetime.combine(day + _DAY, time(0), tzinfo=self.zone).astimezone(UTC)

    def counts(self, day: date, unit: Unit) -> bool:
        """Tell whether a day is one of those that the unit counts."""
        return unit is Unit.DAY or self.calendar.is_workday(day)

    def is_stopped(self, end: datetime) -> bool:
        """Tell whether the clock stands still just before a moment."""
        return any(a < end <= b for a, b in self.stops)

    def running(self, begin: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Return the pieces from begin to end in which the clock runs."""
        for a, b in self.stops:
            if b <= begin or a >= end:
                continue
            if begin < a:
                yield begin, a
            begin = b
        if begin < end:
            yield begin, end

    def end_of(self, limit: Limit, start: datetime, *, first: bool) -> datetime | None:
        """Return when a limit from `start` is used up, None if an open pause comes before."""
        if limit.unit in (Unit.MINUTE, Unit.HOUR):
            return self._clock_end(limit.amount * _SPAN[limit.unit], start)
        if limit.unit in _OFFICE:
            return self._office_end(limit.amount * _SPAN[limit.unit], start)
        return self._day_end(limit, start, first=first)

    def note_pauses(self, begin: datetime, end: datetime) -> None:
        """Add a step for each pause that touched a computation from begin to end."""
        for a, b in self.stops:
            if a < end and b == _NEVER:
                self.steps.add("paused_open", begin=self._say(a))
            elif a < end and b > begin:
                self.steps.add("paused", begin=self._say(a), end=self._say(b))

    def _clock_end(self, left: timedelta, start: datetime) -> datetime | None:
        end = start + left
        for a, b in self.stops:
            if a >= end or b <= start:
                continue
            if b == _NEVER:
                return None
            end += b - max(a, start)
        return end

    def _office_end(self, whole: timedelta, start: datetime) -> datetime | None:
        left = whole
        if not self._is_open(start):
            self.steps.add("outside_hours", at=self._say(start))
        for day in self._days_from(self.local(start)):
            if not self.calendar.is_workday(day):
                self.steps.off(day)
                continue
            before = left
            for opened, closed in self.windows(day):
                for a, b in self.running(max(opened, start), closed):
                    if b - a >= left:
                        self.steps.worked(day, before, whole)
                        return a + left
                    left -= b - a
            self._note_office(day, before - left, whole - left, start)
            if self._stands_for_ever(self.close(day)):
                return None
        raise ValueError(_NO_WORKDAYS)

    def _note_office(self, day: date, length: timedelta, total: timedelta, start: datetime) -> None:
        if length:
            self.steps.worked(day, length, total)
        elif self.close(day) > start:
            self.steps.stood(day)

    def _day_end(self, limit: Limit, start: datetime, *, first: bool) -> datetime | None:
        count = 0
        for day in self._days_from(self._first_day(start, counted=first)):
            worked = self.calendar.is_workday(day)
            if not worked and limit.unit is Unit.WORKDAY:
                self.steps.off(day)
                continue
            end = self.close(day)
            if end <= start:
                continue
            if self._stands_for_ever(end):
                return None
            if self.is_stopped(end):
                self.steps.stood(day)
                continue
            count = self._count_day(day, limit, count)
            if worked and count >= limit.amount:
                return end
        raise ValueError(_NO_WORKDAYS)

    def _first_day(self, start: datetime, *, counted: bool) -> date:
        if counted:
            return self.local(start)
        if start == self.start:  # an extension need not say it again
            self.steps.add("first_day_not_counted")
        return self.local(start) + _DAY

    def _count_day(self, day: date, limit: Limit, count: int) -> int:
        """Count one day that was not stopped, and say so; return the count with it."""
        worked = self.calendar.is_workday(day)
        if count >= limit.amount:  # the last day was off: a workday is waited for
            if not worked:
                self.steps.off(day)
            return count
        self.steps.counted(day, f"counted_{limit.unit}", count + 1)
        if count + 1 == limit.amount and not worked:
            self.steps.add("last_day_off", day=str(day))
        return count + 1

    def _is_open(self, at: datetime) -> bool:
        day = self.local(at)
        return self.calendar.is_workday(day) and any(a <= at < b for a, b in self.windows(day))

    def _days_from(self, day: date) -> Iterator[date]:
        return _days(day, day + timedelta(days=_MOST_DAYS))

    def _stands_for_ever(self, at: datetime) -> bool:
        return bool(self.stops) and self.stops[-1][0] < at <= self.stops[-1][1] == _NEVER

    def _say(self, at: datetime) -> str:
        return moment(at, self.zone)
