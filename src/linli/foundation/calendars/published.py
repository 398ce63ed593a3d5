"""The schedules that the package `chinesecalendar` carries, as days."""

from __future__ import annotations

from datetime import date
from importlib.metadata import version

from chinese_calendar import constants

from linli.foundation.calendars.rules import Day

SOURCE = f"国务院办公厅节假日安排（chinesecalendar {version('chinesecalendar')}）"


def years() -> tuple[int, ...]:
    """Return the years that the package knows."""
    return tuple(sorted({day.year for day in constants.holidays}))


def days(year: int) -> tuple[Day, ...]:
    """Return a year's days off with their names and its weekend days that are worked."""
    off = [_day(day, name, worked=False) for day, name in constants.holidays.items()]
    worked = [_day(day, name, worked=True) for day, name in constants.workdays.items()]
    return tuple(sorted((d for d in off + worked if d.day.year == year), key=lambda d: d.day))


def _day(day: date, name: str, *, worked: bool) -> Day:
    chinese = constants.Holiday(name).chinese
    return Day(day, worked, f"{chinese}调休" if worked else chinese, name)
