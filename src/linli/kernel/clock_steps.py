"""The steps that led to a deadline, as codes and values that a text in any language can say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from linli.kernel.calendar import Calendar

_UNITS = ("min", "h", "wh", "wd", "d")
_RUNS = (
    *("counted_wd", "counted_d", "made_up", "worked", "worked_made_up"),
    *("off", "holiday", "paused_days"),
)
# Every code a step can have; each has a text in both languages.
CODES = frozenset(
    {"start", "first_day_not_counted", "outside_hours", "paused", "paused_open"}
    | {"last_day_off", "guessed", "due"}
    | {f"{what}_{unit}" for what in ("limit", "extended") for unit in _UNITS}
    | {f"{run}{one}" for run in _RUNS for one in ("", "_one")}
)


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its text is `clock.step.<code>`, filled with days as `2026-02-14`, counts, hours.

    The values are plain text and whole numbers, so that a step can be stored as it is.
    """

    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)


def moment(at: datetime, zone: ZoneInfo) -> str:
    """Return a local moment as `2026-02-13 16:00`."""
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def span(length: timedelta) -> str:
    """Return a length of time as hours and minutes, `7:30`."""
    minutes = int(length.total_seconds()) // 60
    return f"{minutes // 60}:{minutes % 60:02}"


class Steps:
    """Collects steps; days that were treated alike, one after the other, become one step."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        self._done: list[Step] = []
        self._run: tuple[str, Mapping[str, str | int]] = ("", {})
        self._days: list[date] = []
        self._total: int | timedelta = 0
        self._spent = timedelta()
        self._unknown: set[int] = set()

    @property
    def guessed(self) -> bool:
        """Whether a year without a published calendar was counted."""
        return bool(self._unknown)

    def add(self, code: str, **params: str | int) -> None:
        """Add one step as it is."""
        self._flush()
        self._done.append(Step(code, params))

    def off(self, day: date) -> None:
        """Note a day that is not worked, by its name if it was published with one."""
        name = self._calendar.name(day)
        if name is None:
            self._note(day, "off", {})
        else:
            self._note(day, "holiday", {"name": name.zh, "name_en": name.en})

    def counted(self, day: date, code: str, total: int) -> None:
        """Note a counted day and how many there are with it."""
        self._note(day, "made_up" if self._is_made_up(day, code) else code, {})
        self._total = total

    def worked(self, day: date, length: timedelta, total: timedelta) -> None:
        """Note a day's office time and the sum with it."""
        self._note(day, "worked_made_up" if self._calendar.is_made_up(day) else "worked", {})
        self._spent += length
        self._total = total

    def stood(self, day: date) -> None:
        """Note a day that a pause kept from being counted."""
        self._note(day, "paused_days", {})

    def done(self) -> tuple[Step, ...]:
        """Return all steps in order."""
        self._flush()
        return tuple(self._done)

    def _is_made_up(self, day: date, code: str) -> bool:
        return code == "counted_wd" and self._calendar.is_made_up(day)

    def _note(self, day: date, code: str, params: Mapping[str, str | int]) -> None:
        if not self._calendar.is_known(day) and day.year not in self._unknown:
            self._unknown.add(day.year)
            self.add("guessed", year=day.year)
        if (code, params) != self._run:
            self._flush()
            self._run = (code, params)
        self._days.append(day)

    def _flush(self) -> None:
        if not self._days:
            return
        code, extra = self._run
        params: dict[str, str | int] = {"first": str(self._days[0]), "days": len(self._days)}
        if len(self._days) > 1:
            params["last"] = str(self._days[-1])
        if isinstance(self._total, timedelta):
            params |= {"spent": span(self._spent), "total": span(self._total)}
        else:
            params["total"] = self._total
        params.update(extra)
        self._done.append(Step(code if len(self._days) > 1 else f"{code}_one", params))
        self._run, self._days, self._spent = ("", {}), [], timedelta()
