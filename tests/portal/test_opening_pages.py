"""The pages of an opening: the checklist, trying and sending in a table, one-time links."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.portal.opened import (
    BODIES,
    Opened,
    client_of,
    workbook,
)

from linli.domain.bodies.models import Body
from linli.domain.cases.models import TrialRun
from linli.foundation.exchange.queries import read
from linli.foundation.jobs import clock
from linli.foundation.notices.actions import sending, telling
from linli.foundation.notices.models import Outbox
from linli.kernel.access import SYSTEM
from linli.portal.opening.steps import step_called

pytestmark = pytest.mark.django_db


def test_the_checklist_says_what_stands_and_what_does_not_work_yet(opened: Opened) -> None:
    page = client_of("chengshili").get(reverse("portal:opening")).content.decode()
    assert "还不能受理第一件诉求" in page
    assert "网格事件不能上报；居民诉求仍可受理" in page
    assert "由安全管理员导入" in page
    assert client_of("chengshili").get("/").url == reverse("portal:opening")


def test_a_table_is_tried_then_sent_in_from_the_page(opened: Opened) -> None:
    client, url = client_of("chengshili"), reverse("portal:opening_table", args=["bodies"])
    data = workbook(step_called("bodies").spec, *BODIES)
    tried = client.post(url, {"file": SimpleUploadedFile("组织.xlsx", data)})
    assert tried.status_code == 200
    assert Body.objects.count() == 1
    held = tried.context["held"]
    sent = client.post(url, {"held": held})
    assert sent.status_code == 302
    assert Body.objects.count() == 3
    again = client.post(url, {"held": held}, follow=True)
    assert "新增 0 行，已有 2 行" in again.content.decode()
    other = client_of("guoshili").post(url, {"held": held})
    assert other.status_code == 403
    forged = client.post(reverse("portal:opening_table", args=["grids"]), {"held": held})
    assert "请重新选择文件" in forged.content.decode()
    empty = client.post(url, {})
    assert empty.status_code == 422
    nonsense = client.post(url, {"file": SimpleUploadedFile("a.xlsx", b"\0\1\2\3")})
    assert nonsense.status_code == 422


def test_faults_stand_on_the_page_by_row_and_column(opened: Opened) -> None:
    url = reverse("portal:opening_table", args=["people"])
    rows = ({"name": "甲示例", "body": "没有的单位", "post": "网格员"},)
    data = workbook(step_called("people").spec, *rows)
    page = client_of("guoshili").post(url, {"file": SimpleUploadedFile("a.xlsx", data)})
    assert "第 2 行“组织”：没有叫“没有的单位”的组织" in page.content.decode()


def test_one_time_links_are_the_security_administrators(filled: Opened) -> None:
    url = reverse("portal:opening_links")
    assert client_of("chengshili").get(url).status_code == 403
    client = client_of("guoshili")
    assert "/account/password/reset/key/" not in client.get(url).content.decode()
    page = client.post(url).content.decode()
    assert page.count("/account/password/reset/key/") == 9
    user = get_user_model().objects.get(username="songshili")
    user.set_password("示例-correct horse battery")
    user.save()
    assert client.post(url).content.decode().count("/account/password/reset/key/") == 8


def test_nobody_else_opens(filled: Opened) -> None:
    for login in ("songshili", "niushili"):
        for name in ("opening", "opening_links"):
            assert client_of(login).get(reverse(f"portal:{name}")).status_code == 403


def test_templates_are_given_out(opened: Opened) -> None:
    client = client_of("chengshili")
    answer = client.get(reverse("portal:opening_template", args=["bodies"]))
    assert answer["Content-Type"].endswith("sheet")
    assert read(answer.content, step_called("bodies").spec).rows
    assert client.get(reverse("portal:opening_template", args=["nothing"])).status_code == 404


def test_the_checklist_costs_few_queries(
    filled: Opened, django_assert_max_num_queries: Any
) -> None:
    client = client_of("chengshili")
    client.get(reverse("portal:opening"))
    with django_assert_max_num_queries(12):
        client.get(reverse("portal:opening"))


def test_a_trial_is_begun_and_ended_in_two_steps_by_the_system_administrator(
    filled: Opened,
) -> None:
    url, client = reverse("portal:trial"), client_of("chengshili")
    assert client_of("guoshili").get(url).status_code == 403
    assert client.post(url, {}).status_code == 422
    assert not TrialRun.objects.exists()
    page = client.post(url, {"sure": "on"}, follow=True).content.decode()
    assert "试运行开始了" in page
    assert "成绩不计入统计" in page
    assert client.post(url, {"sure": "on"}).status_code == 422
    ended = client.post(url, {"sure": "on", "end": "cleared"}, follow=True).content.decode()
    assert "试运行结束，工单正在清除" in ended
    assert TrialRun.objects.get().end == "cleared"


def test_practice_stands_on_every_page_and_no_notice_leaves(
    filled: Opened, settings: Any, client: Any
) -> None:
    settings.SPACE, settings.NOTICES_LEAVE = "training", False
    for page in (client.get("/"), client.get("/account/login/"), client.get("/no/such/page/")):
        text = page.content.decode()
        assert "<title>练习 · " in text
        assert "练习区，随便试" in text
    telling.post([{"user_id": 1}])
    assert not Outbox.objects.exists()
    assert sending.send_due(by=SYSTEM, at=clock.now()) == (0, 0)
