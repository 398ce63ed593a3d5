"""A street opened as a newcomer does it: links, second factors, tables, and a first case worked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache

from linli.domain.cases import actions as cases
from linli.domain.cases.actions import Filing
from linli.domain.cases.models import Case
from linli.domain.people.models import Person
from linli.foundation.accounts.actions import password_link
from linli.foundation.accounts.models import User
from linli.foundation.jobs import clock
from linli.kernel.access import ANONYMOUS
from linli.portal.opening.steps import step_called
from tests.journeys.browsing import Walk, axe_faults
from tests.journeys.conftest import Open
from tests.portal.opened import BODIES, COMMUNITY, GRIDS, PEOPLE, open_street, workbook

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "correct horse battery 7"


def first_sign_in(walk: Walk, link: str, login: str) -> None:
    """Set a password by the one-time link, sign in and enrol the second factor."""
    walk.go(link)
    walk.fill("新密码", PASSWORD)
    walk.fill("再输入一次", PASSWORD)
    walk.press("保存密码")
    walk.go("/account/login/")
    walk.fill("用户名或邮箱", login)
    walk.page.get_by_label("密码", exact=True).fill(PASSWORD)
    walk.press("登录", exact=True)
    walk.page.locator("details.explain summary").click()
    secret = walk.page.locator("[data-linli-copied]").first.inner_text()
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    code = totp.format_hotp_value(totp.hotp_value(secret.strip(), counter))
    walk.fill("验证码", code)
    walk.page.locator("form.card button[type=submit]").first.click()
    walk.page.wait_for_load_state("networkidle")


def send_in(walk: Walk, folder: Path, name: str, rows: tuple[Any, ...], count: int) -> None:
    """Upload a filled-in table, read what the check says, and send it in."""
    file = folder / f"{name}.xlsx"
    file.write_bytes(workbook(step_called(name).spec, *rows))
    walk.go(f"/opening/{name}/")
    walk.page.set_input_files("input[type=file]", str(file))
    walk.press("检查（不写入）")
    walk.sees(f"将新增 {count} 行")
    walk.press("没有问题，导入")


def test_a_street_is_opened_from_its_tables(open_page: Open, settings: Any, tmp_path: Path) -> None:
    cache.clear()
    settings.SECOND_FACTOR = True
    opened = open_street()
    by_name = {u.username: u for u in User.objects.order_by("pk")}
    system = open_page(size="desk")
    first_sign_in(system, password_link(by_name["chengshili"]), "chengshili")
    system.go("/")
    system.sees("还不能受理第一件诉求")
    send_in(system, tmp_path, "bodies", BODIES, 2)
    send_in(system, tmp_path, "grids", GRIDS, 3)
    system.sees("由安全管理员导入")
    security = open_page(size="desk")
    first_sign_in(security, password_link(by_name["guoshili"]), "guoshili")
    send_in(security, tmp_path, "people", PEOPLE, 6)
    security.sees("首次登录")
    security.press("人的一次性链接")
    rows = security.page.locator("li.row-item", has_text="songshili")
    link = rows.locator("p.code").inner_text()
    system.go("/opening/")
    system.sees("可以受理第一件诉求了")
    filing = Filing(matter="01", place=opened.places[COMMUNITY].pk, words="楼道灯不亮（示例）。")
    filed = cases.file(by=ANONYMOUS, at=clock.now(), filing=filing)
    desk = open_page(size="desk")
    first_sign_in(desk, link[link.index("/account/") :], "songshili")
    desk.go(f"/cases/{filed.case}/")
    desk.press("受理", exact=False)
    desk.page.wait_for_load_state("networkidle")
    assert Case.objects.get(pk=filed.case).desk_id
    assert Person.objects.count() == 9


def test_the_pages_of_an_opening_are_accessible_and_fit(open_page: Open) -> None:
    open_street()
    user = User.objects.get(username="chengshili")
    for size in ("phone", "desk"):
        walk = open_page(size=size, user=user, axe=True)
        for path in ("/opening/", "/opening/bodies/", "/opening/trial/"):
            walk.go(path)
            assert axe_faults(walk.page) == [], path
            assert walk.fits, path
