"""A place on the map when reporting: counties drawn where they are known, the phone's location."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from linli.domain.territory.actions import set_boundary
from linli.domain.territory.models import Place
from linli.domain.territory.states import Crs
from linli.kernel.access import SYSTEM
from tests.domain.cases.pages.test_report import say_what
from tests.domain.cases.world import AT, World

pytestmark = pytest.mark.django_db


def square(west: float, south: float, side: float = 0.1) -> dict:
    east, north = west + side, south + side
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def outline(world: World, code: str, shape: dict) -> None:
    place = Place.objects.get(pk=world.places[code])
    set_boundary(by=SYSTEM, at=AT, place=place, geojson=shape, crs=Crs.WGS84, source="示例")


@pytest.fixture
def drawn(world: World) -> World:
    outline(world, "140403", square(113.0, 36.0))
    outline(world, "140404", square(113.1, 36.0))
    return world


def locate(client: Client, longitude: object, latitude: object) -> str:
    data = {"longitude": longitude, "latitude": latitude}
    answer = client.post(reverse("cases:report_locate"), data)
    assert answer.status_code == 302
    return answer.url.partition("?")[2]


def test_counties_are_drawn_while_the_choice_stands_above_them(
    client: Client, drawn: World
) -> None:
    say_what(client)
    url = reverse("cases:report_place")
    above = client.get(url, {"at": drawn.places["1404"]}).content.decode()
    assert above.count("<path d=") == 2
    assert f'<a href="?at={drawn.places["140403"]}" aria-label="潞州区">' in above
    inside = client.get(url, {"at": drawn.places["140403"]}).content.decode()
    assert "<path d=" not in inside
    assert "甲街道" in inside


def test_without_outlines_there_is_no_map_and_the_list_stays(client: Client, world: World) -> None:
    say_what(client)
    page = client.get(reverse("cases:report_place"), {"at": world.places["1404"]})
    assert "outline-map" not in page.content.decode()
    assert "潞州区" in page.content.decode()


def test_a_location_in_a_county_stands_the_picker_there_and_says_why(
    client: Client, drawn: World
) -> None:
    say_what(client)
    query = locate(client, 113.05, 36.05)
    assert query == f"at={drawn.places['140403']}&located=county"
    page = client.get(f"{reverse('cases:report_place')}?{query}").content.decode()
    assert "这里只有县级边界" in page
    assert "甲街道" in page


def test_a_location_in_a_grid_chooses_it(client: Client, drawn: World) -> None:
    outline(drawn, "140403006001001", square(113.0, 36.0, 0.01))
    assert locate(client, 113.005, 36.005) == f"place={drawn.places['140403006001001']}"


@pytest.mark.parametrize(
    ("longitude", "latitude"),
    [(0, 0), ("", ""), ("x", "y"), ("nan", "nan"), (1e9, 1e9), ("inf", 36), (116.4, 39.9)],
)
def test_a_location_elsewhere_or_none_says_so(
    client: Client, drawn: World, longitude: object, latitude: object
) -> None:
    say_what(client)
    query = locate(client, longitude, latitude)
    assert query == "located=outside"
    page = client.get(f"{reverse('cases:report_place')}?{query}").content.decode()
    assert "不在本地辖区内" in page


def test_a_location_is_kept_nowhere(client: Client, drawn: World) -> None:
    say_what(client)
    locate(client, 113.05123, 36.05123)
    assert "113.05123" not in repr(dict(client.session.items()))
