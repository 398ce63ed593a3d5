"""When the map changes: what is checked first, what moves, and who sees the work meanwhile."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from linli.config.wiring import PARTS
from linli.domain.bodies.models import Appointment, Body, Post
from linli.domain.mandates.models import Mandate
from linli.domain.territory import queries as territory
from linli.domain.territory.actions import reorganising
from linli.domain.territory.models import Reorganisation
from linli.domain.territory.queries.reorganisations import Check
from linli.domain.territory.rules.reorganising.reading import read_instrument
from linli.kernel.access import SYSTEM
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
            m.objects.exclude(valid_to__lte=DAY).values_list("pk", "valid_from", "valid_to")
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
