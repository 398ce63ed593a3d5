"""The demo's lists: published by documents; a grid takes what it took; made twice the same."""

from __future__ import annotations

import pytest
from tests.domain.bodies.city import AT, TODAY, TREE

from linli.domain.bodies.actions import found_from_template
from linli.domain.mandates import queries
from linli.domain.mandates.actions import adopt_template, import_pack
from linli.domain.mandates.models import Demand, GridAdmission, Mandate, PowerList, PowerTerm
from linli.domain.mandates.queries import powers as lists
from linli.domain.mandates.states import ListKind
from linli.domain.territory.actions import create_place
from linli.domain.territory.models import Place
from linli.domain.territory.states import Kind
from linli.kernel.access import SYSTEM
from linli.portal.demo import powers

pytestmark = [pytest.mark.db, pytest.mark.django_db]
MORE = (
    ("140427", "1404", Kind.COUNTY, "壶关县"),
    ("140427106", "140427", Kind.TOWN, "集店镇"),
    ("140429", "1404", Kind.COUNTY, "武乡县"),
    ("140429105", "140429", Kind.TOWN, "韩北镇"),
    ("140429105214", "140429105", Kind.VILLAGE, "桥南村"),
)


@pytest.fixture
def places(db: None) -> dict[str, Place]:
    made: dict[str, Place] = {}
    for code, parent, kind, name in (*TREE, *MORE):
        above = made[parent] if parent else None
        made[code] = create_place(by=SYSTEM, at=AT, kind=kind, name=name, parent=above, code=code)
    found_from_template(by=SYSTEM, at=AT, root=made["1404"])
    import_pack(by=SYSTEM, at=AT)
    adopt_template(by=SYSTEM, at=AT, root=made["1404"])
    return made


def test_lists_of_a_city_a_district_two_towns_and_a_village(places: dict[str, Place]) -> None:
    found = queries.catalogue()
    path = tuple(places[c].pk for c in ("86", "14", "1404", "140403", "140403003"))
    offered = [c for c in found.named if "/" in c]  # what the form of an event offers
    before = {c: found.on_grid(c, path, TODAY).allowed for c in offered}
    leads = {c: queries.resolve(c, path[-1], TODAY) for c in found.named}
    count = powers.lay(at=AT, step=str)
    assert count == PowerList.objects.count() == 10
    after = queries.catalogue()
    assert {c: after.on_grid(c, path, TODAY).allowed for c in offered} == before
    moved = {
        c for c, r in leads.items() if r and queries.resolve(c, path[-1], TODAY).body != r.body
    }
    assert moved == set()  # the demo's cases go where they went
    standing = Mandate.objects.count(), PowerTerm.objects.count(), Demand.objects.count()
    assert powers.lay(at=AT, step=str) == count
    assert standing == (
        Mandate.objects.count(),
        PowerTerm.objects.count(),
        Demand.objects.count(),
    )


def test_what_they_show(places: dict[str, Place]) -> None:
    powers.lay(at=AT, step=str)
    county = lists.list_of(places["140403"].pk, ListKind.GRANTED)
    assert {p.code for p in lists.all_items(county, TODAY)} == {"SL-F01", "SL-F02"}
    entrusted = lists.story_of(county, "SL-F02", TODAY).now
    assert entrusted is not None
    assert entrusted.in_name_of is not None
    assert entrusted.in_name_of.name == "长治市城管局"
    one = lists.list_of(places["140403003"].pk, ListKind.GRANTED)
    other = lists.list_of(places["140427106"].pk, ListKind.GRANTED)
    told = lists.compare_places(one, other, TODAY)
    assert (told.count("added"), told.count("gone"), told.count("changed")) == (1, 1, 1)
    assert GridAdmission.objects.get().state == "published"
    assert sorted(d.item is not None for d in Demand.objects.all()) == [False, True]
    assert all("示例" in t.name or t.item.code.startswith("ZR-") for t in PowerTerm.objects.all())
