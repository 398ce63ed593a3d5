"""Working calendars and office hours: which days are worked, and from when to when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MIDNIGHT = time(0)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DayName:
    """What a published day is called, in both languages."""

    zh: str
    en: str


@dataclass(frozen=True)
class Calendar:
    """Published days; a day nobody published is worked from Monday to Friday.

    `days` may hold the exceptions alone; `known_years` are the years whose schedule is published.
    """

    days: Mapping[date, bool]
    known_years: frozenset[int]
    names: Mapping[date, DayName] = field(default_factory=dict)

    def is_workday(self, day: date) -> bool:
        """Tell whether the day is worked: as published, else Monday to Friday."""
        worked = self.days.get(day)
        return day.weekday() < 5 if worked is None else worked

    def is_known(self, day: date) -> bool:
        """Tell whether the day's year is published, so that the answer is no guess."""
        return day.year in self.known_years

    def is_made_up(self, day: date) -> bool:
        """Tell whether the day is a weekend day that is worked (调休)."""
        return day.weekday() >= 5 and self.is_workday(day)

    def name(self, day: date) -> DayName | None:
        """Return what the day off is called, None for a plain weekend or workday."""
        return self.names.get(day)


@dataclass(frozen=True, slots=True)
class Window:
    """One stretch of office time within a day; an end of 00:00 is the midnight that ends it."""

    start: time
    end: time

    def __post_init__(self) -> None:
        """Refuse a stretch without time, or one that knows a zone of its own."""
        if self.start.tzinfo or self.end.tzinfo:
            raise ValueError("office hours are local times")
        if self.end not in (MIDNIGHT,) and self.start >= self.end:
            raise ValueError(f"empty window {self.start}-{self.end}")

    def bounds(self, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Return the window's two moments on a day."""
        last = day + _DAY if self.end == MIDNIGHT else day
        return (
            datetime.combine(day, self.start, tzinfo=zone),
            datetime.combine(last, self.end, tzinfo=zone),
        )


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """The office windows of one day, in order, without overlap."""

    windows: tuple[Window, ...]

    def __post_init__(self) -> None:
        """Refuse no window at all, and windows that overlap or go back."""
        if not self.windows:
            raise ValueError("office hours need a window")
        for earlier, later in zip(self.windows, self.windows[1:], strict=False):
            if earlier.end == MIDNIGHT or earlier.end > later.start:
                raise ValueError(f"windows overlap: {earlier} {later}")

    @classmethod
    def parse(cls, text: str) -> OfficeHours:
        """Read `08:30-12:00 14:00-17:30`; raises ValueError."""
        return cls(tuple(_window(part) for part in text.split()))

    def close(self, day: date, zone: ZoneInfo) -> datetime:
        """Return the close of business of a day."""
        return self.windows[-1].bounds(day, zone)[1]

    def bounds(self, day: date, zone: ZoneInfo) -> tuple[tuple[datetime, datetime], ...]:
        """Return the moments of all windows on a day."""
        return tuple(w.bounds(day, zone) for w in self.windows)

    @property
    def text(self) -> str:
        """The hours as `08:30-12:00 14:00-17:30`."""
        return " ".join(f"{w.start:%H:%M}-{w.end:%H:%M}" for w in self.windows)


def _window(text: str) -> Window:
    start, _, end = text.partition("-")
    return Window(
        time.fromisoformat(start), MIDNIGHT if end == "24:00" else time.fromisoformat(end)
    )


# The office hours of a day: summer and winter hours and market days are the body's rows.
HoursAt = Callable[[date], OfficeHours]

USUAL_HOURS = OfficeHours.parse("08:30-12:00 14:00-17:30")


def usual_hours(day: date) -> OfficeHours:
    """Return the hours of a body that has stated none."""
    return USUAL_HOURS
