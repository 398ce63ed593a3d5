"""When the map changes: what is checked first, what moves, and who sees the work meanwhile."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth import get_user_model
from django.db.models import F

from linli.config.access import actor_of
from linli.config.wiring import PARTS
from linli.domain.bodies.models import Appointment, Body, Post
from linli.domain.cases.models import Case, Clock, Involvement
from linli.domain.cases.queries import detail, visible_to
from linli.domain.cases.queries.rebuild import differences
from linli.domain.cases.rules.re_homing import COLUMNS
from linli.domain.mandates import queries as mandates
from linli.domain.mandates.models import Mandate
from linli.domain.people.models import Person
from linli.domain.territory import queries as territory
from linli.domain.territory.actions import make_signs, reorganising
from linli.domain.territory.models import Reorganisation
from linli.domain.territory.queries.reorganisations import Check
from linli.domain.territory.rules.reorganising.reading import read_instrument
from linli.foundation.journal.models import Entry
from linli.foundation.journal.verifying import faults
from linli.kernel.access import SYSTEM, Actor
from linli.kernel.errors import Conflict
from tests.domain.cases.world import AT, World, build

pytestmark = [pytest.mark.django_db, pytest.mark.db]

DAY = date(2026, 3, 1)
MERGER: dict[str, Any] = {
    "title": "示例市关于撤并街道的批复",
    "document": "示府〔2026〕1号",
    "decided_by": "示例市人民政府",
    "effective": DAY.isoformat(),
    "changes": [
        {
            "verb": "merge",
            "from": ["140403006", "140403007"],
            "to": {
                "code": "140403010",
                "name": "丙街道",
                "kind": "subdistrict",
                "parent": "140403",
            },
            "recode": {"140403006001": "140403010001"},
        }
    ],
}


@pytest.fixture
def world(db: None) -> World:
    return build()


def drafted(data: dict[str, Any]) -> tuple[Reorganisation, Check]:
    row = reorganising.draft(by=SYSTEM, at=AT, instrument=read_instrument(data))
    found = reorganising.check(by=SYSTEM, at=AT, key=row.pk, parts=PARTS)
    return row, found


def enacted(data: dict[str, Any]) -> Reorganisation:
    row, found = drafted(data)
    assert found.is_clear, found.findings
    return reorganising.enact(by=SYSTEM, at=AT, key=row.pk, parts=PARTS)


def test_a_merger_of_streets_moves_what_its_check_announced(world: World) -> None:
    _, found = drafted(MERGER)
    counts = {m.kind: m.count for m in found.moving}
    assert counts["place_ends"] == 2
    assert counts["place_begins"] == 1
    assert counts["place_changes"] == 3
    assert counts["body_ends"] == 3
    assert counts["body_begins"] == 2
    row = enacted(MERGER)
    assert row.state == "enacted"
    new = territory.by_code("140403010", DAY)
    before = DAY - timedelta(days=1)
    assert territory.by_code("140403006", before).pk == world.places["140403006"]
    assert territory.by_code("140403006", DAY).pk == new.pk
    tree = territory.atlas(DAY)
    assert tree.is_inside(world.places["140403006001001"], new.pk)
    assert tree.is_inside(world.places["140403007001"], new.pk)
    office = Body.objects.on(DAY).get(seat=new, kind="subdistrict_office")
    assert office.superior_id == world.bodies["county"]
    desks = Post.objects.on(DAY).filter(body=office)
    people = Appointment.objects.on(DAY).filter(post__in=desks)
    held = {"street_desk", "street_verifier", "street_caller", "street2_desk"}
    assert set(people.values_list("person_id", flat=True)) == {world.persons[n] for n in held}
    leads = Mandate.objects.on(DAY).filter(place=new)
    assert set(leads.values_list("matter__code", flat=True)) == {"00", "01", "03", "04"}
    community = Body.objects.get(pk=world.bodies["community"])
    assert community.superior_id == office.pk


def rows() -> dict[str, list[tuple]]:
    return {
        m.__name__: sorted(
            m.objects.exclude(valid_to=F("valid_from")).values_list("pk", "valid_from", "valid_to")
        )
        for m in (Body, Post, Appointment, Mandate)
    }


def test_a_revoked_merger_leaves_everything_as_it_was(world: World) -> None:
    before, tree = rows(), territory.atlas(DAY).ids.tolist()
    row = enacted(MERGER)
    assert rows() != before
    reorganising.revoke(by=SYSTEM, at=AT, key=row.pk, reason="名称有误", parts=PARTS)
    assert rows() == before
    assert territory.atlas(DAY).ids.tolist() == tree
    again = enacted(MERGER)
    assert again.pk != row.pk


def actor(world: World, name: str, at: datetime = AT) -> Actor:
    """Return who somebody of the small city is now, by the posts held today."""
    person = Person.objects.get(pk=world.persons[name])
    if person.user is None:
        person.user = get_user_model().objects.create_user(f"user-{name}")
        person.save()
    return actor_of(person.user, at)


def re_home(size: int = 2_000) -> int:
    return reorganising.re_home(at=AT, on=AT.date(), parts=PARTS, size=size)


def state(case: UUID) -> Case:
    return Case.objects.get(pk=case)


def test_open_work_follows_and_is_seen_meanwhile(world: World) -> None:
    grid = world.file("01", "140403006001001").case
    street = world.file("01", "140403006").case
    other = world.file("99", "140403007001").case
    world.move(grid, "community_desk", "accept")
    world.move(grid, "community_desk", "dispatch")
    closed = world.file("08", "140403006").case
    Case.objects.filter(pk=closed).update(open=False, state="closed", closed_at=AT)
    Involvement.objects.filter(case=closed).update(open=False, state="closed")
    row = enacted(MERGER)
    new = territory.by_code("140403010", DAY).pk
    desk = actor(world, "street2_desk")
    assert visible_to(desk).count().number == 3  # nothing is re-homed yet, nobody lost sight
    assert visible_to(actor(world, "team_officer")).sees(grid)
    assert mandates.resolve("01", world.places["140403006"], DAY).place in {
        new,
        world.places["140403006"],
    }
    assert re_home() == 3
    for case in (grid, street, other):
        assert state(case).town_id == new
    assert state(street).place_id == new
    assert state(closed).town_id == world.places["140403006"]
    assert visible_to(desk).sees(closed)  # a successor sees its predecessors' closed work
    team = Body.objects.on(DAY).get(seat=new, line="enforcement")
    assert state(grid).lead_id == team.pk
    assert Involvement.objects.get(case=grid, role="lead").body_id == team.pk
    assert not Clock.objects.filter(case=grid, body_id=world.bodies["team"], stopped_at=None)
    assert visible_to(desk).count().number == 3
    row.refresh_from_db()
    assert row.re_homed_at is not None
    assert re_home() == 0
    assert [d for d in differences() if d.case != closed] == []
    assert list(faults()) == []
    told = [t for t in detail(grid, actor=desk, at=AT).timeline if t.move == "re_home"]
    assert len(told) == 1
    assert told[0].data["was_lead"] == world.bodies["team"]


def test_a_killed_worker_goes_on_and_moves_nothing_twice(world: World) -> None:
    cases = [world.file("01", "140403006001001").case for _ in range(5)]
    row = enacted(MERGER)

    def die(row: Reorganisation) -> None:
        if row.moved >= 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reorganising.re_home(at=AT, on=AT.date(), parts=PARTS, size=1, step=die)
    row.refresh_from_db()
    assert row.moved == 1
    assert re_home(size=2) == 4
    assert Entry.objects.filter(move="re_home").count() == len(cases)
    row.refresh_from_db()
    assert row.moved == 5
    assert list(faults()) == []


def test_an_instrument_of_tomorrow_moves_work_on_its_day(world: World) -> None:
    tomorrow = AT + timedelta(days=1)
    case = world.file("01", "140403006").case
    enacted(MERGER | {"effective": tomorrow.date().isoformat()})
    assert re_home() == 0  # its day is to come
    assert visible_to(actor(world, "street_desk")).sees(case)
    assert reorganising.re_home(at=tomorrow, on=tomorrow.date(), parts=PARTS) == 1
    assert state(case).place_id == territory.by_code("140403010", tomorrow.date()).pk


def test_a_case_at_a_place_being_merged_is_filed_at_the_successor(world: World) -> None:
    enacted(MERGER)
    filed = world.file("01", "140403007")
    assert state(filed.case).place_id == territory.by_code("140403010", DAY).pk
    assert re_home() == 0


def test_a_revoked_merger_leads_open_work_back(world: World) -> None:
    grid = world.file("01", "140403006001001").case
    street = world.file("01", "140403007").case
    before = {c: {n: getattr(state(c), n) for n in COLUMNS} for c in (grid, street)}
    row = enacted(MERGER)
    re_home()
    since = world.file("01", "140403006002").case
    reorganising.revoke(by=SYSTEM, at=AT, key=row.pk, reason="名称有误", parts=PARTS)
    assert visible_to(actor(world, "street_desk")).sees(grid)
    assert re_home() == 3
    assert {c: {n: getattr(state(c), n) for n in COLUMNS} for c in (grid, street)} == before
    assert state(since).town_id == world.places["140403006"]
    assert state(since).desk_id == world.bodies["community2"]
    assert list(differences()) == []
    assert list(faults()) == []


def test_what_was_filed_under_the_new_name_keeps_it(world: World) -> None:
    row = enacted(MERGER)
    world.file("01", "140403007", at=AT + timedelta(hours=1))
    with pytest.raises(Conflict) as told:
        reorganising.revoke(by=SYSTEM, at=AT, key=row.pk, reason="名称有误", parts=PARTS)
    assert told.value.code == "reorganisation_built_on"


def test_a_town_that_moves_is_answered_for_by_its_new_county(world: World) -> None:
    bureau = {"name": "示例上党区住建局", "kind": "bureau", "line": "housing", "seat": "140404"}
    case = world.file("02", "140403006001").case
    world.move(case, "community_desk", "accept")
    world.move(case, "community_desk", "dispatch")
    assert state(case).lead_id == world.bodies["housing"]
    moved = {"verb": "move", "place": "140403006", "to_parent": "140404", "new_code": "140404009"}
    enacted(MERGER | {"changes": [{"verb": "create", "body": bureau}, moved]})
    re_home()
    housing = Body.objects.get(seat=world.places["140404"], line="housing")
    assert state(case).lead_id == housing.pk
    assert state(case).county_id == world.places["140404"]
    assert list(differences()) == []


def test_an_old_sign_and_an_old_code_lead_to_the_successor(world: World) -> None:
    old = world.places["140403006"]
    sign = make_signs(by=SYSTEM, at=AT, root=old, places=[old])[old]
    _, found = drafted(MERGER)
    assert {m.kind: m.count for m in found.moving}["sign"] == 1
    enacted(MERGER)
    signed = territory.by_sign(sign, DAY)
    assert signed.place.code == "140403010"
    assert signed.former is not None
    assert (signed.former.name, signed.ended_on) == ("甲街道", DAY)
    came = territory.went_to(old, DAY)
    assert came is not None
    assert came.instrument.basis == "示例市关于撤并街道的批复 示府〔2026〕1号"
    assert [hit.leaf.code for hit in territory.find("甲街道", on=DAY)][:1] == ["140403010"]
