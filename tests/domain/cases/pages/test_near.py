"""Everybody's list, "me too" without an account, what is offered before sending; the publisher."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from linli.domain.bodies.states import Role
from linli.domain.cases import actions
from linli.domain.cases.models import Case, Publication
from linli.domain.cases.views import tries
from linli.foundation.jobs import clock
from tests.domain.cases.pages.people import signed_in
from tests.domain.cases.world import World, add_post, with_phone

pytestmark = [pytest.mark.db, pytest.mark.django_db]
TITLE, WORDS = "小区路灯不亮", "小区门口路灯不亮，晚上看不清路。"


@pytest.fixture
def world(world: World) -> World:
    add_post(world, "publisher", Role.PUBLICATION_CHECKER, "street", "140403006")
    return world


@pytest.fixture
def case(world: World):
    filed = world.file("01", **with_phone())
    world.move(filed.case, "community_desk", "accept")
    return filed.case


@pytest.fixture
def row(world: World, case) -> Publication:
    now = clock.now()
    return actions.publish(
        by=world.actors["publisher"],
        at=now,
        case_id=case,
        title=TITLE,
        words=WORDS,
        until=now.date() + timedelta(days=30),
    )


def test_the_list_and_the_case_tell_no_person_and_no_number(client, world, case, row) -> None:
    page = client.get(reverse("near:index")).content.decode()
    assert TITLE in page
    shown = client.get(reverse("near:one", args=[row.pk])).content.decode()
    for text in (page, shown):
        assert "示例居民" not in text
        assert "13800000000" not in text
        assert Case.objects.get(pk=case).number not in text
        assert str(case) not in text
    assert "已受理" in shown


def test_an_empty_list_says_why(client: Client, world: World) -> None:
    page = client.get(reverse("near:index")).content.decode()
    assert "反映的事默认不公开" in page
    assert client.get(reverse("near:index"), {"place": "x"}).status_code == 200
    assert client.get(reverse("near:index"), {"after": "x"}).status_code == 200


def test_me_too_once_a_browser_without_an_account(client: Client, world, row) -> None:
    url = reverse("near:too", args=[row.pk])
    first = client.post(url, follow=True).content.decode()
    assert "已记下" in first
    again = client.post(url, follow=True).content.decode()
    assert "已经记过" in again
    assert "1 人也遇到" in again
    Client().post(url)
    assert Publication.objects.get().me_toos == 2
    statuses = [client.post(url).status_code for _ in range(tries.PER_SESSION)]
    assert statuses[-1] == 429
    assert client.get(url).status_code == 405


def test_a_privacy_fault_is_told_and_stands_first(client: Client, world, row) -> None:
    told = client.post(reverse("near:too", args=[row.pk]), {"kind": "flag"}, follow=True)
    assert "公开审核人" in told.content.decode()
    page = signed_in(world, "publisher").get(reverse("cases:publications")).content.decode()
    assert "1 人说露了隐私" in page


def test_a_like_case_is_offered_before_sending(client: Client, world: World, row) -> None:
    report = reverse("cases:report")
    key = client.get(report).context["form"]["key"].value()
    client.post(report, {"key": key, "words": "门口路灯不亮，晚上看不清"})
    client.post(reverse("cases:report_place"), {"place": world.places["140403006001"]})
    page = client.get(reverse("cases:report_contact")).content.decode()
    assert "附近已有人反映" in page
    assert reverse("near:too", args=[row.pk]) in page
    client.post(reverse("near:too", args=[row.pk]))
    assert Case.objects.count() == 1  # nothing was filed


def test_preview_then_publish_then_take_back(world: World, case) -> None:
    client = signed_in(world, "publisher")
    listed = client.get(reverse("cases:publications")).content.decode()
    url = reverse("cases:publish", args=[case])
    assert url in listed
    until = (clock.now() + timedelta(days=20)).date().isoformat()
    words = {"title": TITLE, "words": WORDS, "until": until}
    assert client.post(url, words).status_code == 200  # seen, not yet public
    assert not Publication.objects.exists()
    sent = client.post(url, {**words, "seen": "1"})
    assert sent.url == reverse("cases:publications")
    row = Publication.objects.get()
    client.post(reverse("cases:retract", args=[row.pk]), {"ground": "privacy"})
    row.refresh_from_db()
    assert (row.state, row.ground) == ("retracted", "privacy")
    assert Client().get(reverse("near:one", args=[row.pk])).status_code == 404


def test_what_gives_somebody_away_is_shown_and_not_published(world: World, case) -> None:
    client = signed_in(world, "publisher")
    until = (clock.now() + timedelta(days=20)).date().isoformat()
    bad = {"title": TITLE, "words": "打 13812341234", "until": until}
    url = reverse("cases:publish", args=[case])
    for more in ({}, {"seen": "1"}):
        answer = client.post(url, {**bad, **more})
        assert answer.status_code == 422
        assert "13812341234" in answer.content.decode()
    for data in (
        {},
        {"title": "", "words": "", "until": "x"},
        {**bad, "words": "好", "until": "2020-01-01", "seen": "1"},
    ):
        assert client.post(url, data).status_code in {200, 422}
    assert not Publication.objects.exists()


@pytest.mark.parametrize("name", ["community_desk", "street_desk", "grid_worker"])
def test_nobody_else_publishes(world: World, case, name: str) -> None:
    client = signed_in(world, name)
    assert client.get(reverse("cases:publications")).status_code == 403
    assert client.get(reverse("cases:publish", args=[case])).status_code == 403
    assert Client().get(reverse("cases:publications")).status_code == 302
