"""The audit administrator's page: who made logins, how much was exported and looked at."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.domain.cases.pages.people import signed_in
from tests.domain.cases.world import World, add_post, build

from linli.domain.bodies.states import Role
from linli.domain.cases import actions as cases
from linli.foundation.accounts import actions as accounts
from linli.foundation.jobs import clock
from linli.foundation.journal import actions as journal
from linli.kernel.access import SYSTEM
from linli.portal.views import audit

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> World:
    made = build()
    add_post(made, "auditor", Role.AUDIT_ADMIN, "city", "1404")
    return made


def text_of(client: Client, url: str = "/audit/", lang: str = "zh-hans") -> str:
    answer = client.get(url, headers={"Accept-Language": lang})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("name", ["city_desk", "county_desk", "grid_worker", "housing_head"])
def test_nobody_else_sees_it(world: World, name: str) -> None:
    client = signed_in(world, name)
    assert client.get("/audit/").status_code == 403
    assert "/audit/" not in client.get("/inbox/").content.decode()


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh-hans", ("开通账号", "重新发出设置密码的链接", "系统（命令行）", "审计")),
        ("en", ("Login made", "New link to set a password", "System (command line)", "Audit")),
    ],
)
def test_logins_are_listed_with_who_and_when(
    world: World, lang: str, words: tuple[str, ...]
) -> None:
    user = accounts.create(by=SYSTEM, at=clock.now(), username="new-desk")
    accounts.invite(by=SYSTEM, at=clock.now(), user=user)
    client = signed_in(world, "auditor")
    text = text_of(client, lang=lang)
    for word in (*words, "new-desk"):
        assert word in text
    assert "/audit/" in client.get("/inbox/").content.decode()


def test_exports_and_looks_are_counted_by_day_and_nothing_more(world: World) -> None:
    case = world.file("02").case
    desk = world.actors["county_desk"]
    for form in ("csv", "xlsx"):
        cases.note_export(by=desk, at=clock.now(), form=form)
    for _ in range(3):
        journal.look(
            by=desk,
            at=clock.now(),
            subject_kind="case",
            subject_id=case,
            fields=["contact_phone"],
            reason="call_back",
        )
    text = text_of(signed_in(world, "auditor"))
    figures = re.findall(r'class="figure">\s*(\d+)\s*<', text)
    assert figures[:2] == ["2", "3"]
    assert set(figures[2:]) == {"0"}
    assert len(figures) == 2 * audit.DAYS


def test_a_list_that_leaves_is_noted_before_it_does(world: World) -> None:
    signed_in(world, "county_desk").get("/cases/export/?as=csv")
    text = text_of(signed_in(world, "auditor"))
    assert re.findall(r'class="figure">\s*(\d+)\s*<', text)[0] == "1"


def test_it_goes_on_by_key_in_few_queries(world: World) -> None:
    for number in range(audit.SIZE + 5):
        accounts.create(by=SYSTEM, at=clock.now(), username=f"desk-{number:03}")
    client = signed_in(world, "auditor")
    text_of(client)
    with CaptureQueriesContext(connection) as asked:
        text = text_of(client)
    assert len(asked) <= 12
    assert ("desk-054" in text, "desk-004" in text) == (True, False)
    following = re.search(r'href="(/audit/\?before=[^"]+)"', text)
    assert following
    older = text_of(client, following[1])
    assert ("desk-054" in older, "desk-004" in older) == (False, True)
    assert client.get("/audit/?before=x").status_code == 422
    assert get_user_model().objects.filter(username="desk-004").exists()
