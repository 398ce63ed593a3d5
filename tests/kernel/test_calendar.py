"""Which days are worked, and the windows of a day."""

from datetime import date, time

import pytest

from linli.kernel.calendar import Calendar, OfficeHours, Window, usual_hours
from tests.kernel.days import CALENDAR, ZONE, at


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        ("2026-01-04", True),
        ("2026-02-14", True),
        ("2026-02-28", True),
        ("2026-02-16", False),
        ("2026-05-09", True),
        ("2026-09-20", True),
        ("2026-10-10", True),
        ("2026-10-05", False),
        ("2026-10-09", True),
        ("2026-10-11", False),
    ],
)
def test_published_days_of_2026(day: str, worked: bool) -> None:
    assert CALENDAR.is_workday(date.fromisoformat(day)) is worked


def test_a_weekend_day_that_is_worked_is_made_up() -> None:
    assert CALENDAR.is_made_up(date(2026, 2, 14))
    assert not CALENDAR.is_made_up(date(2026, 2, 13))
    assert not CALENDAR.is_made_up(date(2026, 2, 15))


def test_an_unpublished_year_is_monday_to_friday_and_says_so() -> None:
    assert CALENDAR.is_workday(date(2027, 1, 1))
    assert not CALENDAR.is_workday(date(2027, 1, 2))
    assert not CALENDAR.is_known(date(2027, 1, 1))
    assert CALENDAR.is_known(date(2026, 1, 1))


def test_a_day_off_has_a_name_in_both_languages() -> None:
    name = CALENDAR.name(date(2026, 2, 16))
    assert name is not None
    assert (name.zh, name.en) == ("春节", "Spring Festival")
    assert CALENDAR.name(date(2026, 3, 1)) is None


def test_hours_read_and_print_alike() -> None:
    hours = OfficeHours.parse("08:30-12:00 14:00-17:30")
    assert hours.text == "08:30-12:00 14:00-17:30"
    assert hours.close(date(2026, 2, 13), ZONE) == at("2026-02-13T17:30")
    assert hours == usual_hours(date(2026, 2, 13))


def test_a_counter_open_all_day_has_no_gap_at_midnight() -> None:
    hours = OfficeHours.parse("00:00-24:00")
    assert hours.bounds(date(2026, 2, 13), ZONE) == (
        (at("2026-02-13T00:00"), at("2026-02-14T00:00")),
    )


@pytest.mark.parametrize(
    "text",
    ["", "17:30-08:30", "08:30-08:30", "08:30-12:00 11:00-17:30", "08:30-24:00 08:00-09:00", "8"],
)
def test_hours_that_make_no_sense_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        OfficeHours.parse(text)


def test_windows_are_local_times() -> None:
    with pytest.raises(ValueError, match="local"):
        Window(time(8, tzinfo=ZONE), time(9, tzinfo=ZONE))


def test_a_calendar_may_hold_the_exceptions_alone() -> None:
    assert Calendar({}, frozenset()).is_workday(date(2026, 2, 16))
