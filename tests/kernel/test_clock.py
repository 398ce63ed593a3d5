"""Deadlines: vectors counted by hand on the published schedule of 2026."""

from datetime import UTC, datetime, timedelta

import pytest

from linli.kernel.calendar import Calendar, usual_hours
from linli.kernel.clock import Limit, Pause, Unit, due, elapsed, spent
from linli.kernel.errors import Invalid
from tests.kernel.days import CALENDAR, ZONE, at, hours_by_season, pause, run, when


@pytest.mark.parametrize(
    ("start", "limit", "expected"),
    [
        ("2026-02-13T16:00", "5wd", "2026-02-27T17:30"),  # 14 Feb worked, 15-23 off
        ("2026-09-30T10:00", "3wd", "2026-10-10T17:30"),  # 1-7 Oct off, the 10th worked
        ("2026-01-02T09:00", "1wd", "2026-01-04T17:30"),  # received on a holiday
        ("2026-05-08T18:00", "1wd", "2026-05-09T17:30"),  # a worked Saturday
        ("2026-03-06T20:00", "1wd", "2026-03-09T17:30"),  # after close of business on a Friday
        ("2026-03-07T12:00", "1wd", "2026-03-09T17:30"),  # on a plain Saturday
        ("2026-03-09T09:00", "8wh", "2026-03-10T10:00"),
        ("2026-03-09T06:00", "1wh", "2026-03-09T09:30"),  # before opening
        ("2026-03-09T12:40", "1wh", "2026-03-09T15:00"),  # at lunch
        ("2026-03-09T19:00", "1wh", "2026-03-10T09:30"),  # after closing
        ("2026-02-16T10:00", "2wh", "2026-02-24T10:30"),  # in the Spring Festival
        ("2026-03-09T08:30", "7wh", "2026-03-09T17:30"),  # a full day ends the same evening
        ("2026-02-13T16:00", "8wh", "2026-02-14T17:00"),
        ("2026-02-14T17:00", "24h", "2026-02-15T17:00"),  # clock hours know no holiday
        ("2026-02-14T23:45", "30min", "2026-02-15T00:15"),
        ("2026-03-09T22:00", "30wmin", "2026-03-10T09:00"),  # at night only the office's time
        ("2026-03-09T11:45", "30wmin", "2026-03-09T14:15"),  # over lunch
        ("2026-03-02T09:00", "5d", "2026-03-09T17:30"),  # the fifth day is a Saturday
        ("2026-09-28T09:00", "5d", "2026-10-08T17:30"),  # the fifth day is in the holidays
        ("2026-03-02T09:00", "4d", "2026-03-06T17:30"),
    ],
)
def test_deadlines(start: str, limit: str, expected: str) -> None:
    assert when(start, limit) == expected


def test_the_day_of_receipt_counts_where_a_rule_says_so() -> None:
    assert when("2026-03-09T09:00", "1wd", count_first_day=True) == "2026-03-09T17:30"
    assert when("2026-03-09T18:00", "1wd", count_first_day=True) == "2026-03-10T17:30"
    assert when("2026-03-07T09:00", "1wd", count_first_day=True) == "2026-03-09T17:30"


def test_the_close_is_that_of_the_last_day() -> None:
    ended = due(at("2026-05-29T09:00"), Limit.parse("1wd"), CALENDAR, hours_by_season, ZONE)
    assert ended.due == at("2026-06-01T18:30")


def test_the_answer_is_local_whatever_the_zone_of_the_question() -> None:
    start = at("2026-02-13T16:00").astimezone(UTC)
    ended = due(start, Limit.parse("5wd"), CALENDAR, usual_hours, ZONE)
    assert ended.due is not None
    assert ended.due.isoformat() == "2026-02-27T17:30:00+08:00"


@pytest.mark.parametrize(
    ("pauses", "limit", "expected"),
    [
        ([("2026-03-10T09:00", "2026-03-10T11:00")], "24h", "2026-03-10T12:00"),
        ([("2026-03-09T12:00", "2026-03-09T15:00")], "24h", "2026-03-10T13:00"),
        (
            [("2026-03-09T12:00", "2026-03-09T15:00"), ("2026-03-10T11:00", "2026-03-10T12:00")],
            "24h",
            "2026-03-10T14:00",
        ),
        ([("2026-03-09T10:30", "2026-03-09T15:00")], "4wh", "2026-03-10T09:30"),  # over lunch
        ([("2026-03-09T17:30", "2026-03-10T08:30")], "8wh", "2026-03-10T11:00"),  # a night
        ([("2026-03-09T09:00", "2026-03-09T10:00")], "2wd", "2026-03-11T17:30"),  # first day
        ([("2026-03-13T18:00", "2026-03-16T08:00")], "5wd", "2026-03-16T17:30"),  # a weekend
        ([("2026-03-10T10:00", "2026-03-12T15:00")], "2wd", "2026-03-13T17:30"),
        ([("2026-03-10T10:00", "2026-03-10T15:00")], "2wd", "2026-03-11T17:30"),  # within a day
        ([("2026-03-11T16:00", "2026-03-12T09:00")], "2wd", "2026-03-12T17:30"),  # on the last
        (
            [("2026-03-10T10:00", "2026-03-11T09:00"), ("2026-03-10T16:00", "2026-03-11T10:00")],
            "2wd",
            "2026-03-12T17:30",
        ),  # two that overlap are one
        ([("2026-03-01T10:00", "2026-03-02T10:00")], "2wd", "2026-03-11T17:30"),  # long ago
        ([("2026-04-01T10:00", "2026-04-02T10:00")], "2wd", "2026-03-11T17:30"),  # too late
        ([("2026-03-06T10:00", "2026-03-09T17:30")], "2h", "2026-03-09T19:30"),  # began before
    ],
)
def test_pauses(pauses: list[tuple[str, str]], limit: str, expected: str) -> None:
    stops = [pause(*p) for p in pauses]
    assert when("2026-03-09T10:00", limit, pauses=stops) == expected
    assert when("2026-03-09T10:00", limit, pauses=stops[::-1]) == expected


@pytest.mark.parametrize("limit", ["24h", "8wh", "3wd", "10d"])
def test_an_open_pause_leaves_no_deadline_and_says_since_when(limit: str) -> None:
    open_pause = run("2026-03-09T10:00", limit, pauses=[pause("2026-03-09T11:00")])
    assert open_pause.due is None
    assert open_pause.steps[-1].code == "paused_open"
    assert open_pause.steps[-1].params == {"begin": "2026-03-09 11:00"}


@pytest.mark.parametrize("limit", ["1h", "1wh", "1wd", "1d"])
def test_a_pause_opened_after_the_deadline_does_not_revive_it(limit: str) -> None:
    late = pause("2026-03-12T09:00")
    assert when("2026-03-09T10:00", limit, pauses=[late]) == when("2026-03-09T10:00", limit)


@pytest.mark.parametrize(
    ("limit", "extensions", "expected"),
    [
        ("2wd", ["3wd"], "2026-03-16T17:30"),
        ("2wd", ["1wd", "2wd"], "2026-03-16T17:30"),
        ("24h", ["12h"], "2026-03-10T22:00"),
        ("2wd", ["2wh"], "2026-03-12T10:30"),
        ("3d", ["2d"], "2026-03-16T17:30"),
    ],
)
def test_an_extension_runs_on_from_the_deadline(
    limit: str, extensions: list[str], expected: str
) -> None:
    more = [Limit.parse(e) for e in extensions]
    assert when("2026-03-09T10:00", limit, extensions=more) == expected


def test_pauses_reach_into_extensions() -> None:
    held = [pause("2026-03-12T10:00", "2026-03-13T10:00")]
    assert when("2026-03-09T10:00", "2wd", extensions=[Limit.parse("2wd")]) == "2026-03-13T17:30"
    extended = when("2026-03-09T10:00", "2wd", pauses=held, extensions=[Limit.parse("2wd")])
    assert extended == "2026-03-16T17:30"


def test_steps_of_the_spring_festival() -> None:
    steps = run("2026-02-13T16:00", "5wd").steps
    assert [s.code for s in steps] == [
        "start",
        "limit_wd",
        "first_day_not_counted",
        "made_up_one",
        "holiday",
        "counted_wd",
        "due",
    ]
    assert steps[4].params["name"] == "春节"
    assert steps[4].params["days"] == 9
    assert steps[5].params == {
        "first": "2026-02-24",
        "last": "2026-02-27",
        "days": 4,
        "total": 5,
    }


def test_steps_of_office_hours_add_up() -> None:
    steps = run("2026-03-06T19:00", "8wh").steps
    assert [s.code for s in steps] == ["start", "limit_wh", "outside_hours", "off", "worked", "due"]
    assert steps[4].params["total"] == "8:00"
    assert steps[4].params["spent"] == "8:00"


def test_a_made_up_day_shows_in_office_hours() -> None:
    assert "worked_made_up_one" in [s.code for s in run("2026-02-13T16:00", "8wh").steps]


def test_steps_tell_of_pauses_extensions_and_a_last_day_off() -> None:
    stop = pause("2026-03-03T10:00", "2026-03-04T10:00")
    codes = [s.code for s in run("2026-03-02T09:00", "5d", pauses=[stop]).steps]
    assert {"paused_days_one", "paused", "counted_d"} <= set(codes)
    codes = [s.code for s in run("2026-03-02T09:00", "5d", extensions=[Limit.parse("1wd")]).steps]
    assert {"last_day_off", "extended_wd"} <= set(codes)
    assert codes.count("first_day_not_counted") == 1


def test_an_unpublished_year_is_guessed_visibly() -> None:
    ended = run("2026-12-30T10:00", "3wd")
    assert ended.guessed
    assert [s.params["year"] for s in ended.steps if s.code == "guessed"] == [2027]
    assert ended.due == at("2027-01-04T17:30")
    assert not run("2026-12-30T10:00", "1wd").guessed
    assert not run("2026-12-31T10:00", "24h").guessed  # clock hours ask no calendar
    assert run("2026-12-31T17:00", "1wh").guessed


@pytest.mark.parametrize("text", ["0wd", "-1wd", "0h", "-5min", "+0d"])
def test_a_limit_of_nothing_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        Limit.parse(text)
    assert refusal.value.code == "limit_not_positive"


@pytest.mark.parametrize("text", ["2501wd", "999999999h", "20001wh", "525601min", "3651d"])
def test_an_absurd_limit_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        Limit.parse(text)
    assert refusal.value.code == "limit_too_long"


@pytest.mark.parametrize("text", ["", "5", "wd", "5 weeks", "1.5h", "5wd!", "9" * 40 + "h"])
def test_a_limit_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        Limit.parse(text)
    assert refusal.value.code == "limit_unreadable"


def test_a_limit_is_read_from_full_width_text() -> None:
    assert Limit.parse(" ５ＷＤ ") == Limit(5, Unit.WORKDAY)
    assert Limit(5, Unit.WORKDAY).text == "5wd"


@pytest.mark.parametrize("year", [1, 1948, 2201, 9999])
def test_a_start_that_no_calendar_reaches_is_refused(year: int) -> None:
    with pytest.raises(Invalid):
        due(datetime(year, 1, 1, tzinfo=ZONE), Limit.parse("1h"), CALENDAR, usual_hours, ZONE)


def test_naive_times_and_backward_pauses_are_bugs() -> None:
    with pytest.raises(ValueError, match="naive"):
        due(datetime(2026, 3, 9), Limit.parse("1h"), CALENDAR, usual_hours, ZONE)  # noqa: DTZ001
    with pytest.raises(ValueError, match="before it begins"):
        run("2026-03-09T10:00", "1h", pauses=[pause("2026-03-09T12:00", "2026-03-09T11:00")])


def test_a_calendar_without_workdays_ends_with_an_error() -> None:
    class Never(Calendar):
        def is_workday(self, day: object) -> bool:
            return False

    for limit in ("1wd", "1wh"):
        with pytest.raises(ValueError, match="without workdays"):
            due(
                at("2026-03-09T10:00"),
                Limit.parse(limit),
                Never({}, frozenset()),
                usual_hours,
                ZONE,
            )


@pytest.mark.parametrize(
    ("end", "unit", "expected"),
    [
        ("2026-02-13T17:00", Unit.WORKDAY, 0),
        ("2026-02-14T09:00", Unit.WORKDAY, 1),
        ("2026-02-23T09:00", Unit.WORKDAY, 1),
        ("2026-02-27T09:00", Unit.WORKDAY, 5),
        ("2026-02-27T09:00", Unit.DAY, 14),
        ("2026-02-14T15:59", Unit.HOUR, 23),
        ("2026-02-13T16:31", Unit.MINUTE, 31),
        ("2026-02-14T17:00", Unit.OFFICE_HOUR, 8),
        ("2026-02-12T09:00", Unit.WORKDAY, 0),
        ("2026-02-12T09:00", Unit.HOUR, 0),
    ],
)
def test_elapsed(end: str, unit: Unit, expected: int) -> None:
    start = at("2026-02-13T16:00")
    assert elapsed(start, at(end), unit, CALENDAR, usual_hours, ZONE) == expected


def test_elapsed_leaves_out_pauses() -> None:
    start, end = at("2026-03-09T10:00"), at("2026-03-12T10:00")
    held = [Pause(at("2026-03-10T11:00"), at("2026-03-11T09:00"))]
    world = (CALENDAR, usual_hours, ZONE)
    assert elapsed(start, end, Unit.WORKDAY, *world) == 3
    assert elapsed(start, end, Unit.WORKDAY, *world, held) == 2
    assert elapsed(start, end, Unit.HOUR, *world, held) == 72 - 22
    assert spent(start, end, Unit.OFFICE_HOUR, *world, held) == timedelta(hours=21 - 5)
    open_now = [Pause(at("2026-03-10T11:00"))]
    assert elapsed(start, end, Unit.HOUR, *world, open_now) == 25
    later = [Pause(at("2026-03-12T11:00"))]
    assert elapsed(start, end, Unit.WORKDAY, *world, later) == 3


@pytest.mark.parametrize(
    ("limit", "expected"),
    [("30min", "30wmin"), ("2h", "2wh"), ("1wd", "1wd"), ("4wh", "4wh"), ("60000min", "60000min")],
)
def test_a_limit_in_office_time(limit: str, expected: str) -> None:
    assert Limit.parse(limit).in_office_time.text == expected
