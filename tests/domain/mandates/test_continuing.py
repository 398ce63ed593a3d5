"""Lists of powers when the map changes: they go on with the successor, and come back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.config.wiring import PARTS
from linli.domain.bodies.models import Body
from linli.domain.mandates.actions import revoke_instrument
from linli.domain.mandates.models import (
    PowerInstrument,
    PowerItem,
    PowerLine,
    PowerList,
    PowerTerm,
)
from linli.domain.mandates.queries import powers as queries
from linli.domain.mandates.rules.powers.continuing import Listed, clashing, merged
from linli.domain.mandates.states import InstrumentKind, ListKind
from linli.domain.territory import queries as territory
from linli.domain.territory.actions import reorganising
from linli.domain.territory.models import Place
from linli.foundation.journal.models import Entry
from linli.kernel.access import SYSTEM
from linli.kernel.errors import Conflict
from tests.domain.cases.test_reorganising import AT, DAY, MERGER, drafted, enacted
from tests.domain.cases.world import World, build
from tests.domain.mandates.powers import draft, enact, listed, said

BEFORE = DAY - timedelta(days=30)
items = st.lists(
    st.tuples(st.integers(1, 3), st.sampled_from("abc"), st.sampled_from("甲乙丙丁")),
    max_size=9,
    unique_by=lambda i: i[:2],
)


@given(items, st.sampled_from([None, 1, 2]), st.sampled_from([None, 1, 2, 3]))
def test_lists_become_one_list(rows, target, first) -> None:
    held = [Listed(n, i, code, name) for i, (n, code, name) in enumerate(rows)]
    codes = merged(held, target, first)
    assert codes.keys() == {h.item for h in held}
    going = [c for c in codes.values() if c is not None]
    assert len(going) == len(set(going))  # a code is one item's
    for one in held:
        if one.listed == target:
            assert codes[one.item] in (one.code, None)  # a standing item keeps its code for ever
        if one.listed == first:
            assert codes[one.item] is not None  # what was chosen goes on
        assert codes[one.item] is not None or any(
            o.name == one.name and o.listed != one.listed and codes[o.item] for o in held
        )
    if not clashing(held):
        assert all(codes[h.item] == h.code for h in held)


@pytest.fixture
def world(db: None) -> World:
    return build()


@pytest.fixture
def lists(world: World) -> tuple[PowerList, PowerList]:
    """Two streets' lists: both have GR-01, and one item by its name; one has more."""
    one, two = (listed(Place.objects.get(pk=world.places[c])) for c in ("140403006", "140403007"))
    team, office = (Body.objects.get(pk=world.bodies[b]).name for b in ("team", "street2"))
    enact(
        one,
        InstrumentKind.DELEGATE,
        BEFORE,
        [said(1, "GR-01", "", team, name="占道（示例）"), said(2, "GR-02", "", team, name="噪音")],
    )
    enact(
        two,
        InstrumentKind.DELEGATE,
        BEFORE,
        [
            said(1, "GR-01", "", office, name="养犬（示例）"),
            said(2, "GR-07", "", office, name="噪音"),
        ],
        "示例乙号",
    )
    return one, two


def at(place: str, kind: ListKind = ListKind.GRANTED) -> PowerList:
    return PowerList.objects.get(place=territory.by_code(place, DAY), kind=kind)


def words(of: PowerList, on) -> dict[str, str]:
    return {p.code: p.term.name for p in queries.all_items(of, on)}


@pytest.mark.db
@pytest.mark.django_db
def test_the_successor_goes_on_with_both_lists(world: World, lists) -> None:
    one, two = lists
    pending = draft(two, InstrumentKind.DELEGATE, DAY + timedelta(days=9), [said(1, "GR-09")])
    row, found = drafted(MERGER)
    (asked,) = [f for f in found.findings if f.code == "two_lists"]
    assert "GR-01" in asked.params["codes"]
    assert {c.value for c in asked.choices} == {str(one.pk), str(two.pk)}
    (moving,) = [m for m in found.moving if m.kind == "power"]
    assert moving.count == 4
    reorganising.answer(by=SYSTEM, at=AT, key=row.pk, answers={asked.key: str(two.pk)})
    assert reorganising.check(by=SYSTEM, at=AT, key=row.pk, parts=PARTS).is_clear
    before = {t.pk: t.valid_to for t in PowerTerm.objects.all()}
    reorganising.enact(by=SYSTEM, at=AT, key=row.pk, parts=PARTS)
    new = at("140403010")
    assert words(new, DAY) == {
        "GR-01": "养犬（示例）",
        "GR-01-2": "占道（示例）",
        "GR-07": "噪音",
    }
    assert words(one, DAY) == words(two, DAY) == {}
    assert words(one, DAY - timedelta(days=1)) == {"GR-01": "占道（示例）", "GR-02": "噪音"}
    # the item's history goes back over the list it came from, and its body has followed
    story = queries.story_of(new, "GR-01-2", DAY)
    assert [p.term.item.power_list_id for p in story.powers] == [new.pk, one.pk]
    assert [line.code for line in story.lines] == ["GR-01"]
    assert story.now.lead.id != world.bodies["team"]
    assert queries.followers_of(one) == [new]
    assert [i.power_list.pk for i in queries.power_lists(DAY)].count(one.pk) == 0
    pending.refresh_from_db()
    assert pending.power_list == new
    assert Entry.objects.filter(move="follow_list").count() == 2
    enacted_one = PowerInstrument.objects.get(power_list=one)
    with pytest.raises(Conflict) as told:
        revoke_instrument(by=SYSTEM, at=AT, instrument=enacted_one)
    assert told.value.code == "list_went_on"
    # and back: as if it had never been
    reorganising.revoke(by=SYSTEM, at=AT, key=row.pk, reason="名称有误", parts=PARTS)
    assert {t.pk: t.valid_to for t in PowerTerm.objects.all()} == before
    assert not PowerList.objects.filter(pk=new.pk).exists()
    pending.refresh_from_db()
    assert pending.power_list == two
    assert not PowerItem.objects.exclude(came_from=None).exists()


@pytest.mark.db
@pytest.mark.django_db
def test_what_a_later_instrument_says_keeps_the_change_of_the_map(world: World, lists) -> None:
    one, _ = lists
    row, found = drafted(MERGER)
    (asked,) = [f for f in found.findings if f.code == "two_lists"]
    reorganising.answer(by=SYSTEM, at=AT, key=row.pk, answers={asked.key: str(one.pk)})
    reorganising.check(by=SYSTEM, at=AT, key=row.pk, parts=PARTS)
    reorganising.enact(by=SYSTEM, at=AT, key=row.pk, parts=PARTS)
    new = at("140403010")
    assert words(new, DAY)["GR-01"] == "占道（示例）"
    lead = queries.all_items(new, DAY)[0].lead.name
    later = [said(1, "GR-01", "", lead, name="占道经营（示例）")]
    enact(new, InstrumentKind.ADJUST, DAY + timedelta(days=3), later, "示例丙号")
    with pytest.raises(Conflict):
        reorganising.revoke(by=SYSTEM, at=AT, key=row.pk, reason="名称有误", parts=PARTS)
    assert PowerLine.objects.filter(item__power_list=new).count() == 1
    story = queries.story_of(new, "GR-01", DAY + timedelta(days=3))
    assert [p.term.name for p in story.powers] == ["占道经营（示例）"] + ["占道（示例）"] * 2


@pytest.mark.db
@pytest.mark.django_db
def test_lists_without_a_clash_go_on_without_a_question(world: World) -> None:
    county = listed(Place.objects.get(pk=world.places["140403"]))
    team = Body.objects.get(pk=world.bodies["team"])
    enact(county, InstrumentKind.DELEGATE, BEFORE, [said(1, "GR-01", "", team.name)])
    enacted(MERGER)
    # the county's list stays, and names the body that followed
    (power,) = queries.all_items(county, DAY)
    assert power.lead.id != team.pk
    assert queries.all_items(county, BEFORE)[0].lead.id == team.pk
