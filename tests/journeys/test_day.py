"""A working day in a browser: twenty cases from one list, several at once, a leader's phone."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache

from linli.domain.cases.models import Case
from linli.domain.measures.actions.folding import fold
from linli.domain.territory import queries as territory
from linli.foundation.jobs import clock
from tests.domain.cases.pages.people import user_of
from tests.domain.cases.world import World, build
from tests.foundation.journal.test_reading import settle
from tests.journeys.browsing import axe_faults
from tests.journeys.conftest import Open

pytestmark = pytest.mark.django_db(transaction=True)
TWENTY = 20


@pytest.fixture
def world(transactional_db: None, settings: Any, tmp_path: Path) -> World:
    settings.DEMO = True
    settings.ATTACHMENT_FOLDER = tmp_path / "files"
    cache.clear()
    territory.forget()
    return build()


def filed(world: World, count: int) -> None:
    for n in range(count):
        at = clock.now() - timedelta(minutes=60 - n)
        world.file("01", at=at, words=f"第{n + 1}盏路灯不亮。")


@pytest.mark.parametrize("path", ["/today/", "/cases/"])
def test_twenty_cases_are_worked_from_the_list_without_leaving_it(
    open_page: Open, world: World, path: str
) -> None:
    filed(world, TWENTY)
    walk = open_page(size="desk", user=user_of(world, "community_desk"))
    walk.go(path)
    loads: list[str] = []
    walk.page.on("load", lambda page: loads.append(page.url))
    keys, presses = walk.page.keyboard, 1
    keys.press("j")
    keys.press("o")
    for left in range(TWENTY - 1, -1, -1):
        for letter, word in (("a", "受理"), ("d", "派单")):
            walk.page.locator("#panel").get_by_role("button", name=word, exact=True).wait_for()
            keys.press(letter)
            presses += 1
            if letter == "a":
                walk.page.locator("#panel .state", has_text="待派单").wait_for()
        walk.page.wait_for_function(
            "n => document.querySelectorAll('[data-linli-row]').length === n", arg=left
        )
    assert Case.objects.filter(state="dispatched").count() == TWENTY
    assert presses <= 2 * TWENTY + 1  # two keys a case, and one to begin
    assert loads == []
    shown = walk.page.locator(".rail [data-linli-count]").first
    assert shown.inner_text() == "0"


def test_what_needs_words_is_done_beside_the_list_too(open_page: Open, world: World) -> None:
    filed(world, 2)
    walk = open_page(size="desk", user=user_of(world, "community_desk"))
    walk.go("/today/")
    loads: list[str] = []
    walk.page.on("load", lambda page: loads.append(page.url))
    walk.page.get_by_role("link", name="第1盏路灯不亮").click()
    panel = walk.page.locator("#panel")
    panel.get_by_role("link", name="不予受理", exact=True).click()
    panel.get_by_role("button", name="不予受理", exact=True).click()
    panel.get_by_role("button", name="不予受理", exact=True).wait_for()
    assert Case.objects.filter(state="refused").count() == 0  # nothing was said yet
    panel.locator("[name=ground]").first.check()
    panel.locator("[name=basis]").fill("示例规定第一条")
    panel.locator("[name=go_to]").fill("可打 12345（示例）")
    panel.get_by_role("button", name="不予受理", exact=True).click()
    panel.get_by_role("heading", name="第2盏路灯不亮").wait_for()
    assert Case.objects.filter(state="refused").count() == 1
    assert loads == []
    walk.complaints.clear()  # the browser notes the 422 that it was answered


def test_ticked_cases_are_accepted_and_dispatched_where_they_stand(
    open_page: Open, world: World
) -> None:
    filed(world, 3)
    walk = open_page(size="desk", user=user_of(world, "community_desk"))
    walk.go("/cases/?view=came")
    loads: list[str] = []
    walk.page.on("load", lambda page: loads.append(page.url))
    for _ in range(3):
        walk.page.keyboard.press("j")
        walk.page.keyboard.press("x")
    walk.page.get_by_role("button", name="受理并按权责派单").click()
    walk.sees("已处理 3 件")
    assert Case.objects.filter(state="dispatched").count() == 3
    assert loads == []


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_a_leader_opens_a_late_case_in_one_tap(open_page: Open, world: World, size: str) -> None:
    case = world.file("00", place="140403006", at=clock.now() - timedelta(days=30)).case
    for move in ("accept", "dispatch"):
        world.move(case, "street_desk", move)
    settle()
    fold()
    walk = open_page(size=size, user=user_of(world, "street_desk"), axe=True)
    walk.go("/leader/")
    assert walk.page.locator(".stats .stat").count() == 5
    assert axe_faults(walk.page) == []
    assert walk.fits


@pytest.mark.parametrize(
    ("name", "path"),
    [("community_desk", "/today/"), ("team_officer", "/today/"), ("grid_worker", "/grid/")],
)
@pytest.mark.parametrize("size", ["phone", "desk"])
def test_today_has_no_serious_finding(
    open_page: Open, world: World, size: str, name: str, path: str
) -> None:
    filed(world, 3)
    world.event("01", at=clock.now())
    walk = open_page(size=size, user=user_of(world, name), axe=True)
    walk.go(path)
    assert axe_faults(walk.page) == []
    assert walk.fits
