"""Orders from above: a file comes in, is worked to its end, and its answer goes back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import FilePayload
from python_calamine import load_workbook

from linli.domain.cases.models import Case, Order
from linli.domain.territory import queries as territory
from linli.foundation.jobs import clock
from tests.domain.cases.ordering import HEAD, line
from tests.domain.cases.pages.people import user_of
from tests.domain.cases.world import World, build
from tests.journeys.browsing import Walk, axe_faults
from tests.journeys.conftest import Open

pytestmark = pytest.mark.django_db(transaction=True)
RESULT = "示例：灯泡已更换，楼道亮了。"


@pytest.fixture
def world(transactional_db: None, settings: Any, tmp_path: Path) -> World:
    settings.DEMO = True  # nobody enrols a second factor here
    settings.ATTACHMENT_FOLDER = tmp_path / "files"
    cache.clear()
    territory.forget()
    return build()


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_an_order_comes_in_is_worked_and_goes_back(
    open_page: Open, world: World, size: str
) -> None:
    street = open_page(size=size, user=user_of(world, "street_desk"), axe=True)
    street.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    hand_in(street)
    works(open_page, world, size)

    street.go("/cases/orders/?source=12345")
    clean(street, "the list of what awaits an answer")
    street.go(f"/cases/{Case.objects.get().id}/")
    street.sees("回复内容")
    clean(street, "the case with its answer")
    street.press("复制回复")
    street.sees("已复制")
    copied = street.page.evaluate("navigator.clipboard.readText()")
    assert "GD-1" in copied
    assert RESULT in copied

    street.go("/cases/orders/?source=12345")
    with street.page.expect_download() as given:
        street.page.get_by_role("link", name="导出回复").click()
    assert rows_of(given.value.path())[1][:4] == ["GD-1", "示例team", "已办结", RESULT]
    street.page.get_by_role("checkbox").check()
    street.press("所选标为已回复平台")
    street.sees("已标为回复平台：1 件")
    order = Order.objects.get()
    assert (order.open, order.answered_at is not None) == (False, True)
    street.go("/cases/orders/?view=answered&source=12345")
    street.sees("GD-1")
    clean(street, "what is answered")


def hand_in(street: Walk) -> None:
    """Send a file of one good row and one that names no district we know; take the good one."""
    rows = HEAD + line("GD-1") + line("GD-2", district="没有的区")
    file = FilePayload(name="工单.csv", mimeType="text/csv", buffer=rows.encode())
    street.go("/cases/orders/")
    street.press("导入文件", role="link")
    street.page.get_by_label("来源平台").select_option("12345")
    street.page.locator("input[type=file]").set_input_files(file)
    clean(street, "handing a file in")
    street.press("检查", exact=True)
    street.sees("没有的区")
    clean(street, "what a file says")
    assert Case.objects.count() == 0
    street.press("导入这 1 件")
    street.sees("已导入")


def works(open_page: Open, world: World, size: str) -> None:
    """Accept, dispatch, sign for and settle the case, each at their own desk."""
    case = Case.objects.get()
    desk = open_page(size=size, user=user_of(world, "community_desk"))
    desk.go(f"/cases/{case.id}/")
    for button in ("受理", "派单"):
        desk.press(button, exact=True)
    team = open_page(size=size, user=user_of(world, "team_officer"))
    team.go(f"/cases/{case.id}/")
    team.press("签收", exact=True)
    team.press("办结", role="link", exact=True)
    team.page.locator("textarea[name=result]").fill(RESULT)
    team.press("办结", exact=True)
    for _ in range(100):  # on a wide screen only a part of the page changes
        if Case.objects.get().state != "in_hand":
            break
        team.page.wait_for_timeout(100)
    assert clock.now() >= Case.objects.get().changed_at


def clean(walk: Walk, where: str) -> None:
    """Nothing wider than the screen, and nothing that a screen reader would stumble over."""
    assert walk.fits, where
    assert axe_faults(walk.page) == [], where


def rows_of(path: Path) -> list[list[Any]]:
    return load_workbook(str(path)).get_sheet_by_index(0).to_python()
