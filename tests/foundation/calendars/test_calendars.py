"""Published days as rows: imported once, replaced whole, read as the kernel's calendar."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from linli.foundation.calendars import actions, published, queries
from linli.foundation.calendars.models import CalendarDay, CalendarYear
from linli.foundation.calendars.rules import Day, read_notice
from linli.foundation.ui.text import say
from linli.kernel.access import SYSTEM
from linli.kernel.calendar import usual_hours
from linli.kernel.clock import Limit, due
from linli.kernel.clock_steps import CODES
from linli.kernel.errors import Invalid

AT = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")
pytestmark = pytest.mark.django_db


def run(*args: str, **options: Any) -> dict[str, list[int]]:
    out = StringIO()
    call_command("import_calendar", *args, json=True, stdout=out, **options)
    return json.loads(out.getvalue())


def publish(year: int, *days: Day, source: str = "示例通知") -> bool:
    return actions.publish_year(by=SYSTEM, at=AT, year=year, days=days, source=source)


def test_every_known_year_is_imported_once() -> None:
    assert run()["changed"] == list(range(2004, 2027))
    days = CalendarDay.objects.count()
    assert days > 700
    again = run()
    assert again["changed"] == []
    assert again["unchanged"] == list(range(2004, 2027))
    assert CalendarDay.objects.count() == days
    assert CalendarYear.objects.count() == 23


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
        ("2026-10-11", False),
        ("2026-11-23", True),
    ],
)
def test_published_days_of_2026(day: str, worked: bool) -> None:
    run(year=2026)
    calendar = queries.calendar()
    assert calendar.is_workday(date.fromisoformat(day)) is worked
    assert calendar.is_known(date.fromisoformat(day))


def test_one_year_leaves_the_others_unknown() -> None:
    assert run(year=2026) == {"changed": [2026], "unchanged": []}
    assert not queries.calendar().is_known(date(2025, 5, 1))


def test_days_off_have_names_and_made_up_days_do_not_count_as_named() -> None:
    run(year=2026)
    name = queries.calendar().name(date(2026, 2, 16))
    assert name is not None
    assert (name.zh, name.en) == ("春节", "Spring Festival")
    assert queries.calendar().name(date(2026, 2, 14)) is None
    assert CalendarDay.objects.get(day=date(2026, 2, 14)).name == "春节调休"


def test_the_deadline_of_the_dossier_on_imported_rows() -> None:
    run(year=2026)
    start = datetime(2026, 2, 13, 16, tzinfo=ZONE)
    ended = due(start, Limit.parse("5wd"), queries.calendar(), usual_hours, ZONE)
    assert ended.due == datetime(2026, 2, 27, 17, 30, tzinfo=ZONE)
    assert not ended.guessed


def test_the_calendar_is_kept_until_a_day_changes(django_assert_num_queries: Any) -> None:
    publish(2027, Day(date(2027, 1, 1), is_workday=False))
    first = queries.calendar()
    with django_assert_num_queries(1):
        assert queries.calendar() is first
    publish(2027, Day(date(2027, 1, 4), is_workday=False))
    second = queries.calendar()
    assert second.is_workday(date(2027, 1, 1))
    assert not second.is_workday(date(2027, 1, 4))


def test_the_same_schedule_again_changes_nothing_another_source_does() -> None:
    day = Day(date(2027, 1, 1), is_workday=False, name="元旦", name_en="New Year's Day")
    assert publish(2027, day)
    before = queries.revision()
    assert not publish(2027, day)
    assert queries.revision() == before
    assert publish(2027, day, source="另一份通知")
    assert queries.revision() != before


@pytest.mark.parametrize(
    ("days", "code"),
    [
        ((), "calendar_empty"),
        ((Day(date(2026, 12, 31), is_workday=False),), "calendar_other_year"),
        ((Day(date(2027, 1, 1), is_workday=False),) * 2, "calendar_day_twice"),
    ],
)
def test_a_schedule_that_makes_no_sense_is_refused_whole(days: tuple[Day, ...], code: str) -> None:
    publish(2027, Day(date(2027, 1, 1), is_workday=False))
    with pytest.raises(Invalid) as refusal:
        publish(2027, *days)
    assert refusal.value.code == code
    assert CalendarDay.objects.count() == 1


def test_a_notice_is_imported_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "notice.csv"
    file.write_text(
        "day,is_workday,name,name_en\n"
        "2027-01-01,否,元旦,New Year's Day\n"
        "２０２７年2月7日,是,春节调休,\n"
        "2028-01-01,0,元旦,New Year's Day\n",
        encoding="utf-8-sig",
    )
    assert run(str(file), published_on=date(2026, 11, 5))["changed"] == [2027, 2028]
    assert queries.calendar().is_made_up(date(2027, 2, 7))
    assert CalendarYear.objects.get(year=2027).source == "notice.csv"
    assert CalendarYear.objects.get(year=2027).published_on == date(2026, 11, 5)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("日期,上班\n2027-01-01,1\n", "calendar_columns"),
        ("", "calendar_columns"),
        ("day,is_workday\n2027-02-30,1\n", "calendar_line"),
        ("day,is_workday\n2027-01-01,maybe\n", "calendar_line"),
        ("day,is_workday\n2027-01-01\n", "calendar_line"),
        ("day,is_workday\n,1\n", "calendar_line"),
    ],
)
def test_a_notice_that_cannot_be_read_is_refused(text: str, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read_notice(text)
    assert refusal.value.code == code


def test_a_bad_line_imports_nothing_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "notice.csv"
    file.write_text("day,is_workday\n2027-01-01,0\n2027-01-01,0\n2028-01-01,0\n")
    with pytest.raises(CommandError, match="calendar_day_twice"):
        run(str(file))
    file.write_bytes(b"\xff\xfe\x00day")
    with pytest.raises(CommandError, match="UTF-8"):
        run(str(file))
    with pytest.raises(CommandError, match="cannot be read"):
        run(str(tmp_path / "absent.csv"))
    assert not CalendarYear.objects.exists()


def test_a_year_nobody_knows_asks_for_the_notice() -> None:
    assert 2099 not in published.years()
    with pytest.raises(CommandError, match="give the notice"):
        run(year=2099)


def test_years_that_are_needed_and_missing() -> None:
    run(year=2026)
    assert queries.unpublished_years(date(2026, 11, 22)) == ()
    assert queries.unpublished_years(date(2026, 12, 1)) == (2027,)
    assert queries.unpublished_years(date(2027, 1, 1)) == (2027,)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_step_has_words_in_both_languages(language: str) -> None:
    values = dict.fromkeys(
        (
            "at",
            "count",
            "first",
            "last",
            "days",
            "total",
            "spent",
            "begin",
            "end",
            "day",
            "year",
            "name",
        ),
        "7",
    )
    with translation.override(language):
        for code in CODES:
            text = say(f"clock.step.{code}", **values)
            assert "clock.step" not in text
            assert "{" not in text
