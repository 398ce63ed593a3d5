"""Organisations in an instrument: changed by forms, split, found by what they were."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from linli.config.wiring import PARTS
from linli.domain.bodies import queries
from linli.domain.bodies.models import Body, CoverageRule
from linli.domain.cases.models import Case
from linli.domain.mandates import queries as mandates
from linli.domain.mandates.models import Mandate, Threshold, ThresholdRule
from linli.domain.mandates.states import ThresholdKind
from linli.domain.territory import queries as territory
from linli.domain.territory.actions import reorganising
from linli.domain.territory.models import GridCodes, Reorganisation
from linli.kernel.access import SYSTEM
from tests.domain.cases.pages.test_map_changes import HEAD, admin
from tests.domain.cases.test_reorganising import DAY, MERGER, drafted, enacted, re_home
from tests.domain.cases.world import AT, World, build

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture
def world(db: None) -> World:
    return build()


def instrument(*changes: dict[str, Any]) -> dict[str, Any]:
    return MERGER | {"changes": list(changes)}


def post(client: Client, one: str, verb: str, **said: str) -> Any:
    key = one.rstrip("/").rsplit("/", 1)[-1]
    return client.post(f"/bodies/changes/{key}/{verb}/", said)


def test_the_common_changes_by_forms(world: World) -> None:
    first, second = admin(world, "admin1"), admin(world, "admin2")
    one = first.post("/map/changes/new/", HEAD)["Location"]
    page = first.get(one).content.decode()
    assert "单位合并" in page
    name = {n: Body.objects.get(pk=world.bodies[n]).name for n in world.bodies}
    assert post(first, one, "rename", body=name["water"], name="示例市水务集团").status_code == 302
    merged = "\n".join((name["housing"], name["team"]))
    assert post(first, one, "merge", bodies=merged, name="示例住建综合队").status_code == 302
    moved = post(first, one, "move", body=name["community"], superior=name["county"])
    assert moved.status_code == 302
    page = first.get(one).content.decode()
    assert f"{name['water']}改名为示例市水务集团" in page
    assert f"{name['community']}划归{name['county']}" in page
    answer = post(first, one, "rename", body="没有这个单位", name="某")
    assert answer.status_code == 422
    assert "没有这个单位" in answer.content.decode()
    assert post(first, one, "found", body="1").status_code == 404
    assert first.post(f"{one}check/").status_code == 302
    assert second.post(f"{one}enact/").status_code == 302
    assert Body.objects.get(pk=world.bodies["water"]).name == "示例市水务集团"
    assert Body.objects.get(pk=world.bodies["community"]).superior_id == world.bodies["county"]
    old = Client().get(f"/bodies/{world.bodies['team']}/").content.decode()
    assert "2026-03-01 并入或改为（示例市关于撤并街道的批复 示府〔2026〕1号）" in old
    assert "示例住建综合队" in old
    new = Body.objects.get(name="示例住建综合队")
    came = Client().get(f"/bodies/{new.pk}/").content.decode()
    assert name["team"] in came
    assert name["housing"] in came
    renamed = Client().get(f"/bodies/{world.bodies['water']}/").content.decode()
    assert f"2026-03-01 前称“{name['water']}”" in renamed
    before = {"on": "2026-02-28"}
    then = Client().get(f"/bodies/{world.bodies['water']}/", before).content.decode()
    assert f"<h1>{name['water']}</h1>" in then
    assert f"<h1>{name['water']}</h1>" not in renamed
    under = Client().get(f"/bodies/{world.bodies['community']}/", before).content.decode()
    assert f"/bodies/{world.bodies['street']}/?on=2026-02-28" in under
    now = Client().get(f"/bodies/{world.bodies['community']}/").content.decode()
    assert f"/bodies/{world.bodies['street']}/" not in now
    found = second.get("/search/", {"q": name["team"]}).content.decode()
    assert f"由“{name['team']}”改来" in found
    assert f"/bodies/{new.pk}/" in found


def test_a_stranger_adds_no_change(world: World) -> None:
    one = admin(world, "admin1").post("/map/changes/new/", HEAD)["Location"]
    assert post(Client(), one, "rename", body="1", name="某").status_code in (302, 403)
    assert Reorganisation.objects.get().changes.count() == 0


def test_a_body_does_not_stand_under_its_own(world: World) -> None:
    change = {
        "verb": "move",
        "body": {"id": world.bodies["county"]},
        "superior": {"id": world.bodies["street"], "called": "街道"},
    }
    _, found = drafted(instrument(change))
    assert [f.code for f in found.of("contradiction")] == ["body_under_itself"]


def test_a_split_body_hands_each_matter_to_the_part_that_takes_it(world: World) -> None:
    old = world.bodies["housing"]
    case = world.file("02", "140403006001").case
    world.move(case, "community_desk", "accept")
    world.move(case, "community_desk", "dispatch")
    assert Case.objects.get(pk=case).lead_id == old
    held = set(Mandate.objects.on(DAY).filter(body=old).values_list("matter__code", flat=True))
    parts = [
        {"to": {"name": "示例住房局"}, "matters": ["02"]},
        {"to": {"name": "示例建设局", "line": "works"}, "matters": sorted(held - {"02"}) or ["09"]},
    ]
    enacted(instrument({"verb": "split", "body": {"id": old}, "parts": parts}))
    homes, works = (Body.objects.get(name=n) for n in ("示例住房局", "示例建设局"))
    now = Mandate.objects.on(DAY)
    assert set(now.filter(body=homes).values_list("matter__code", flat=True)) == {"02"}
    assert set(now.filter(body=works).values_list("matter__code", flat=True)) == held - {"02"}
    assert not now.filter(body=old).exists()
    re_home()
    assert Case.objects.get(pk=case).lead_id == homes.pk
    assert mandates.resolve("02", world.places["140403006001"], DAY).lead.body == homes.pk
    story = queries.story_of(Body.objects.get(pk=old), DAY)
    assert {b.other.pk for b in story.went} == {homes.pk, works.pk}


def test_two_parts_of_one_line_at_one_seat_are_refused_before_anything_is_written(
    world: World,
) -> None:
    parts = [{"to": {"name": n}, "matters": [m]} for n, m in (("甲局", "02"), ("乙局", "09"))]
    split = {"verb": "split", "body": {"id": world.bodies["housing"]}, "parts": parts}
    _, found = drafted(instrument(split))
    assert [f.code for f in found.of("contradiction")] == ["line_twice"]


def test_limits_that_differ_are_told_and_the_wider_rule_holds(world: World) -> None:
    limit = Threshold.objects.create(
        key="示例", kind=ThresholdKind.NUMBER, name="示例时限", name_en="Sample"
    )
    alike = Threshold.objects.create(
        key="示例二", kind=ThresholdKind.NUMBER, name="示例人数", name_en="Sample two"
    )
    wide = ThresholdRule.objects.create(threshold=limit, value="5", basis="示例")
    for code, value in (("140403006", "3"), ("140403007", "4")):
        for threshold, said in ((limit, value), (alike, "7")):
            ThresholdRule.objects.create(
                threshold=threshold, place_id=world.places[code], value=said, basis="示例"
            )
    _, found = drafted(MERGER)
    told = [f.params for f in found.findings if f.code == "limits_differ"]
    assert [(t["limit"], t["values"]) for t in told] == [("示例时限", "甲街道 3、乙街道 4")]
    enacted(MERGER)
    new = territory.by_code("140403010", DAY).pk
    now = ThresholdRule.objects.on(DAY)
    assert [r.value for r in now.filter(place=new, threshold=alike)] == ["7"]
    assert not now.filter(place=new, threshold=limit).exists()
    assert now.get(threshold=limit).pk == wide.pk


def test_what_merged_places_say_alike_goes_on_and_comes_back(world: World) -> None:
    said = {"basis": "示例"}
    for code in ("140403006", "140403007"):
        where = world.places[code]
        GridCodes.objects.create(place_id=where, pattern="G2 M3 X3 L3", **said)
        CoverageRule.objects.create(
            **said,
            of="firms",
            place_id=where,
            kinds=["company"],
            joint=True,
            by_organisation=False,
            words=f"示例口径{code[-1]}",
        )
    row, found = drafted(MERGER)
    moving = {m.kind: m.count for m in found.moving}
    assert (moving["grid_codes"], moving["coverage_rule"]) == (2, 2)
    told = [f.params["values"] for f in found.findings if f.code == "rules_differ"]
    assert told == ["甲街道 示例口径6、乙街道 示例口径7"]
    row = enacted(MERGER)
    new = territory.by_code("140403010", DAY).pk
    assert territory.grid_codes(new, DAY).pattern == "G2 M3 X3 L3"
    assert not CoverageRule.objects.on(DAY).exclude(place=None).exists()
    reorganising.revoke(by=SYSTEM, at=AT, key=row.pk, reason="示例", parts=PARTS)
    for table in (GridCodes, CoverageRule):
        rows = table.objects.on(DAY).exclude(place=None).values_list("place_id", flat=True)
        assert sorted(rows) == sorted(world.places[c] for c in ("140403006", "140403007"))


HEIR = {"name": "示例住建综合队", "seat": "140403"}


def test_what_one_instrument_makes_or_ends_it_does_not_change_again(world: World) -> None:
    body = {n: {"id": world.bodies[n]} for n in ("housing", "team", "water")}
    merge = {"verb": "merge", "from": [body["housing"], body["team"]], "to": HEIR}
    made = {"seat": "140403", "line": "housing"}
    for second, code in (
        ({"verb": "rename", "body": made, "name": "又名"}, "body_made_here"),
        ({"verb": "merge", "from": [made, body["water"]], "to": HEIR}, "body_made_here"),
        ({"verb": "abolish", "body": made}, "body_made_here"),
        ({"verb": "split", "body": made, "parts": [{"to": HEIR}] * 2}, "body_made_here"),
        ({"verb": "abolish", "body": body["team"], "heir": body["water"]}, "body_ended_here"),
        ({"verb": "merge", "from": [body["water"]], "to": body["team"]}, "body_ended_here"),
        ({"verb": "rename", "body": body["team"], "name": "又名"}, "body_ended_here"),
    ):
        _, found = drafted(instrument(merge, second))
        told = [(f.change, f.code) for f in found.of("contradiction")]
        assert (2, code) in told, (second, told)
