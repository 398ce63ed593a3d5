"""The desks in a browser: accept and dispatch in two presses, one to sign for, three to answer,
one to pass, and the board down to a case; at a desk and on a phone, with axe."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import AbstractUser
from django.core.cache import cache

from linli.domain.cases.models import Case
from linli.domain.measures.actions.folding import fold
from linli.domain.territory import queries as territory
from linli.foundation.jobs import clock
from tests.domain.cases.pages.people import user_of
from tests.domain.cases.world import World, build
from tests.foundation.attachments import pictures_for_tests as made
from tests.foundation.journal.test_reading import settle
from tests.journeys.browsing import Walk, axe_faults
from tests.journeys.conftest import Open

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "小区门口路灯不亮，晚上看不清。"


@pytest.fixture
def world(transactional_db: None, settings: Any, tmp_path: Path) -> World:
    settings.DEMO = True  # nobody enrols a second factor here
    settings.ATTACHMENT_FOLDER = tmp_path / "files"
    cache.clear()
    territory.forget()
    return build()


def filed(world: World, *moves: tuple[str, str], matter: str = "03") -> UUID:
    """Return a case that some moves have been made with."""
    case = world.file(matter, at=clock.now()).case
    for name, move in moves:
        world.move(case, name, move, at=clock.now())
    return case


ACCEPTED = ("community_desk", "accept")
DISPATCHED = ("community_desk", "dispatch")


def until_it_stands_at(walk: Walk, state: str) -> None:
    """Wait for the answer to a press that changed only a part of the page."""
    for _ in range(100):
        if Case.objects.get().state == state:
            return
        walk.page.wait_for_timeout(100)
    assert Case.objects.get().state == state


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_a_community_accepts_and_dispatches_in_two_presses(
    open_page: Open, world: World, size: str
) -> None:
    filed(world)
    walk = open_page(size=size, user=user_of(world, "community_desk"))
    walk.go("/today/")
    walk.press("小区门口路灯不亮", role="link")
    walk.presses = 0
    walk.press("受理", exact=True)
    walk.press("派单", exact=True)
    walk.sees("示例team")
    assert walk.presses <= 2
    assert walk.fits
    until_it_stands_at(walk, "dispatched")


def test_the_keyboard_alone_accepts(open_page: Open, world: World) -> None:
    filed(world)
    walk = open_page(size="desk", user=user_of(world, "community_desk"))
    walk.go("/cases/")
    keys = walk.page.keyboard
    keys.press("j")
    keys.press("o")
    walk.page.get_by_role("button", name="受理", exact=True).wait_for()
    keys.press("a")
    walk.page.locator(".state", has_text="待派单").first.wait_for()
    until_it_stands_at(walk, "accepted")


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_a_team_signs_and_answers_with_a_picture(
    open_page: Open, world: World, tmp_path: Path, size: str
) -> None:
    case = filed(world, ACCEPTED, DISPATCHED)
    photo = tmp_path / "done.jpg"
    photo.write_bytes(made.jpeg((1200, 900)))
    walk = open_page(size=size, user=user_of(world, "team_officer"))
    walk.go(f"/cases/{case}/")
    walk.presses = 0
    walk.press("签收", exact=True)
    assert walk.presses == 1
    walk.press("办结", role="link", exact=True)
    walk.page.locator("textarea[name=result]").fill("路灯已换新，当晚复亮。")
    walk.page.locator("input[type=file]").set_input_files(photo)
    walk.press("办结", exact=True)
    walk.sees("路灯已换新")
    assert walk.presses <= 4
    assert Case.objects.get().state == "handled"


def test_a_verifier_passes_in_one_press(open_page: Open, world: World) -> None:
    signed = ("housing_handler", "sign_for")
    case = filed(world, ACCEPTED, DISPATCHED, signed, matter="02")
    world.move(case, "housing_handler", "handle", result="已处理", at=clock.now())
    row = Case.objects.get()
    (body,) = (n for n, b in world.bodies.items() if b == row.verifier_id)
    name = {"community": "community_desk", "street": "street_verifier"}[body]
    walk = open_page(size="desk", user=user_of(world, name))
    walk.go(f"/cases/{case}/")
    walk.presses = 0
    walk.press("核实通过", exact=True)
    assert walk.presses == 1
    walk.sees("待回访评价")


def test_two_people_press_at_once_and_one_is_told(open_page: Open, world: World) -> None:
    case = filed(world)
    first = open_page(size="desk", user=user_of(world, "community_desk"))
    second = open_page(size="desk", user=user_of(world, "community_secretary"))
    for walk in (first, second):
        walk.go(f"/cases/{case}/")
    first.press("受理", exact=True)
    second.page.get_by_role("button", name="受理", exact=True).click()
    second.page.wait_for_load_state()
    assert Case.objects.get().seq == 2
    second.complaints.clear()  # the browser notes the 409 that it was answered


def test_a_figure_opens_down_to_its_case(open_page: Open, world: World) -> None:
    filed(world)
    settle()
    fold()
    walk = open_page(size="desk", user=user_of(world, "county_desk"))
    walk.go("/board/")
    walk.press("甲街道", role="link")
    walk.page.get_by_role("link", name="收到").first.click()
    walk.press("小区门口路灯不亮", role="link")
    walk.sees(WORDS)


PAGES = (
    ("community_desk", "/today/"),
    ("community_desk", "/cases/?view=open"),
    ("street_desk", "/cases/?view=all"),
    ("county_desk", "/board/"),
    ("county_desk", "/leader/"),
    ("street_desk", "/search/?q=路灯"),
)


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_no_serious_finding_of_axe(open_page: Open, world: World, size: str) -> None:
    case = filed(world)
    users: dict[str, AbstractUser] = {name: user_of(world, name) for name, _ in PAGES}
    found = {}
    for name, path in (*PAGES, ("community_desk", f"/cases/{case}/")):
        walk = open_page(size=size, user=users[name], axe=True)
        walk.go(path)
        found[path] = axe_faults(walk.page)
        assert walk.fits, path
    assert {p: f for p, f in found.items() if f} == {}
