"""When the map changes second lines and opinions follow; a street sees an office's open work."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.config.wiring import PARTS
from linli.domain.bodies import actions as bodies
from linli.domain.bodies.actions.committees import admit_unit
from linli.domain.bodies.actions.coverage import attach
from linli.domain.bodies.actions.mechanisms import own
from linli.domain.bodies.actions.temporary import found_temporary
from linli.domain.bodies.models import (
    Body,
    Charter,
    Coverage,
    Hearing,
    Mechanism,
    MechanismOwner,
    Membership,
    Post,
    Stationing,
)
from linli.domain.bodies.states import BodyKind, Decides, HearingAct, Role, Subject
from linli.domain.cases.models import Case
from linli.domain.cases.queries import Filters, visible_to
from linli.domain.cases.queries.handing import open_of
from linli.domain.mandates.models import Mandate, Matter
from linli.domain.mandates.models import Revision as MandatesRevision
from linli.domain.people.models import Person
from linli.domain.territory import queries as territory
from linli.domain.territory.actions import reorganising
from linli.kernel.access import SYSTEM
from tests.domain.cases.test_reorganising import AT, DAY, MERGER, enacted
from tests.domain.cases.world import World, build

pytestmark = [pytest.mark.django_db, pytest.mark.db]
STREETS = (("甲党工委", "140403006"), ("乙党工委", "140403007"))
BEFORE = AT - timedelta(days=400)


@pytest.fixture
def world(db: None) -> World:
    return build()


def station(world: World) -> Body:
    """Found a police station at 甲街道 under a bureau, stationed with the street's office."""
    made = bodies.found(
        by=SYSTEM,
        at=BEFORE,
        kind=BodyKind.STATIONED_OFFICE,
        name="甲派出所",
        seat=territory.by_code("140403006"),
        superior=Body.objects.get(pk=world.bodies["housing"]),
        line="police_station",
    )
    bodies.station(
        by=SYSTEM,
        at=BEFORE,
        body=made,
        host=Body.objects.get(pk=world.bodies["street"]),
        decides=dict.fromkeys(Subject, Decides.HEARD),
        basis="示例办法",
    )
    return made


def test_a_second_line_and_its_open_opinion_follow_and_come_back(world: World) -> None:
    office = station(world)
    head = bodies.set_up_post(
        by=SYSTEM, at=BEFORE, body=office, role=Role.DEPARTMENT_HEAD, title="所长"
    )
    who = Person.objects.get(pk=world.persons["housing_handler"])
    asked = bodies.ask_opinion(
        by=SYSTEM,
        at=AT,
        post=head,
        person=who,
        act=HearingAct.APPOINT,
        limit=timedelta(days=90),
    )
    old = Stationing.objects.get()
    made = enacted(MERGER)
    merged = territory.by_code("140403010", DAY)
    row = Stationing.objects.on(DAY).select_related("body", "host").get()
    assert (row.body.seat_id, row.body.kind) == (merged.pk, BodyKind.STATIONED_OFFICE)
    assert (row.host.seat_id, row.host.kind) == (merged.pk, BodyKind.SUBDISTRICT_OFFICE)
    assert row.basis == old.basis
    assert Stationing.objects.on(DAY - timedelta(days=1)).get() == old
    asked = Hearing.objects.select_related("post").get(pk=asked.pk)
    assert (asked.host, asked.post.body) == (row.host, row.body)
    reorganising.revoke(by=SYSTEM, at=AT, key=made.pk, reason="名称有误", parts=PARTS)
    assert Stationing.objects.on(DAY).get() == old
    asked.refresh_from_db()
    assert (asked.post_id, asked.host_id) == (head.pk, world.bodies["street"])


def test_coverage_follows_firms_branches_and_places(world: World) -> None:
    def found(kind: BodyKind, name: str, street: str) -> Body:
        seat = territory.by_code(street)
        return bodies.found(
            by=SYSTEM,
            at=BEFORE,
            kind=kind,
            name=name,
            seat=seat,
            line="party" if kind is BodyKind.WORK_COMMITTEE else "",
        )

    one, two = (found(BodyKind.WORK_COMMITTEE, n, c) for n, c in STREETS)
    firm = found(BodyKind.COMPANY, "示例企业", "140403006")
    for branch, target in ((one, {"unit": firm}), (two, {"unit": firm})):
        attach(by=SYSTEM, at=BEFORE, branch=branch, **target)
    street = territory.by_code("140403006")
    attach(by=SYSTEM, at=BEFORE, branch=one, place=street)
    grid = territory.by_code("140403006001001")  # stays what it is
    attach(by=SYSTEM, at=BEFORE, branch=two, place=grid)
    old = set(Coverage.objects.values_list("pk", flat=True))
    made = enacted(MERGER)
    merged = territory.by_code("140403010", DAY).pk
    rows = Coverage.objects.on(DAY).select_related("branch", "unit")
    assert {r.branch.seat_id for r in rows} == {merged}
    assert [r.unit.seat_id for r in rows if r.unit] == [merged]  # said of it once, not twice
    assert {r.place_id for r in rows if r.place_id} == {merged, grid.pk}
    assert rows.count() == 3
    reorganising.revoke(by=SYSTEM, at=AT, key=made.pk, reason="名称有误", parts=PARTS)
    assert set(Coverage.objects.on(DAY).values_list("pk", flat=True)) == old


def test_the_street_sees_open_work_of_the_office_in_its_place(world: World) -> None:
    """Through the place, without any right of its own: the cases lie there (A2-06)."""
    office = station(world)
    Mandate.objects.filter(matter__code="01").delete()
    Mandate.objects.create(
        matter=Matter.objects.get(code="01"),
        body=office,
        place=territory.by_code("140403006"),
        role="lead",
        instrument="stationed",
        basis="示例",
    )
    MandatesRevision.renew()
    Post.objects.create(body=office, role=Role.STATIONED_OFFICER, title="民警", place=office.seat)
    filed = world.file("01")
    for move in ("accept", "dispatch"):
        world.move(filed.case, "community_desk", move)
    case = Case.objects.get(pk=filed.case)
    assert case.lead_id == office.pk
    for name, sees in (("street_desk", True), ("street2_desk", False)):
        assert visible_to(world.actors[name]).sees(case.pk) is sees
        assert visible_to(world.actors[name]).count(Filters()).number == int(sees)


def test_memberships_follow_and_what_becomes_one_ends(world: World) -> None:
    joint = bodies.found(
        by=SYSTEM,
        at=BEFORE,
        kind=BodyKind.JOINT_COMMITTEE,
        name="甲大工委",
        seat=territory.by_code("140403006"),
        line="joint",
    )
    units = [Body.objects.get(pk=world.bodies[n]) for n in ("street", "street2", "housing")]
    for unit in units:
        admit_unit(by=SYSTEM, at=BEFORE, committee=joint, unit=unit)
    enacted(MERGER)
    rows = Membership.objects.on(DAY).select_related("committee", "unit")
    merged = territory.by_code("140403010", DAY).pk
    assert {r.committee.seat_id for r in rows} == {merged}
    # two streets became one unit, the bureau stays what it is
    assert sorted(r.unit.seat_id == merged for r in rows) == [False, True]


def test_open_work_keeps_a_temporary_body(world: World) -> None:
    team = world.bodies["team"]
    assert open_of([team]) == {}
    filed = world.file("01")
    for move in ("accept", "dispatch"):
        world.move(filed.case, "community_desk", move)
    found = open_of([team, world.bodies["water"], world.bodies["community"]])
    assert found[team] == 1
    assert world.bodies["water"] not in found


def test_a_charter_follows(world: World) -> None:
    made = found_temporary(
        by=SYSTEM,
        at=BEFORE,
        kind=BodyKind.TASK_FORCE,
        name="甲专班",
        seat=territory.by_code("140403006"),
        purpose="示例",
        until=DAY + timedelta(days=90),
        document="示例1号",
    )
    enacted(MERGER)
    row = Charter.objects.on(DAY).select_related("body").get()
    assert row.body_id != made.pk
    assert row.body.seat_id == territory.by_code("140403010", DAY).pk
    assert row.document == "示例1号"


def test_the_owner_of_a_mechanism_follows_and_there_is_one(world: World) -> None:
    whistle = Mechanism.objects.get(key="whistle")
    for name, code in (("street", "140403006"), ("street2", "140403007")):
        own(
            by=SYSTEM,
            at=BEFORE,
            mechanism=whistle,
            place=territory.by_code(code),
            body=Body.objects.get(pk=world.bodies[name]),
            basis="示例",
        )
    enacted(MERGER)
    row = MechanismOwner.objects.on(DAY).select_related("body").get()
    merged = territory.by_code("140403010", DAY).pk
    assert (row.place_id, row.body.seat_id) == (merged, merged)
