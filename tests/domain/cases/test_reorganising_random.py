"""Random sequences of instruments: at every date each open thing has exactly one living owner."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.config.wiring import PARTS
from linli.domain.bodies.models import Body
from linli.domain.cases.models import Case
from linli.domain.cases.queries.rebuild import differences
from linli.domain.territory import queries as territory
from linli.domain.territory.actions import reorganising
from linli.domain.territory.models import PlaceVersion
from linli.domain.territory.rules.reorganising.reading import read_instrument
from linli.foundation.journal.verifying import faults
from linli.kernel.access import SYSTEM
from tests.domain.cases.test_reorganising import rows
from tests.domain.cases.world import AT, World, build
from tests.domain.mandates.test_leads_merging import part

pytestmark = [pytest.mark.django_db, pytest.mark.db]
FIRST = date(2026, 3, 3)
COUNTY = "140403"


@pytest.fixture
def world(db: None) -> World:
    """The small city; in each street a company of its own leads one matter."""
    made = build()
    for street in ("140403006", "140403007"):
        part(made, street)
    return made


def towns(on: date) -> list[str]:
    """Return the codes of the towns of the county on a day."""
    county = territory.by_code(COUNTY, on)
    ids = territory.atlas(on).children(county.pk).tolist()
    return sorted(p.code for p in territory.named(ids, on).values())


def communities(town: str, on: date) -> list[str]:
    """Return the codes of what lies directly in a town."""
    ids = territory.atlas(on).children(territory.by_code(town, on).pk).tolist()
    return sorted(p.code for p in territory.named(ids, on).values())


def an_instrument(draw: Any, number: int, on: date) -> dict[str, Any] | None:
    """Return one change that can be made on a day, drawn at random."""
    here = towns(on)
    verb = draw(st.sampled_from(["merge", "split", "move", "rename", "abolish"]))
    new = {"code": f"1404030{50 + number}", "name": f"新{number}街道", "kind": "subdistrict"}
    town = draw(st.sampled_from(here))
    below = communities(town, on)
    if verb == "rename":
        return {"verb": verb, "place": town, "name": f"改{number}街道"}
    if verb == "split" and below:
        takes = draw(st.lists(st.sampled_from(below), unique=True, max_size=len(below)))
        rest = [c for c in below if c not in takes]
        other = {"code": f"1404030{70 + number}", "name": f"余{number}街道", "kind": "subdistrict"}
        stays = draw(st.booleans())
        parts = [{"to": new, "takes": takes}, {"to": town if stays else other, "takes": rest}]
        return {"verb": verb, "place": town, "parts": parts, "heir": "" if stays else new["code"]}
    if len(here) < 2:
        return None
    second = draw(st.sampled_from([t for t in here if t != town]))
    if verb == "merge":
        target = draw(st.sampled_from([new | {"parent": COUNTY}, second]))
        return {"verb": verb, "from": [town, second], "to": target}
    if verb == "abolish":
        return {"verb": verb, "place": town, "heir": second}
    if verb == "move" and below:
        return {"verb": verb, "place": draw(st.sampled_from(below)), "to_parent": second}
    return None


def instrument(number: int, on: date, change: dict[str, Any], answers: dict[str, str]) -> Any:
    data = {
        "title": f"示例批复{number}",
        "decided_by": "示例市人民政府",
        "effective": on.isoformat(),
        "changes": [change],
        "answers": answers,
    }
    return read_instrument(data)


def enact(draw: Any, number: int, on: date, change: dict[str, Any]) -> int:
    """Draft, answer whatever is open by any choice, enact, re-home."""
    row = reorganising.draft(by=SYSTEM, at=AT, instrument=instrument(number, on, change, {}))
    for _ in range(4):
        found = reorganising.check(by=SYSTEM, at=AT, key=row.pk, parts=PARTS)
        if found.is_clear:
            break
        assert not found.of("contradiction"), found.findings
        answers = {f.key: draw(st.sampled_from(f.choices)).value for f in found.of("ambiguous")}
        reorganising.answer(by=SYSTEM, at=AT, key=row.pk, answers=answers)
    reorganising.enact(by=SYSTEM, at=AT, key=row.pk, parts=PARTS)
    at = AT + (on - AT.date())
    reorganising.re_home(at=at, on=on, parts=PARTS, size=2)
    return row.pk


def check_owners(places: set[int], on: date) -> None:
    """Assert that every place and all open work stand for exactly one thing that lives on a day."""
    tree = territory.atlas(on)
    for place in places:
        heir = territory.successor(place, on)
        assert heir in tree
    living = set(Body.objects.on(on).values_list("pk", flat=True))
    for case in Case.objects.filter(open=True):
        levels = territory.levels_of(case.place_id, on)
        assert case.place_id in tree
        assert (case.town_id, case.county_id) == (levels.town_id, levels.county_id)
        assert case.desk_id in living
        assert case.lead_id is None or case.lead_id in living
        assert case.hand_id is None or case.hand_id in living


def check_totals(on: date) -> None:
    """Assert that figures as they were, told by today's map, add up to the same."""
    leaves = Counter(territory.successor(c.place_id, on) for c in Case.objects.all())
    tree = territory.atlas(on)
    county = territory.by_code(COUNTY, on).pk
    as_it_was = Case.objects.filter(county_id=county).count()
    assert sum(n for p, n in leaves.items() if p and tree.is_inside(p, county)) == as_it_was


@settings(max_examples=12, suppress_health_check=list(HealthCheck), deadline=None)
@given(data=st.data())
def test_every_open_thing_has_one_living_owner(world: World, data: st.DataObject) -> None:
    with transaction.atomic():
        territory.forget()
        for place in ("140403006", "140403006001001", "140403007001", "140403007"):
            world.file("01", place)
            world.file("99", place)
        changed = [AT.date()]
        for number in range(data.draw(st.integers(1, 4))):
            on = FIRST + timedelta(days=number)
            change = an_instrument(data.draw, number, on)
            if change is not None:
                enact(data.draw, number, on, change)
                changed.append(on)
                check_owners(set(PlaceVersion.objects.values_list("place_id", flat=True)), on)
                check_totals(on)
        for on in changed:  # a day is as it was, however often the map changed since
            tree = territory.atlas(on)
            assert not tree.orphans
            assert sorted(tree.ids.tolist()) == sorted(
                PlaceVersion.objects.on(on).values_list("place_id", flat=True)
            )
        assert list(differences()) == []
        assert list(faults()) == []
        transaction.set_rollback(True)
    territory.forget()


@settings(max_examples=8, suppress_health_check=list(HealthCheck), deadline=None)
@given(data=st.data())
def test_revoking_restores(world: World, data: st.DataObject) -> None:
    with transaction.atomic():
        territory.forget()
        cases = [world.file("01", p).case for p in ("140403006001001", "140403007001")]
        before = rows(), PlaceVersion.objects.order_by("pk").values_list("pk", "valid_to")
        kept = before[0], list(before[1])
        stood = {c: Case.objects.values().get(pk=c) for c in cases}
        change = an_instrument(data.draw, 0, FIRST)
        if change is not None:
            key = enact(data.draw, 0, FIRST, change)
            at = AT + (FIRST - AT.date())
            reorganising.revoke(by=SYSTEM, at=at, key=key, reason="示例", parts=PARTS)
            reorganising.re_home(at=at, on=FIRST, parts=PARTS)
        assert rows() == kept[0]
        assert list(PlaceVersion.objects.order_by("pk").values_list("pk", "valid_to")) == kept[1]
        for case, was in stood.items():
            now = Case.objects.values().get(pk=case)
            same = {k: v for k, v in was.items() if k not in ("seq", "changed_at")}
            assert {k: now[k] for k in same} == same
        assert list(differences()) == []
        assert list(faults()) == []
        transaction.set_rollback(True)
    territory.forget()
