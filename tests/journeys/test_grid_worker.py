"""A grid worker on a phone: what to do today, an event in four taps, someone without a phone."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.core.cache import cache

from linli.domain.cases.models import Case
from linli.domain.people.models import Person
from linli.domain.territory import queries as territory
from linli.foundation.attachments.models import Attachment
from tests.domain.cases.world import World, build
from tests.foundation.attachments import pictures_for_tests as made
from tests.journeys.browsing import Walk, axe_faults
from tests.journeys.conftest import Open

pytestmark = pytest.mark.django_db(transaction=True)
TAPS = 4  # ui.md: photo, matter, settled or passed on, send


@pytest.fixture
def world(transactional_db: None, settings, tmp_path: Path) -> World:
    settings.ATTACHMENT_FOLDER = tmp_path / "files"
    cache.clear()
    territory.forget()
    return build()


@pytest.fixture
def worker(world: World) -> AbstractUser:
    user = get_user_model().objects.create_user(username="grid")
    Person.objects.filter(pk=world.persons["grid_worker"]).update(user=user)
    return user


def tap(walk: Walk, name: str) -> None:
    """Choose a tile by its name; a tap."""
    walk.page.get_by_label(name, exact=True).check()
    walk.presses += 1


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_an_event_in_four_taps(
    open_page: Open, world: World, worker: AbstractUser, tmp_path: Path, size: str
) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(made.jpeg((1600, 1200), gps=True))
    walk = open_page(size=size, user=worker)
    walk.go("/")
    walk.sees("网格里没有在办的事")
    walk.press("上报", role="link")
    walk.presses = 0
    walk.page.locator("input[type=file]").set_input_files(photo)
    walk.presses += 1
    tap(walk, "事项02")
    tap(walk, "上报，请人来办")
    walk.press("提交")
    walk.sees("已上报，编号")
    assert walk.presses <= TAPS
    assert walk.fits
    case = Case.objects.get()
    assert (case.state, case.hand_id) == ("accepted", world.bodies["community"])
    assert Attachment.objects.get().subject_id == case.pk
    assert walk.page.url.endswith("/grid/")


def test_settled_on_the_spot_without_scripts(
    open_page: Open, world: World, worker: AbstractUser
) -> None:
    walk = open_page(size="phone", user=worker, scripts=False)
    walk.go("/cases/event/")
    tap(walk, "事项02")
    tap(walk, "当场解决了")
    walk.press("提交")
    walk.sees("已记录为当场解决")
    assert Case.objects.get().state == "closed"


def test_a_result_to_check_stands_first_today(
    open_page: Open, world: World, worker: AbstractUser
) -> None:
    filed = world.event("02", words="井盖翘起来了。")
    world.move(filed.case, "grid_worker", "pass_on")
    world.move(filed.case, "community_desk", "dispatch")
    world.move(filed.case, "housing_handler", "sign_for")
    world.move(filed.case, "housing_handler", "handle", result="已复位。")
    walk = open_page(size="phone", user=worker)
    walk.go("/grid/")
    walk.page.locator(".part").first.get_by_text("井盖翘起来了").first.wait_for()
    walk.press("井盖翘起来了", role="link")
    walk.sees("已复位")


def test_filed_for_someone_without_a_phone(
    open_page: Open, world: World, worker: AbstractUser
) -> None:
    walk = open_page(size="phone", user=worker)
    walk.go("/grid/")
    walk.press("代人反映", role="link")
    walk.fill("说了什么", "她家门口的路灯坏了三天。")
    walk.page.get_by_label("上门告诉").check()
    walk.press("登记")
    walk.sees("查询码")
    case = Case.objects.get()
    assert (case.filed_for, case.source) == (True, "grid")
    assert walk.fits


def test_my_grid_and_axe(open_page: Open, world: World, worker: AbstractUser) -> None:
    world.event("02")
    for size, language in (("phone", "zh-hans"), ("desk", "en")):
        walk = open_page(axe=True, size=size, language=language, user=worker)
        for path in ("/grid/", "/grid/mine/", "/cases/event/", "/cases/behalf/", "/inbox/"):
            walk.go(path)
            assert axe_faults(walk.page) == [], path
            assert walk.fits, path
