"""A merger in the browser: drafted and checked by one, enacted by another; old pages lead on."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache

from linli.domain.bodies.states import Role
from linli.domain.territory import queries as territory
from linli.domain.territory.actions import set_boundary
from linli.domain.territory.models import Place, Reorganisation
from linli.domain.territory.states import Crs
from linli.foundation.jobs import clock
from linli.kernel.access import SYSTEM
from tests.domain.cases.pages.people import user_of
from tests.domain.cases.test_halves import draft
from tests.domain.cases.world import World, add_post, build
from tests.domain.territory.test_outlines import square
from tests.journeys.browsing import Walk, axe_faults
from tests.journeys.conftest import Open
from tests.journeys.test_draw_a_grid import lines, press_at

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db: None, settings: Any) -> World:
    settings.DEMO = True  # nobody enrols a second factor here
    cache.clear()
    territory.forget()
    made = build()
    for name in ("keeper", "second"):
        add_post(made, name, Role.SYSTEM_ADMIN, "city", "1404")
    return made


def clean(walk: Walk) -> None:
    assert walk.fits
    assert axe_faults(walk.page) == []


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_a_merger_is_drafted_checked_and_enacted(open_page: Open, world: World, size: str) -> None:
    walk = open_page(size=size, user=user_of(world, "keeper"), axe=True)
    walk.go("/map/changes/")
    walk.sees("还没有区划变更")
    clean(walk)
    walk.press("起草文书", role="link")
    walk.page.get_by_label("文书标题").fill("示例市关于撤并街道的批复")
    walk.page.get_by_label("文号").fill("示府〔2026〕1号")
    walk.page.get_by_label("批准机关").fill("示例市人民政府")
    walk.page.get_by_label("施行日期").fill("2026-03-01")
    clean(walk)
    walk.press("保存", exact=True)
    walk.sees("还没有变更内容")
    walk.press("合并", role="link", exact=True)
    walk.page.get_by_label("被合并的区域").fill("甲街道\n乙街道")
    walk.page.get_by_label("新名称").fill("丙街道")
    walk.page.get_by_label("新代码").fill("140403010")
    clean(walk)
    walk.press("加入文书", exact=True)
    walk.sees("合并为丙街道")
    clean(walk)
    walk.press("核对", role="link", exact=True)
    walk.sees("将要变动")
    walk.sees("终止的单位")
    clean(walk)
    walk.press("保存答复并完成核对", exact=True)
    walk.sees("请另一位有区划管理权限的同事施行")
    key = Reorganisation.objects.get().pk

    other = open_page(size=size, user=user_of(world, "second"), axe=True)
    other.go(f"/map/changes/{key}/")
    clean(other)
    other.page.locator("summary", has_text="施行").first.click()
    other.press("确认施行", exact=True)
    other.sees("已施行")
    clean(other)

    resident = open_page(size=size)
    resident.go("/places/140403006/")
    resident.sees("并入此处")
    assert resident.fits


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_a_half_is_drawn_over_the_outlines(open_page: Open, world: World, size: str) -> None:
    """Pressed around one community, a point moved by keyboard; the other part takes the rest."""
    for n, code in enumerate(("140403006001", "140403006002")):
        community = Place.objects.get(pk=world.places[code])
        square_there = square(113.10 + 0.02 * n, 36.10, 0.02)
        at, source = clock.now(), "示例"
        set_boundary(
            by=SYSTEM, at=at, place=community, geojson=square_there, crs=Crs.CGCS2000, source=source
        )
    row = draft()
    walk = open_page(size=size, user=user_of(world, "keeper"), axe=True)
    walk.go(f"/map/changes/{row.pk}/halves/")
    clean(walk)
    walk.page.locator(".draw-map").scroll_into_view_if_needed()
    walk.page.get_by_label("所画的是哪一部分").select_option("140403011")
    press_at(walk.page, (0, 0), (1, 0), (1, 1), (0, 1), on=".within-it")
    assert len(lines(walk.page)) == 4
    walk.page.get_by_role("button", name="拐点 1").focus()
    walk.page.keyboard.press("ArrowUp")
    clean(walk)
    walk.press("按界线划分", exact=True)
    walk.sees("已答明 2 项")
    row.refresh_from_db()
    assert row.answers == {"child:140403006001": "140403011", "child:140403006002": "140403012"}
