"""On behalf: a desk files for someone, the answer comes, Today says to ring, and it is told."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache

from linli.domain.cases.models import Case, OneTimeCode
from linli.domain.territory import queries as territory
from linli.foundation.jobs import clock
from tests.domain.cases.pages.people import user_of
from tests.domain.cases.world import World, build, with_phone
from tests.journeys.browsing import axe_faults
from tests.journeys.conftest import Open

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db: None, settings: Any, tmp_path: Path) -> World:
    settings.DEMO = True  # nobody enrols a second factor here
    settings.ATTACHMENT_FOLDER = tmp_path / "files"
    settings.VAR = tmp_path
    settings.ERASURES_FILE = str(tmp_path / "erasures.jsonl")
    cache.clear()
    territory.forget()
    return build()


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_filed_for_someone_then_rung(open_page: Open, world: World, size: str) -> None:
    walk = open_page(size=size, user=user_of(world, "community_desk"), axe=size == "desk")
    walk.go("/cases/behalf/")
    walk.fill("说了什么", "门口路灯坏了三天，我看不清台阶。")
    walk.page.locator("input[name=where]").fill("一社区")
    walk.page.locator("input[name=phone]").fill("13800000000")
    walk.press("登记", exact=True)
    walk.sees("反映回执")
    assert walk.page.locator("svg.qr").is_visible()
    assert walk.fits
    walk.press("已交给本人", exact=True)
    case = Case.objects.get()
    answered(world, case)
    walk.go("/today/")
    walk.sees("待电话告知")
    walk.press("门口路灯坏了三天", role="link")
    walk.press("已电话告知", role="link", exact=True)
    walk.page.get_by_label("本人", exact=True).check()
    walk.page.locator("textarea[name=words]").fill("好了，谢谢。")
    walk.page.get_by_label("解决了", exact=True).check()
    walk.page.get_by_label("满意", exact=True).check()
    if size == "desk":
        assert axe_faults(walk.page) == []
    walk.press("已电话告知", exact=True)
    for _ in range(100):  # on a wide screen only a part of the page changes
        if Case.objects.get().solved:
            break
        walk.page.wait_for_timeout(100)
    assert (Case.objects.get().solved, Case.objects.get().state) == (True, "closed")
    walk.go("/today/")
    assert "待电话告知" not in walk.page.content()


def answered(world: World, case: Case) -> None:
    at = clock.now()
    world.move(case.pk, "community_desk", "accept", at=at, matter="01")
    world.move(case.pk, "community_desk", "dispatch", at=at)
    world.move(case.pk, "team_officer", "sign_for", at=at)
    world.move(case.pk, "team_officer", "handle", at=at, result="已更换灯泡。")


def test_ones_own_object_then_see_who_looked_then_erase(
    open_page: Open, world: World, settings: Any
) -> None:
    at = clock.now()
    filed = world.file("01", at=at, **with_phone())
    no = {"ground": "beyond_duty", "basis": "示例规定", "go_to": "找物业公司"}
    world.move(filed.case, "community_desk", "refuse", at=at, **no)
    walk = open_page(size="phone", axe=True)
    walk.go("/cases/track/")
    walk.fill("编号", filed.number)
    walk.fill("查询码", filed.tracking_code)
    walk.press("查看", exact=True)
    walk.sees("不同意可提出异议")
    walk.page.locator("summary", has_text="不同意，提出异议").click()
    walk.page.locator("#object_reason").fill("这是公共路灯。")
    walk.press("提交异议", exact=True)
    walk.sees("正在复核")
    assert axe_faults(walk.page) == []
    said = {"reason": "院内照明由物业负责", "go_to": "向区政府申请行政复议（示例）"}
    world.move(filed.case, "street_desk", "dismiss", at=clock.now(), **said)
    walk.go(f"/cases/track/{filed.case}/")
    walk.sees("院内照明由物业负责")
    walk.press("谁看过我的信息，更正或删除", role="link")
    walk.press("发送验证码", exact=True)
    walk.fill("验证码", code_sent(settings))
    walk.press("确认", exact=True)
    walk.sees("还没有人看过")
    assert axe_faults(walk.page) == []
    assert walk.fits
    walk.page.locator("summary", has_text="删除我的信息").click()
    walk.press("删除我的信息", exact=True)
    walk.sees("申请已收到")
    request = Case.objects.get(origin_id=filed.case)
    world.move(request.pk, "community_desk", "grant", at=clock.now())
    walk.go(f"/cases/track/{filed.case}/")
    walk.sees("已按本人申请删除内容")


def code_sent(settings: Any) -> str:
    row = OneTimeCode.objects.first()
    assert row is not None
    text = json.loads((Path(settings.VAR) / "outbox" / f"sms-{row.pk}.json").read_text())
    return re.search(r"验证码 (\d{6})", text["words"])[1]
