"""Out of hours: who is on duty is told, then the leader; a call by hand is the notice."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from linli.domain.bodies import actions as bodies
from linli.domain.bodies import jobs
from linli.domain.bodies.models import DutyOfficer, DutyRevision, DutyRule, DutyShift
from linli.domain.cases import actions
from linli.domain.cases.models import Case, Clock
from linli.domain.cases.queries.telling import told_by
from linli.domain.mandates.models import Matter, MatterRule
from linli.domain.mandates.models import Revision as MandatesRevision
from linli.foundation.journal import queries as journal
from linli.foundation.journal.models import Entry
from linli.foundation.notices import actions as notices
from linli.foundation.notices.models import Notice, Outbox
from linli.kernel.access import SYSTEM
from linli.kernel.errors import Conflict, Invalid, NotFound
from tests.domain.cases.world import AT, World

pytestmark = [pytest.mark.db, pytest.mark.django_db]
ZONE = ZoneInfo("Asia/Shanghai")
NIGHT = datetime(2026, 3, 2, 22, 0, tzinfo=ZONE)
DAY = datetime(2026, 3, 2, 10, 0, tzinfo=ZONE)
PASSED = "bodies.notice.passed_on"


@pytest.fixture(autouse=True)
def _rule(world: World) -> None:
    if not DutyRule.objects.filter(kind="").exists():
        DutyRule.objects.create(kind="", required=False, begins=time(8), basis="示例规则")
    for code, urgency in (("01", "extreme"), ("02", "urgent")):
        MatterRule.objects.filter(matter__code=code).update(urgency=urgency)
    assert Matter.objects.exists()
    MandatesRevision.renew()


def up(world: World, body: str, leader: str, *officers: str, hours: float = 14) -> DutyShift:
    """Put people on duty from 17:30 on the Monday."""
    start = NIGHT.replace(hour=17, minute=30)
    shift = DutyShift.objects.create(
        body_id=world.bodies[body],
        day=start.date(),
        starts_at=start,
        ends_at=start + timedelta(hours=hours),
        leader_id=world.persons[leader],
        phone="1000",
        planned=body,
    )
    for name in officers:
        DutyOfficer.objects.create(shift=shift, person_id=world.persons[name])
    DutyRevision.renew()
    return shift


def deliver(case) -> None:
    """Do what the consumer does with a case's entries."""
    told = told_by(list(journal.entries_of("case", case)))
    notices.tell(by=SYSTEM, at=NIGHT, tellings=told.tellings)


def told(world: World, kind: str = "cases.notice.on_duty") -> list[str]:
    """Return whom notices of a kind tell, by short name."""
    rows = Notice.objects.filter(kind=kind).order_by("id").values_list("inbox_id", flat=True)
    names = {v: k for k, v in world.persons.items()}
    return [names[i] for i in rows]


def test_an_urgent_case_at_night_tells_the_officers_and_by_day_the_office_alone(
    world: World,
) -> None:
    up(world, "community", "community_secretary", "community_desk", "grid_worker")
    deliver(world.file("02", at=NIGHT).case)
    assert told(world) == ["community_desk", "grid_worker"]
    assert Notice.objects.filter(kind="cases.notice.file.desk", inbox="body").count() == 1
    first = Notice.objects.filter(kind="cases.notice.on_duty").first()
    assert first is not None
    assert (first.single, first.pass_on_at) == ("emergency", NIGHT + timedelta(minutes=15))
    Notice.objects.all().delete()
    deliver(world.file("02", at=DAY).case)
    assert told(world) == []


def test_what_does_not_press_waits_for_the_morning(world: World) -> None:
    up(world, "community", "community_secretary", "community_desk")
    deliver(world.file("08", at=NIGHT).case)
    assert told(world) == []
    waits = Notice.objects.get()
    assert (waits.inbox, waits.single, waits.pass_on_at) == ("body", "", None)


def test_without_a_rota_the_officer_of_the_body_above_is_told(world: World) -> None:
    up(world, "street", "street_desk", "street_verifier")
    deliver(world.file("02", at=NIGHT).case)
    assert told(world) == ["street_verifier"]


def test_a_body_complained_about_is_not_told_by_its_officer(world: World) -> None:
    up(world, "community", "community_secretary", "community_desk")
    case = world.file("02", at=NIGHT).case
    Case.objects.update(barred_ids=[world.bodies["community"]])
    deliver(case)
    assert told(world) == []


def test_unread_it_goes_to_the_leader_once_however_often_the_job_runs(world: World) -> None:
    shift = up(world, "community", "community_secretary", "community_desk")
    case = world.file("02", at=NIGHT).case
    deliver(case)
    assert jobs.run(at=NIGHT + timedelta(minutes=14)) == 0
    assert jobs.run(at=NIGHT + timedelta(minutes=15)) == 1
    assert jobs.run(at=NIGHT + timedelta(minutes=16)) == 0
    deliver(case)
    assert jobs.run(at=NIGHT + timedelta(minutes=17)) == 0
    assert told(world, PASSED) == ["community_secretary"]
    entry = Entry.objects.get(move="pass_on")
    assert (entry.subject_id, entry.data["case"]) == (shift.pk, str(case))


def test_killed_in_between_and_run_again_it_tells_once(world: World) -> None:
    up(world, "community", "community_secretary", "community_desk")
    deliver(world.file("02", at=NIGHT).case)
    late = NIGHT + timedelta(minutes=20)
    try:
        with transaction.atomic():
            bodies.pass_on(by=SYSTEM, at=late)
            assert told(world, PASSED) == ["community_secretary"]
            raise KeyboardInterrupt
    except KeyboardInterrupt:
        pass
    assert told(world, PASSED) == []
    assert jobs.run(at=late) == 1
    assert jobs.run(at=late) == 0
    assert told(world, PASSED) == ["community_secretary"]
    assert Outbox.objects.count() == 0  # nobody here has a login


def test_one_officer_who_has_read_it_is_enough(world: World) -> None:
    up(world, "community", "community_secretary", "community_desk", "grid_worker")
    case = world.file("02", at=NIGHT).case
    deliver(case)
    reader = world.actors["grid_worker"]
    notices.read_about(by=reader, at=NIGHT, subject_kind="case", subject_id=case)
    assert jobs.run(at=NIGHT + timedelta(minutes=15)) == 0
    assert told(world, PASSED) == []


def test_a_leader_who_is_the_officer_hands_it_to_the_leader_above(world: World) -> None:
    up(world, "community", "community_desk", "community_desk")
    up(world, "street", "street_desk", "street_verifier")
    deliver(world.file("02", at=NIGHT).case)
    assert jobs.run(at=NIGHT + timedelta(minutes=15)) == 1
    assert told(world, PASSED) == ["street_desk"]


def test_the_leader_of_the_shift_that_has_begun_since_is_told(world: World) -> None:
    up(world, "community", "community_secretary", "community_desk", hours=4.6)  # to 22:06
    later = up(world, "street", "street_desk", "street_verifier")
    DutyShift.objects.filter(pk=later.pk).update(
        body_id=world.bodies["community"], starts_at=NIGHT + timedelta(minutes=6)
    )
    DutyRevision.renew()
    deliver(world.file("02", at=NIGHT).case)
    jobs.run(at=NIGHT + timedelta(minutes=15))
    assert told(world, PASSED) == ["street_desk"]


def test_a_call_by_hand_is_the_notice_and_ends_the_passing_on(world: World) -> None:
    shift = up(world, "community", "community_secretary", "community_desk")
    case = world.file("02", at=NIGHT).case
    deliver(case)
    whom = world.persons["community_desk"]
    by = world.actors["street_desk"]
    at = NIGHT + timedelta(minutes=5)
    for minutes in (0, 3):
        later = at + timedelta(minutes=minutes)
        row = actions.ring(by=by, at=later, case_id=case, person_id=whom)
        assert (row.rang_at, row.rang_by, row.inbox_id) == (at, by.person, whom)
    assert jobs.run(at=NIGHT + timedelta(minutes=15)) == 0
    assert told(world, PASSED) == []
    entry = Entry.objects.get(move="ring")
    assert (entry.subject_id, entry.data) == (shift.pk, {"case": str(case), "person": whom})


def test_a_call_before_any_notice_is_a_notice_of_its_own(world: World) -> None:
    up(world, "community", "community_secretary", "community_desk")
    case = world.file("02", at=NIGHT).case
    whom = world.persons["community_secretary"]
    row = actions.ring(by=world.actors["community_desk"], at=NIGHT, case_id=case, person_id=whom)
    assert (row.kind, row.params) == ("bodies.notice.rung", {"number": Case.objects.get().number})


def test_who_is_not_on_duty_was_not_rung_and_strangers_ring_nobody(world: World) -> None:
    up(world, "community", "community_secretary", "community_desk")
    case = world.file("02", at=NIGHT).case
    wishes = {"at": NIGHT, "case_id": case}
    with pytest.raises(Invalid):
        actions.ring(
            by=world.actors["street_desk"], person_id=world.persons["grid_worker"], **wishes
        )
    with pytest.raises(NotFound):
        actions.ring(
            by=world.actors["street2_desk"], person_id=world.persons["community_desk"], **wishes
        )
    Case.objects.update(open=False)
    with pytest.raises(Conflict):
        actions.ring(
            by=world.actors["street_desk"], person_id=world.persons["community_desk"], **wishes
        )
    assert Notice.objects.count() == 0


def test_respond_in_thirty_minutes_counts_office_time_unless_it_presses(world: World) -> None:
    MatterRule.objects.filter(matter__code__in=("02", "08")).update(respond_limit="30min")
    MandatesRevision.renew()
    pressing, calm = world.file("02", at=NIGHT).case, world.file("08", at=NIGHT).case
    due = {c: Clock.objects.get(case_id=c, kind="respond") for c in (pressing, calm)}
    assert due[pressing].due_at == NIGHT + timedelta(minutes=30)
    assert (due[pressing].limit, due[calm].limit) == ("30min", "30wmin")
    assert due[calm].due_at == datetime(2026, 3, 3, 9, 0, tzinfo=ZONE)
    assert AT < NIGHT
