"""Before a duty its people are told once, in time for the evening list of the day before."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from linli.config import jobs
from linli.domain.bodies.actions import (
    ShiftWish,
    answer_swap,
    ask_swap,
    drop_shift,
    plan_shift,
    remind,
)
from linli.domain.bodies.models import DutyShift
from linli.domain.bodies.states import SwapMove
from linli.domain.mandates.actions import set_threshold
from linli.foundation.notices import actions as notices
from linli.foundation.notices.models import DayList, Notice
from linli.kernel.access import SYSTEM
from tests.domain.bodies.city import AT, Places
from tests.domain.bodies.rota import ZONE, Crew, lay_down_rules

pytestmark = [pytest.mark.db, pytest.mark.django_db]
DAY = date(2026, 3, 10)
EVE = datetime(2026, 3, 9, 12, 0, tzinfo=ZONE)


@pytest.fixture
def crew(city: Places) -> Crew:
    lay_down_rules()
    return Crew(city)


def plan(crew: Crew, **more: Any) -> DutyShift:
    own = {k: more.pop(k) for k in ("shift_id",) if k in more}
    values = {
        "day": DAY,
        "start": time(17, 30),
        "end": time(8, 30),
        "leader": crew.people["示例带班"].pk,
        "officers": (crew.people["示例甲"].pk,),
    } | more
    return plan_shift(by=SYSTEM, at=AT, body_id=crew.body.pk, wish=ShiftWish(**values), **own)


def told(crew: Crew) -> dict[str, str]:
    names = {p.pk: name for name, p in crew.people.items()}
    return {names[n.inbox_id]: n.kind.rpartition(".")[2] for n in Notice.objects.all()}


def test_told_the_day_before_and_once_however_often_it_runs(crew: Crew) -> None:
    plan(crew)
    assert jobs.remind(at=EVE - timedelta(hours=5)) == 0  # seven in the morning
    assert [jobs.remind(at=EVE + timedelta(minutes=n)) for n in range(3)] == [1, 0, 0]
    assert told(crew) == {"示例带班": "leader", "示例甲": "officer"}
    assert not Notice.objects.exclude(single="").exists()


def test_it_stands_in_the_evening_list_once(crew: Crew) -> None:
    plan(crew)
    jobs.remind(at=EVE)
    for hour in (17, 18):
        notices.make_lists(by=SYSTEM, at=EVE.replace(hour=hour, minute=5))
    lists = DayList.objects.all()
    assert [(row.part, row.total) for row in lists] == [("evening", 1), ("evening", 1)]
    notices.make_lists(by=SYSTEM, at=EVE + timedelta(days=1))
    assert DayList.objects.count() == 2


def test_a_threshold_reminds_earlier(crew: Crew) -> None:
    plan(crew)
    set_threshold(
        by=SYSTEM, at=AT, key="duty.remind", value="3", basis="示例", since=date(2026, 3, 2)
    )
    assert jobs.remind(at=EVE - timedelta(days=3)) == 0
    assert jobs.remind(at=EVE - timedelta(days=2)) == 1


def test_planned_at_the_last_moment_it_is_told_at_once_and_begun_it_is_not(crew: Crew) -> None:
    made = plan(crew)
    assert jobs.remind(at=made.starts_at) == 0
    assert jobs.remind(at=made.starts_at - timedelta(minutes=5)) == 1


def test_killed_half_way_it_goes_on(crew: Crew, monkeypatch: pytest.MonkeyPatch) -> None:
    plan(crew)
    plan(crew, day=DAY + timedelta(days=-1))
    monkeypatch.setattr("linli.domain.bodies.actions.reminding.AT_ONCE", 1)
    step = {"by": SYSTEM, "at": EVE, "ahead": lambda _: 1, "from_hour": time(8)}
    assert remind(**step) == 1  # killed here
    assert jobs.remind(at=EVE) == 1
    assert Notice.objects.count() == 4


def test_who_takes_over_is_told_and_who_gave_it_away_no_longer(crew: Crew) -> None:
    made = plan(crew)
    jobs.remind(at=EVE)
    taker = crew.people["示例乙"].pk
    swap = ask_swap(by=crew.actor("示例甲"), at=EVE, shift_id=made.pk, taker_id=taker)
    answer_swap(by=crew.actor("示例乙"), at=EVE, swap_id=swap.pk, move=SwapMove.AGREE)
    jobs.remind(at=EVE + timedelta(minutes=5))
    assert told(crew) == {"示例带班": "leader", "示例乙": "officer"}


def test_moved_to_other_hours_it_is_told_anew_and_dropped_it_is_taken_back(crew: Crew) -> None:
    made = plan(crew)
    jobs.remind(at=EVE)
    Notice.objects.filter(inbox_id=crew.people["示例甲"].pk).update(read_at=EVE)
    plan(crew, shift_id=made.pk, start=time(18, 0))
    jobs.remind(at=EVE)
    assert Notice.objects.filter(inbox_id=crew.people["示例甲"].pk).count() == 2
    drop_shift(by=SYSTEM, at=EVE, shift_id=made.pk)
    assert Notice.objects.filter(read_at=None).count() == 0
