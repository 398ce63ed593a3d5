"""Draw a grid: press its points, drag one, move one by keyboard; over a neighbour it is refused."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Page

from linli.domain.bodies.models import Appointment, Post
from linli.domain.people.models import Person
from linli.domain.territory import queries as territory
from linli.domain.territory.actions import redraw_grid, set_boundary
from linli.domain.territory.models import Place
from linli.domain.territory.states import Crs
from linli.foundation.jobs import clock
from linli.kernel.access import SYSTEM
from tests.domain.cases.pages.people import user_of
from tests.domain.cases.world import World, build
from tests.domain.territory.test_outlines import square
from tests.journeys.browsing import Walk, axe_faults
from tests.journeys.conftest import Open

pytestmark = pytest.mark.django_db(transaction=True)
COMMUNITY = "140403006001"


@pytest.fixture
def world(transactional_db: None, settings: Any) -> World:
    settings.DEMO = True  # nobody enrols a second factor here
    cache.clear()
    territory.forget()
    made, at = build(), clock.now()
    outline = {"by": SYSTEM, "at": at, "crs": Crs.CGCS2000, "source": "示例"}
    community = Place.objects.get(pk=made.places[COMMUNITY])
    set_boundary(place=community, geojson=square(113.10, 36.10, 0.02), **outline)
    first = Place.objects.get(pk=made.places[f"{COMMUNITY}001"])
    redraw_grid(by=SYSTEM, at=at, place=first, outline=square(113.10, 36.10, 0.01))
    keeper = Person.objects.create(name="示例管理员")
    post = Post.objects.create(
        body_id=made.bodies["county"],
        role="system_admin",
        title="系统管理员",
        place_id=made.places["140403"],
    )
    Appointment.objects.create(post=post, person=keeper)
    made.persons["keeper"] = keeper.pk
    return made


def press_at(page: Page, *points: tuple[float, float], on: str = ".inside") -> None:
    """Press on the map at parts of one of its lines, from its top left corner."""
    box = page.locator(f".draw-map {on}").first.bounding_box()
    assert box is not None
    for x, y in points:
        page.mouse.click(box["x"] + box["width"] * x, box["y"] + box["height"] * y)


def lines(page: Page) -> list[str]:
    return page.locator("textarea[name=points]").input_value().splitlines()


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_a_grid_is_drawn_adjusted_and_refused(open_page: Open, world: World, size: str) -> None:
    walk = open_page(size=size, user=user_of(world, "keeper"), axe=True)
    walk.go(f"/grids/?place={world.places[COMMUNITY]}")
    clean(walk)
    walk.press("画一个网格", role="link")
    walk.page.get_by_label("名称").fill("东北网格")
    walk.page.locator(".draw-map").scroll_into_view_if_needed()
    # over the first grid, which lies in the south-west quarter
    press_at(walk.page, (0.3, 0.1), (0.9, 0.1), (0.9, 0.6), (0.3, 0.6))
    assert len(lines(walk.page)) == 4
    walk.press("保存", exact=True)
    walk.sees("与“第一网格”重叠约")
    clean(walk)
    assert len(lines(walk.page)) == 4  # what was drawn is still there
    walk.press("清空", exact=True)
    walk.page.locator(".draw-map").scroll_into_view_if_needed()
    press_at(walk.page, (0.6, 0.1), (0.9, 0.1), (0.9, 0.4))
    before = lines(walk.page)
    walk.page.get_by_role("button", name="拐点 3").focus()
    for _ in range(5):
        walk.page.keyboard.press("ArrowDown")
    after = lines(walk.page)
    assert (after[:2], after[2] != before[2]) == (before[:2], True)
    press_at(walk.page, (0.6, 0.4))
    walk.page.get_by_role("button", name="拐点 4").focus()
    walk.page.keyboard.press("Delete")
    assert len(lines(walk.page)) == 3
    walk.press("保存", exact=True)
    walk.sees("已画好")
    walk.page.get_by_role("link", name="东北网格").last.wait_for()
    made = territory.by_code(f"{COMMUNITY}W001")
    assert territory.outlines_of([made.pk])[made.pk]["type"] == "Polygon"

    walk.go(f"/grids/{made.pk}/draw/")
    with_one_more = len(lines(walk.page)) + 1
    between = walk.page.locator("circle.between").first.bounding_box()
    assert between is not None
    x, y = between["x"] + between["width"] / 2, between["y"] + between["height"] / 2
    walk.page.mouse.move(x, y)
    walk.page.mouse.down()
    walk.page.mouse.move(x, y - 12, steps=4)
    walk.page.mouse.up()
    assert len(lines(walk.page)) == with_one_more
    walk.press("保存", exact=True)
    walk.sees("范围已调整")


def test_by_the_list_alone_without_scripts(open_page: Open, world: World) -> None:
    walk = open_page(size="phone", user=user_of(world, "keeper"), scripts=False)
    walk.go(f"/grids/draw/?place={world.places[COMMUNITY]}")
    walk.page.get_by_label("名称").fill("东北网格")
    walk.page.get_by_label("范围的拐点").fill("113.111, 36.111\n113.119, 36.111\n113.119, 36.119")
    walk.page.get_by_role("button", name="保存").click()
    walk.page.get_by_role("link", name="东北网格").last.wait_for()
    assert walk.fits


def clean(walk: Walk) -> None:
    assert walk.fits
    assert axe_faults(walk.page) == []
