"""One shift by hand: planned, changed, dropped; its rules, its entries, who may."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from linli.domain.bodies import queries
from linli.domain.bodies.actions import ShiftWish, drop_shift, plan_shift
from linli.domain.bodies.models import DutyShift
from linli.foundation.journal.models import Entry
from linli.kernel.access import SYSTEM
from linli.kernel.errors import Conflict, Invalid, NotPermitted
from tests.domain.bodies.city import AT, Places
from tests.domain.bodies.rota import ZONE, Crew, lay_down_rules

pytestmark = [pytest.mark.db, pytest.mark.django_db]
DAY = date(2026, 3, 10)


@pytest.fixture
def crew(city: Places) -> Crew:
    lay_down_rules()
    return Crew(city)


def wish(crew: Crew, **more) -> ShiftWish:
    values = {
        "day": DAY,
        "start": time(17, 30),
        "end": time(8, 30),
        "leader": crew.people["示例带班"].pk,
        "officers": (crew.people["示例甲"].pk,),
    } | more
    return ShiftWish(**values)


def plan(crew: Crew, **more) -> DutyShift:
    values = {"by": SYSTEM, "at": AT, "body_id": crew.body.pk}
    own = {k: more.pop(k) for k in ("by", "at", "shift_id") if k in more}
    return plan_shift(**values | own, wish=wish(crew, **more))


def test_a_shift_is_planned_and_answers_who_is_on_duty(crew: Crew) -> None:
    made = plan(crew, phone="0355-0000000", name="夜班")
    night = datetime(2026, 3, 11, 2, 0, tzinfo=ZONE)
    found = queries.on_duty(crew.body.pk, night)
    assert found is not None
    assert (found.shift, found.leader.name, found.phone) == (made.pk, "示例带班", "0355-0000000")
    entry = Entry.objects.get(move="plan")
    assert entry.data["officers"] == [crew.people["示例甲"].pk]


def test_changed_it_is_another_at_once_and_wished_again_nothing_happens(crew: Crew) -> None:
    made = plan(crew)
    for _ in range(2):
        plan(crew, shift_id=made.pk, officers=(crew.people["示例乙"].pk,), day=DAY + timedelta(1))
    assert Entry.objects.filter(move="change").count() == 1
    found = queries.on_duty(crew.body.pk, datetime(2026, 3, 11, 20, 0, tzinfo=ZONE))
    assert found is not None
    assert [o.name for o in found.officers] == ["示例乙"]
    assert queries.on_duty(crew.body.pk, datetime(2026, 3, 10, 20, 0, tzinfo=ZONE)) is None


def test_the_rota_brought_in_again_leaves_what_was_changed_by_hand(crew: Crew) -> None:
    line = "2026-03-10,夜班,17:30,8:30,示例带班,示例甲,"
    assert crew.bring(line).made == 1
    held = DutyShift.objects.get()
    plan(crew, shift_id=held.pk, day=DAY + timedelta(days=5))
    told = crew.bring(line)
    assert (told.already, told.made, told.dropped, told.problems) == (1, 0, 0, [])
    assert DutyShift.objects.get().day == DAY + timedelta(days=5)


@pytest.mark.parametrize(
    ("more", "code", "field"),
    [
        ({"day": date(2026, 3, 1)}, "duty_in_the_past", "day"),
        ({"officers": ()}, "duty_without_officer", "officers"),
        ({"officers": (1,)}, "duty_person_unknown", "officers"),
        ({"leader": 1}, "duty_person_unknown", "leader"),
        ({"phone": "请打我手机"}, "duty_phone", "phone"),
    ],
)
def test_what_cannot_be_planned_is_said_at_its_field(crew: Crew, more, code, field) -> None:
    with pytest.raises(Invalid) as refused:
        plan(crew, **more)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert not DutyShift.objects.exists()


def test_one_shift_at_a_time(crew: Crew) -> None:
    first = plan(crew)
    with pytest.raises(Invalid) as refused:
        plan(crew, start=time(20, 0), end=time(22, 0))
    assert (refused.value.code, refused.value.field) == ("duty_overlaps", "start")
    later = plan(crew, day=DAY + timedelta(days=1))
    with pytest.raises(Invalid):
        plan(crew, shift_id=later.pk)
    assert DutyShift.objects.count() == 2
    assert plan(crew, shift_id=first.pk, end=time(9, 0)).pk == first.pk


def test_what_has_begun_stays(crew: Crew) -> None:
    made = plan(crew)
    late = made.starts_at + timedelta(minutes=1)
    with pytest.raises(Conflict):
        plan(crew, shift_id=made.pk, at=late, day=DAY + timedelta(days=2))
    with pytest.raises(Conflict):
        drop_shift(by=SYSTEM, at=late, shift_id=made.pk)


def test_dropped_it_is_gone_and_leaves_its_entry(crew: Crew) -> None:
    made = plan(crew)
    assert drop_shift(by=SYSTEM, at=AT, shift_id=made.pk) == crew.body.pk
    assert not DutyShift.objects.exists()
    assert Entry.objects.get(move="drop").subject_id == made.pk


def test_only_whoever_manages_the_rota_may(crew: Crew) -> None:
    made = plan(crew)
    stranger, keeper = crew.actor("示例甲"), crew.actor("示例甲", "bodies.rota")
    for act in (
        lambda by: plan(crew, by=by, shift_id=made.pk, end=time(9, 0)),
        lambda by: drop_shift(by=by, at=AT, shift_id=made.pk),
    ):
        with pytest.raises(NotPermitted):
            act(stranger)
        act(keeper)
