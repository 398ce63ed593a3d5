"""Drawing grids: inside one village or community, over no neighbour, and where it goes wrong."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st
from tests.domain.territory.conftest import AT
from tests.domain.territory.test_outlines import outline, square

from linli.domain.territory import queries
from linli.domain.territory.actions import (
    GridWish,
    draw_grid,
    redraw_grid,
    take_grids,
)
from linli.domain.territory.models import Boundary, Place
from linli.domain.territory.rules.gridding import Near, judged, read_points, write_points
from linli.domain.territory.states import Kind
from linli.foundation.journal.models import Entry
from linli.kernel.access import SYSTEM, Actor, ActorKind, Grant, Reach
from linli.kernel.errors import Conflict, Invalid, NotPermitted, Refusal

Places = dict[str, Place]
C = "140403006001"
OTHER = "140403006002"
DAY = date(2026, 3, 2)


def draw(places: Places, parent: str, name: str, shape: Any = None, **more: Any) -> Place:
    own = {"by": SYSTEM, "since": DAY} | {k: more.pop(k) for k in ("by", "since") if k in more}
    wish = GridWish(more.pop("kind", Kind.GRID), name, outline=shape, **more)
    made = draw_grid(at=AT, parent=places[parent], wish=wish, **own)
    places[name] = made
    return made


@pytest.fixture
def community(places: Places) -> Places:
    outline(places[C], square(113.10, 36.10, 0.02))
    return places


@pytest.mark.django_db
@pytest.mark.db
class TestDrawing:
    def test_codes_follow_the_pattern_on_three_levels(self, community: Places) -> None:
        draw(community, C, "第一网格", square(113.10, 36.10, 0.01))
        draw(community, "第一网格", "一微", square(113.10, 36.10, 0.005), kind=Kind.MICRO_GRID)
        draw(community, "一微", "1号楼", kind=Kind.BUILDING)
        draw(community, C, "第二网格")
        ids = [community[n].pk for n in ("第一网格", "一微", "1号楼", "第二网格")]
        codes = [queries.named(ids, DAY)[i].code for i in ids]
        assert codes == [f"{C}W001", f"{C}W001M001", f"{C}W001M001L001", f"{C}W002"]
        assert not queries.named(ids, DAY)[ids[0]].schematic
        assert Entry.objects.filter(move="create").count() == 9 + 4
        assert queries.locate(113.102, 36.102).place.name == "一微"

    def test_over_a_neighbour_it_is_refused_with_whom_and_where(self, community: Places) -> None:
        draw(community, C, "第一网格", square(113.10, 36.10, 0.01))
        with pytest.raises(Invalid) as refused:
            draw(community, C, "第二网格", square(113.105, 36.10, 0.01))
        told = refused.value
        assert (told.code, told.field, told.params["name"]) == (
            "grid_overlaps",
            "points",
            "第一网格",
        )
        lon, lat = map(float, told.params["where"].split(","))
        assert 113.105 < lon < 113.11
        assert 36.10 < lat < 36.11
        assert 450_000 < told.params["area"] < 550_000
        assert not Boundary.objects.filter(place__versions__name="第二网格").exists()

    def test_another_communitys_grid_is_a_neighbour_too(self, places: Places) -> None:
        draw(places, OTHER, "东街一格", square(113.10, 36.10, 0.01))
        with pytest.raises(Invalid) as refused:
            draw(places, C, "第一网格", square(113.105, 36.10, 0.01))
        assert refused.value.params["name"] == "东街一格"

    def test_outside_its_community_it_is_refused(self, community: Places) -> None:
        with pytest.raises(Invalid) as refused:
            draw(community, C, "第一网格", square(113.115, 36.115, 0.01))
        assert (refused.value.code, refused.value.params["name"]) == ("grid_outside", "演武社区")

    def test_a_border_in_common_is_no_overlap(self, community: Places) -> None:
        draw(community, C, "第一网格", square(113.10, 36.10, 0.01))
        draw(community, C, "第二网格", square(113.11, 36.10, 0.01))
        draw(community, C, "第三网格", square(113.109998, 36.110001, 0.01))  # some decimetres

    def test_a_grid_keeps_what_lies_in_it(self, community: Places) -> None:
        made = draw(community, C, "第一网格", square(113.10, 36.10, 0.01))
        draw(community, "第一网格", "一微", square(113.10, 36.10, 0.005), kind=Kind.MICRO_GRID)
        with pytest.raises(Invalid) as refused:
            redraw(made, square(113.103, 36.10, 0.01))
        assert (refused.value.code, refused.value.params["name"]) == ("grid_leaves_out", "一微")
        assert redraw(made, square(113.10, 36.10, 0.012)) is not None
        assert redraw(made, square(113.10, 36.10, 0.012)) is None  # as it is already

    def test_a_micro_grid_lies_in_a_grid(self, community: Places) -> None:
        with pytest.raises(Refusal):
            draw(community, C, "一微", kind=Kind.MICRO_GRID)
        with pytest.raises(Refusal):
            draw(community, "140403006", "第一网格")

    def test_a_code_is_never_given_twice(self, community: Places) -> None:
        draw(community, C, "第一网格", code="WG-1")
        with pytest.raises(Conflict):
            draw(community, C, "第二网格", code="WG-1")

    def test_only_whoever_may_change_places_there(self, community: Places) -> None:
        held = Grant(
            "territory.change",
            Reach.PLACE,
            5,
            frozenset({community[OTHER].pk}),
            frozenset({1}),
            1,
        )
        by = Actor(ActorKind.PERSON, person=1, grants=(held,))
        with pytest.raises(NotPermitted):
            draw(community, C, "第一网格", by=by)
        draw(community, OTHER, "第一网格", by=by)


def redraw(place: Place, shape: Any) -> Boundary | None:
    return redraw_grid(by=SYSTEM, at=AT, place=place, outline=shape, since=DAY)


def feature(name: str, parent: str, shape: Any, kind: str = "网格", **more: str) -> dict:
    said = {"name": name, "parent": parent, "kind": kind, **more}
    return {"type": "Feature", "properties": said, "geometry": shape}


def take(places: Places, *features: dict, **more: Any) -> Any:
    data = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    return take_grids(by=SYSTEM, at=AT, root=places["140403006"], data=data, since=DAY, **more)


@pytest.mark.django_db
@pytest.mark.db
class TestFiles:
    def test_it_comes_in_whole_tried_first_and_again_changes_nothing(
        self, community: Places
    ) -> None:
        rows = (
            feature("一微", "演武社区/第一网格", square(113.10, 36.10, 0.005), "微网格"),
            feature("第一网格", "演武社区", square(113.10, 36.10, 0.01)),
            feature("第二网格", "演武社区", None),
        )
        tried = take(community, *rows, dry_run=True)
        assert (tried.created, tried.written, tried.faults) == (3, False, [])
        assert len(queries.drawn_in(community[C].pk, DAY)) == 0
        assert take(community, *rows).written
        again = take(community, *rows)
        assert (again.created, again.redrawn, again.already) == (0, 0, 3)
        moved = feature("第一网格", "演武社区", square(113.10, 36.10, 0.011))
        assert take(community, moved).redrawn == 1

    def test_with_any_fault_nothing_is_written_and_each_is_said(self, community: Places) -> None:
        told = take(
            community,
            feature("第一网格", "演武社区", square(113.10, 36.10, 0.01)),
            feature("第二网格", "演武社区", square(113.105, 36.10, 0.01)),
            feature("第三网格", "没有的社区", None),
            feature("第四网格", "演武社区", None, "地块"),
        )
        assert [(f.number, f.code) for f in sorted(told.faults, key=lambda f: f.number)] == [
            (2, "grid_overlaps"),
            (3, "unknown_place_name"),
            (4, "grids_kind"),
        ]
        assert not told.written
        assert queries.drawn_in(community[C].pk, DAY) == []

    @pytest.mark.parametrize("data", [b"", b"\x00\xff", b"[]", b'{"features": []}', b'{"a": 1}'])
    def test_a_file_that_is_none_is_refused(self, places: Places, data: bytes) -> None:
        with pytest.raises(Invalid):
            take_grids(by=SYSTEM, at=AT, root=places["140403006"], data=data)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "outline_three_points"),
        ("113.1, 36.1\n113.2, 36.1", "outline_three_points"),
        ("113.1, 36.1\n113.2 x\n113.2, 36.2", "outline_point_unreadable"),
        ("0, 0\n1, 1\n1, 0\n0, 1", "outline_crosses_itself"),
        ("500, 0\n501, 1\n502, 0", "outline_not_degrees"),
    ],
)
def test_points_that_are_no_outline_are_refused(text: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_points(text)
    assert refused.value.code == code


def test_points_are_read_as_they_are_written() -> None:
    shape = square(113.1, 36.1, 0.01)
    again = read_points(write_points(shape))
    assert judged(again, inside=Near(1, "", shape), beside=()) == []
    assert read_points("113.1，36.1\n113.2 36.1\n113.2;36.2\n113.1,36.1")["type"] == "Polygon"


@given(st.floats(0, 0.03), st.floats(0.001, 0.02))
def test_an_overlap_is_seen_exactly_where_there_is_one(east: float, size: float) -> None:
    """A neighbour at 113.10–113.12; one from 113.09 + east on overlaps it, or does not."""
    held = Near(1, "邻", square(113.10, 36.10, 0.02))
    west = 113.09 + east
    found = judged(square(west, 36.10, size), inside=None, beside=[held])
    metres = (min(west + size, 113.12) - max(west, 113.10)) * 89_900
    if abs(metres - 1) > 0.2:
        assert bool(found) == (metres > 1)


@pytest.mark.django_db
@pytest.mark.db
def test_the_command_tries_then_takes_and_fails_with_every_fault(
    community: Places, tmp_path: Any, capsys: Any
) -> None:
    path = tmp_path / "grids.geojson"
    good = feature("第一网格", "演武社区", square(113.10, 36.10, 0.01))
    path.write_text(json.dumps({"features": [good]}))
    for dry, written in ((True, False), (False, True)):
        call_command("import_gridmap", path, place="140403006", dry_run=dry, json=True)
        told = json.loads(capsys.readouterr().out)
        assert (told["created"], told["written"]) == (1, written)
    bad = feature("第二网格", "演武社区", square(113.105, 36.10, 0.01))
    path.write_text(json.dumps({"features": [good, bad]}))
    with pytest.raises(CommandError):
        call_command("import_gridmap", path, place="140403006")
    assert "第一网格" in capsys.readouterr().err
