"""A split answered by rule, by a list, by a drawn boundary, and by hand; outlines of a merger."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from shapely.geometry import box, mapping, shape

from linli.config.wiring import PARTS
from linli.domain.bodies.models import Body
from linli.domain.cases.models import Case
from linli.domain.cases.queries.rebuild import differences
from linli.domain.territory import queries as territory
from linli.domain.territory.actions import reorganising
from linli.domain.territory.models import Boundary, Reorganisation
from linli.domain.territory.rules.reorganising.halves import holds, is_inside
from linli.domain.territory.rules.reorganising.reading import read_instrument
from linli.foundation.journal.verifying import faults
from linli.kernel.access import SYSTEM
from tests.domain.cases.pages.test_map_changes import admin
from tests.domain.cases.test_reorganising import DAY, MERGER, enacted, re_home
from tests.domain.cases.world import AT, World, build

pytestmark = [pytest.mark.django_db, pytest.mark.db]
WEST, EAST = "140403011", "140403012"
OFFICE = {"name": "东街道办事处", "kind": "subdistrict_office", "seat": EAST}
PARTED = MERGER | {
    "changes": [
        {
            "verb": "split",
            "place": "140403006",
            "parts": [
                {"to": {"code": WEST, "name": "西街道"}},
                {"to": {"code": EAST, "name": "东街道"}},
            ],
        },
        {"verb": "create", "body": OFFICE, "subject": "body"},
    ]
}


@pytest.fixture
def world(db: None) -> World:
    return build()


def draft() -> Reorganisation:
    return reorganising.draft(by=SYSTEM, at=AT, instrument=read_instrument(PARTED))


def outline(world: World, code: str, west: float) -> None:
    square = dict(mapping(box(113 + west, 36, 114 + west, 37)))
    Boundary.objects.create(
        place_id=world.places[code], geojson=square, crs="CGCS2000", source="示例"
    )


def send(world: World, row: Reorganisation, name: str, **form: Any) -> Any:
    return admin(world, name).post(f"/map/changes/{row.pk}/halves/", form)


def enact(row: Reorganisation) -> None:
    found = reorganising.check(by=SYSTEM, at=AT, key=row.pk, parts=PARTS)
    assert found.is_clear, found.findings
    reorganising.enact(by=SYSTEM, at=AT, key=row.pk, parts=PARTS)
    re_home()


def asked(row: Reorganisation) -> set[str]:
    row.refresh_from_db()
    found = reorganising.check(by=SYSTEM, at=AT, key=row.pk, parts=PARTS)
    return {f.key for f in found.of("ambiguous")}


def place(code: str) -> int:
    return territory.by_code(code, DAY).pk


def test_a_list_of_sub_places_and_cases(world: World) -> None:
    here, there = (world.file("01", "140403006") for _ in range(2))
    below = world.file("01", "140403006001001").case
    row = draft()
    assert asked(row) >= {"child:140403006001", "child:140403006002", "here:140403006"}
    lines = [
        f"{'140403006001'},{WEST}",
        f"{'140403006002'},{EAST}",
        f"{there.number.lower()},{EAST}",  # as somebody types it
    ]
    text = "\n".join(["区域代码或诉求编号,划入代码", *lines])
    faulty = SimpleUploadedFile("list.csv", f"{text}\n140404,{WEST}\n".encode())
    answer = send(world, row, "keeper", file=faulty)
    assert answer.status_code == 422
    assert "不属于本次拆分：140404" in answer.content.decode()
    row.refresh_from_db()
    assert row.answers == {}  # one faulty line and nothing is taken
    answer = send(world, row, "second", file=SimpleUploadedFile("list.csv", text.encode()))
    assert answer.status_code == 302
    assert asked(row) == {"here:140403006"}
    reorganising.answer(by=SYSTEM, at=AT, key=row.pk, answers={"here:140403006": WEST})
    found = reorganising.check(by=SYSTEM, at=AT, key=row.pk, parts=PARTS)
    told = next(f.params for f in found.findings if f.code == "cases_directly")
    assert (told["count"], told["listed"], told["heir"]) == (2, 1, "西街道")
    enact(row)
    assert Case.objects.get(pk=here.case).place_id == place(WEST)
    east = Case.objects.get(pk=there.case)
    assert (east.place_id, east.town_id) == (place(EAST), place(EAST))
    assert east.desk_id == Body.objects.get(name="东街道办事处").pk
    assert Case.objects.get(pk=below).town_id == place(WEST)
    assert list(differences()) == []
    assert list(faults()) == []
    row.refresh_from_db()
    reorganising.revoke(by=SYSTEM, at=AT, key=row.pk, reason="名称有误", parts=PARTS)
    re_home()
    assert Case.objects.get(pk=there.case).place_id == world.places["140403006"]
    assert list(differences()) == []


def test_a_drawn_boundary_decides_what_lies_clearly_on_one_side(world: World) -> None:
    outline(world, "140403006001", 0)
    outline(world, "140403006002", 2)
    west = world.file("01", "140403006", longitude=113.5, latitude=36.5)
    east = world.file("01", "140403006", longitude=115.5, latitude=36.5)
    nowhere = world.file("01", "140403006")
    row = draft()
    half = {"type": "Feature", "properties": {}, "geometry": mapping(box(112, 35, 114.5, 38))}
    file = SimpleUploadedFile("half.geojson", json.dumps(half).encode())
    assert send(world, row, "keeper", part=WEST, outline=file).status_code == 302
    row.refresh_from_db()
    assert row.answers == {
        "child:140403006001": WEST,
        "child:140403006002": EAST,
        f"case:{west.number}": WEST,
        f"case:{east.number}": EAST,
    }
    assert asked(row) == {"here:140403006"}
    reorganising.answer(by=SYSTEM, at=AT, key=row.pk, answers={"here:140403006": EAST})
    enact(row)
    for filed, code in ((west, WEST), (east, EAST), (nowhere, EAST)):
        assert Case.objects.get(pk=filed.case).town_id == place(code)
    bad = SimpleUploadedFile("half.geojson", b"{}")
    assert send(world, row, "third", part=WEST, outline=bad).status_code == 404  # it is enacted


def test_a_half_drawn_on_the_page_is_taken_as_a_file_is(world: World) -> None:
    outline(world, "140403006001", 0)
    outline(world, "140403006002", 2)
    row = draft()
    client = admin(world, "keeper")
    url = f"/map/changes/{row.pk}/halves/"
    client.get(url)  # names and marks are kept
    with CaptureQueriesContext(connection) as sent:
        page = client.get(url).content.decode()
    assert len(sent) <= 12, [q["sql"][:90] for q in sent]
    assert page.count('class="within-it"') == 2  # both communities are there to draw on
    assert 'class="inside"' not in page  # the street itself has no outline
    corners = "112, 35\n114.5, 35\n114.5, 38\n112, 38"
    for wrong, said in (
        ({"points": ""}, "两者取一"),
        ({"points": "112, 35\n114, 35"}, "三个"),
        ({"points": "112, 35\nhere"}, "第 2 "),
        ({"points": corners, "outline": SimpleUploadedFile("half.geojson", b"{}")}, "两者取一"),
    ):
        answer = client.post(url, {"part": WEST} | wrong)
        assert answer.status_code == 422
        assert said in answer.content.decode(), wrong
    assert "112, 35\n114.5" in answer.content.decode()  # what was drawn is still there
    row.refresh_from_db()
    assert row.answers == {}
    assert client.post(url, {"part": WEST, "points": corners}).status_code == 302
    row.refresh_from_db()
    assert row.answers == {"child:140403006001": WEST, "child:140403006002": EAST}


def test_a_half_drawn_beside_the_place_is_refused(world: World) -> None:
    outline(world, "140403006", 0)
    outline(world, "140403006001", 0)
    row = draft()
    beside = "112, 35\n112.9, 35\n112.9, 38"
    answer = send(world, row, "keeper", part=WEST, points=beside)
    assert answer.status_code == 422
    assert "画在了被拆分的地方之外" in answer.content.decode()
    row.refresh_from_db()
    assert row.answers == {}
    within = "112, 35\n114.5, 35\n114.5, 38\n112, 38"
    assert send(world, row, "second", part=WEST, points=within).status_code == 302


def test_without_any_outline_the_points_are_typed(world: World) -> None:
    row = draft()
    page = admin(world, "keeper").get(f"/map/changes/{row.pk}/halves/").content.decode()
    assert 'class="draw-map"' not in page
    assert "没有边界图" in page
    assert 'name="points"' in page


@pytest.mark.parametrize("text", [b"{}", b"no json", b'{"type": "Point", "coordinates": [1, 2]}'])
def test_what_is_no_polygon_is_said(world: World, text: bytes) -> None:
    file = SimpleUploadedFile("half.geojson", text)
    answer = send(world, draft(), "keeper", part=WEST, outline=file)
    assert answer.status_code == 422
    assert Reorganisation.objects.get().answers == {}


def test_what_lies_on_the_line_is_asked_by_hand() -> None:
    half = box(0, 0, 1, 1)
    assert is_inside(mapping(box(0.2, 0.2, 0.8, 0.8)), half) is True
    assert is_inside(mapping(box(2, 2, 3, 3)), half) is False
    assert is_inside(mapping(box(0.5, 0, 1.5, 1)), half) is None
    assert is_inside(mapping(box(0, 0, 1.01, 1)), half) is True  # the hand that drew it
    assert holds(half, (0.5, 0.5))
    assert not holds(half, (1.5, 0.5))


def test_a_merged_place_has_the_outlines_of_both(world: World) -> None:
    outline(world, "140403006", 0)
    outline(world, "140403007", 1)
    row = enacted(MERGER)
    new = place("140403010")
    drawn = Boundary.objects.on(DAY).get(place=new)
    assert shape(drawn.geojson).equals(box(113, 36, 115, 37))
    assert shape(drawn.geojson).geom_type == "Polygon"
    assert not Boundary.objects.on(DAY).filter(place=world.places["140403006"]).exists()
    assert Boundary.objects.on(DAY - timedelta(days=1)).filter(place=world.places["140403006"])
    reorganising.revoke(by=SYSTEM, at=AT, key=row.pk, reason="名称有误", parts=PARTS)
    assert not Boundary.objects.filter(place=new).exists()
    assert Boundary.objects.on(DAY).filter(place=world.places["140403006"]).exists()


def test_where_one_was_not_drawn_nothing_is_invented(world: World) -> None:
    outline(world, "140403006", 0)
    enacted(MERGER)
    assert not Boundary.objects.filter(place=place("140403010")).exists()
