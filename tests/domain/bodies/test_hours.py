"""Office hours: lunch, summer and winter, market days; and the deadline command on them."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from linli.domain.bodies import queries
from linli.domain.bodies.actions import state_hours
from linli.kernel.access import SYSTEM
from linli.kernel.calendar import USUAL_HOURS
from linli.kernel.errors import Invalid
from tests.domain.bodies.city import AT, Places, body

pytestmark = pytest.mark.django_db

WINTER, SUMMER = date(2026, 1, 14), date(2026, 7, 14)
MARKET = date(2026, 7, 15)  # a Wednesday


@pytest.fixture
def office(city: Places) -> int:
    row = body("office", city["140403100"])
    state_hours(by=SYSTEM, at=AT, body=row, windows="08:30-12:00 14:00-17:30")
    summer = "08:00-12:00 15:00-18:30"
    state_hours(by=SYSTEM, at=AT, body=row, windows=summer, months=[6, 7, 8, 9])
    state_hours(by=SYSTEM, at=AT, body=row, windows="07:00-13:00", weekdays=[3])
    return row.pk


def test_the_row_that_says_most_decides(office: int) -> None:
    hours = queries.hours_at(office)
    assert hours(WINTER.replace(day=15)).text == "08:30-12:00 14:00-17:30"
    assert hours(SUMMER).text == "08:00-12:00 15:00-18:30"
    assert hours(MARKET).text == "07:00-13:00"


def test_a_body_without_hours_takes_its_superiors(office: int, city: Places) -> None:
    team = body("enforcement", city["140403100"])
    assert queries.hours_at(team.pk)(SUMMER).text == "08:00-12:00 15:00-18:30"
    assert queries.hours_at(body("housing", city["140403"]).pk)(SUMMER) == USUAL_HOURS


def test_hours_hold_from_their_day(city: Places) -> None:
    row = body("housing", city["140403"])
    state_hours(by=SYSTEM, at=AT, body=row, windows="09:00-17:00", valid_from=date(2026, 5, 1))
    hours = queries.hours_at(row.pk)
    assert hours(date(2026, 4, 30)) == USUAL_HOURS
    assert hours(date(2026, 5, 1)).text == "09:00-17:00"


@pytest.mark.parametrize(
    "said",
    [
        {"windows": "nine to five"},
        {"windows": ""},
        {"windows": "12:00-08:30"},
        {"windows": "08:30-12:00 11:00-17:30"},
        {"windows": "08:30-12:00", "months": [13]},
        {"windows": "08:30-12:00", "weekdays": [0]},
    ],
)
def test_unreadable_hours_are_refused(city: Places, said: dict) -> None:
    with pytest.raises(Invalid):
        state_hours(by=SYSTEM, at=AT, body=body("housing", city["140403"]), **said)


def told(*args: str) -> dict:
    out = StringIO()
    call_command("deadline", *args, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_the_deadline_command_counts_lunch_and_market_days(office: int) -> None:
    answer = told("--start", "2026-07-14T11:00", "--limit", "4wh", "--body", str(office))
    assert answer["due"] == "2026-07-14T18:00:00+08:00"  # an hour, lunch to 15:00, three more
    answer = told("--start", "2026-07-15T12:00", "--limit", "2wh", "--body", "老顶山镇人民政府")
    assert answer["due"] == "2026-07-16T09:00:00+08:00"  # the market day ends at 13:00


def test_spring_festival_with_its_make_up_days(db: None) -> None:
    call_command("import_calendar", "--year", "2026", stdout=StringIO())
    answer = told("--start", "2026-02-13T16:00", "--limit", "5wd")
    assert answer["due"] == "2026-02-27T17:30:00+08:00"
    assert answer["guessed"] is False
    codes = [step["code"] for step in answer["steps"]]
    assert codes[0] == "start"
    assert codes[-1] == "due"
    assert "Spring Festival" in " ".join(step["en"] for step in answer["steps"])


def test_a_year_without_calendar_says_so(db: None) -> None:
    answer = told("--start", "2031-02-13T16:00", "--limit", "5wd")
    assert answer["guessed"] is True
    assert "2031" in answer["warning"]["zh"]
    assert "2031" in answer["warning"]["en"]
    assert all(step["zh"] and step["en"] for step in answer["steps"])


@pytest.mark.parametrize(
    "args",
    [
        ("--start", "2026-02-13T16:00", "--limit", "5 days"),
        ("--start", "2026-02-13T16:00", "--limit", "0wd"),
        ("--start", "2026-02-13T16:00", "--limit", "5wd", "--body", "没有的局"),
        ("--start", "2026-02-30T16:00", "--limit", "5wd"),
    ],
)
def test_the_deadline_command_refuses_in_words(db: None, args: tuple[str, ...]) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("deadline", *args)
    assert "refusal." not in str(refused.value)
