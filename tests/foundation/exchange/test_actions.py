"""Rows taken: all or none, the good ones if asked, and never half a row."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from linli.foundation.calendars.models import CalendarDay
from linli.foundation.exchange import actions
from linli.foundation.exchange.actions import Outcome
from linli.foundation.exchange.rules.columns import Column, Kind, Spec
from linli.foundation.exchange.rules.tables import Row, Table
from linli.kernel.access import SYSTEM, Actor
from linli.kernel.errors import Invalid
from tests.foundation.exchange.books import read_rows

AT = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
DAYS = Spec((Column("day", ("日期",), Kind.DATE, required=True), Column("name", ("名称",))))
pytestmark = pytest.mark.django_db


def days(*rows: tuple[object, str]) -> Table:
    return read_rows(["日期", "名称"], *rows, spec=DAYS)


def keep(by: Actor, at: datetime, row: Row) -> None:
    """Write a row, then find out that it may not stand: what was written must go too."""
    assert (by, at) == (SYSTEM, AT)
    CalendarDay.objects.create(
        day=row["day"], is_workday=True, name=row["name"] or "", source="示例"
    )
    if row["name"] == "不可":
        raise Invalid("calendar_empty", field="name", year=row["day"].year)
    if row["name"] == "坏":
        raise ZeroDivisionError


def take(table: Table, *, keep_good: bool = False, dry_run: bool = False) -> Outcome:
    return actions.take_rows(
        by=SYSTEM, at=AT, table=table, take=keep, keep_good=keep_good, dry_run=dry_run
    )


def held() -> list[date]:
    return list(CalendarDay.objects.order_by("day").values_list("day", flat=True))


GOOD = [("2026-03-02", "甲"), ("2026-03-03", "乙")]


def test_all_good_rows_are_written() -> None:
    outcome = take(days(*GOOD))
    assert (outcome.taken, outcome.problems, outcome.written) == (2, (), True)
    assert held() == [date(2026, 3, 2), date(2026, 3, 3)]


def test_a_faulty_cell_writes_nothing_and_every_fault_is_told() -> None:
    outcome = take(days(*GOOD, ("2026-02-30", "丙"), ("2026-03-05", "不可")))
    assert not outcome.written
    assert outcome.taken == 2
    assert [(p.row, p.column, p.code) for p in outcome.problems] == [
        (4, "日期", "exchange.cell.no_such_date"),
        (5, "名称", "refusal.calendar_empty"),
    ]
    assert outcome.problems[1].params == {"year": 2026}
    assert held() == []


def test_the_good_rows_are_kept_when_asked_and_a_refused_one_leaves_nothing() -> None:
    outcome = take(days(*GOOD, ("2026-03-05", "不可"), ("2026-02-30", "丙")), keep_good=True)
    assert outcome.written
    assert outcome.taken == 2
    assert len(outcome.problems) == 2
    assert held() == [date(2026, 3, 2), date(2026, 3, 3)]


@pytest.mark.parametrize("keep_good", [True, False])
def test_a_dry_run_tells_the_same_and_writes_nothing(keep_good: bool) -> None:
    table = days(*GOOD, ("2026-03-05", "不可"))
    dry = take(table, keep_good=keep_good, dry_run=True)
    assert not dry.written
    assert held() == []
    wet = take(table, keep_good=keep_good)
    assert (wet.taken, wet.problems) == (dry.taken, dry.problems)
    assert wet.written is keep_good


def test_a_bug_undoes_everything_even_when_good_rows_are_kept() -> None:
    with pytest.raises(ZeroDivisionError):
        take(days(*GOOD, ("2026-03-05", "坏")), keep_good=True)
    assert held() == []


def test_a_table_without_a_good_row_writes_nothing() -> None:
    outcome = take(days(("", "甲")), keep_good=True)
    assert (outcome.taken, outcome.written) == (0, False)


def test_what_came_before_in_the_same_transaction_stays() -> None:
    CalendarDay.objects.create(day=date(2026, 1, 5), is_workday=True, source="示例")
    take(days(("2026-03-05", "不可")))
    assert held() == [date(2026, 1, 5)]
