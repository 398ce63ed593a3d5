"""Outlines: taken or refused, imported, and finding a place from a point."""

import csv
import json
import struct
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from django.core.management import call_command
from django.test import Client
from tests.domain.territory.conftest import AT

from linli.domain.territory import queries
from linli.domain.territory.actions import GridPlan, lay_out_grids, set_boundary
from linli.domain.territory.management.commands.import_boundaries import package
from linli.domain.territory.models import Boundary, Place
from linli.domain.territory.rules.counties import read_counties
from linli.domain.territory.rules.drawing import draw
from linli.domain.territory.states import Crs
from linli.kernel.access import SYSTEM
from linli.kernel.coordinates import to_gcj02
from linli.kernel.errors import Invalid

Places = dict[str, Place]


def square(west: float, south: float, size: float = 1.0) -> dict:
    east, north = west + size, south + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def outline(place: Place, geojson: dict, valid_from: date | None = None) -> Boundary:
    return set_boundary(
        by=SYSTEM,
        at=AT,
        place=place,
        geojson=geojson,
        crs=Crs.CGCS2000,
        source="示例",
        valid_from=valid_from,
    )


@pytest.mark.django_db
@pytest.mark.db
def test_a_point_is_found_as_deep_as_outlines_go(places: Places) -> None:
    outline(places["140403"], square(113, 36))
    found = queries.locate(113.5, 36.5)
    assert found
    assert (found.place.name, found.exact) == ("潞州区", False)
    ids = lay_out_grids(by=SYSTEM, at=AT, plans=[GridPlan("140403006001", "G1", "第一网格")])
    outline(Place.objects.get(pk=ids["G1"]), square(113.4, 36.4, 0.2))
    found = queries.locate(113.5, 36.5)
    assert found
    assert (found.place.name, found.exact) == ("第一网格", True)
    assert queries.locate(113.1, 36.1) != found
    assert queries.locate(10.0, 10.0) is None


@pytest.mark.django_db
@pytest.mark.db
def test_a_point_of_a_phone_map_is_shifted_back(places: Places) -> None:
    outline(places["140403"], square(113, 36, 0.001))
    shown = to_gcj02(113.0005, 36.0005)
    assert queries.locate(*shown) is None
    assert queries.locate(*shown, gcj02=True) is not None


@pytest.mark.django_db
@pytest.mark.db
def test_an_outline_holds_from_its_day(places: Places) -> None:
    outline(places["140403"], square(113, 36))
    outline(places["140403"], square(114, 36), date(2026, 5, 1))
    assert queries.locate(113.5, 36.5, on=date(2026, 4, 30)) is not None
    assert queries.locate(113.5, 36.5, on=date(2026, 5, 1)) is None
    assert queries.locate(114.5, 36.5, on=date(2026, 5, 1)) is not None


@pytest.mark.django_db
@pytest.mark.db
@pytest.mark.parametrize(
    ("geojson", "code"),
    [
        ({"type": "Point", "coordinates": [113, 36]}, "outline_not_polygon"),
        ({"type": "Polygon"}, "outline_unreadable"),
        ({}, "outline_unreadable"),
        (square(500_000, 4_000_000), "outline_not_degrees"),
        (
            {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]},
            "outline_crosses_itself",
        ),
        ({"type": "Polygon", "coordinates": [[[113, 36], [114, 36]]]}, "outline_unreadable"),
    ],
)
def test_what_is_no_outline(places: Places, geojson: dict, code: str) -> None:
    with pytest.raises(Invalid) as told:
        outline(places["140403"], geojson)
    assert told.value.code == code


@pytest.mark.parametrize("point", [(181.0, 0.0), (float("nan"), 36.0), (36.0, 113.0)])
@pytest.mark.django_db
def test_what_is_no_point(point: tuple[float, float]) -> None:
    with pytest.raises(Invalid):
        queries.locate(*point)


def parts(*items: bytes) -> bytes:
    return struct.pack(f"<I{len(items)}I", len(items), *map(len, items)) + b"".join(items)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A list of one known county, one unknown: a square by steps, a square by points."""
    corner = np.array([[113, 36], [114, 36], [114, 37], [113, 37], [113, 36]], dtype=float)
    points = np.round((corner + np.array([180, 90])) / 2e-6).astype("<u4")
    whole = struct.pack("<I", 0) + points.tobytes()
    steps = np.array([[0, 1000], [1000, 0], [0, -1000], [-1000, 0]], dtype="<i2")
    stepped = struct.pack("<I", 1) + points[0].tobytes() + steps.tobytes()
    polygon = struct.pack("<I", 5) + parts(whole)
    multi = struct.pack("<I", 6) + parts(parts(stepped))
    (tmp_path / "cn_district.bin").write_bytes(parts(polygon, multi))
    with (tmp_path / "cn_district.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["district_adcode", "district_name"])
        rows.writerows([["140403", "旧名区"], ["999999", "别处"]])
    return tmp_path


def test_outlines_are_read_from_steps_and_points(folder: Path) -> None:
    first, second = read_counties(folder)
    assert first.geometry.bounds == (113, 36, 114, 37)
    assert second.geometry.bounds == (113, 36, 113.002, 36.002)


@pytest.mark.django_db
@pytest.mark.db
def test_an_import_tells_where_the_two_lists_differ(
    places: Places, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("import_boundaries", str(folder), "--json")
    told = json.loads(capsys.readouterr().out)
    assert (told["read"], told["created"], told["already"]) == (2, 1, 0)
    assert told["unknown"] == [{"code": "999999", "name": "别处"}]
    assert told["renamed"] == [{"code": "140403", "ours": "潞州区", "theirs": "旧名区"}]
    call_command("import_boundaries", str(folder), "--json")
    assert json.loads(capsys.readouterr().out)["already"] == 1
    found = queries.locate(113.5, 36.5)
    assert found
    assert found.place.code == "140403"


def test_a_broken_file_is_refused(folder: Path) -> None:
    data = (folder / "cn_district.bin").read_bytes()
    (folder / "cn_district.bin").write_bytes(data[:-5])
    with pytest.raises(Invalid, match="outline"):
        read_counties(folder)
    with pytest.raises(Invalid, match="outlines_no_file"):
        read_counties(folder / "absent")


def test_the_installed_outlines_hold_changzhi() -> None:
    counties = [o for o in read_counties(package()) if o.code.startswith("1404")]
    assert len(counties) == 12
    assert all(o.geometry.is_valid for o in counties)


@pytest.mark.django_db
@pytest.mark.db
def test_a_city_page_draws_its_counties_and_a_street_page_says_what_it_draws(
    places: Places, client: Client
) -> None:
    outline(places["140403"], square(113, 36))
    city = client.get("/places/1404/").content.decode()
    assert city.count("<path ") == 1
    assert 'href="/places/140403/"' in city
    assert "潞州区以下没有公开边界" in client.get("/places/140403006/").content.decode()
    assert '<svg class="outline-map"' not in client.get("/places/86/").content.decode()


def test_a_drawing_keeps_north_up_and_proportions() -> None:
    drawing = draw({1: square(113, 36), 2: square(114, 36)})
    assert drawing
    first, second = drawing.shapes
    assert first.x < second.x
    assert drawing.width == 640
    assert 300 < drawing.height < 420
    assert draw({}) is None
    assert draw(dict.fromkeys(range(201), square(113, 36))) is None
