"""A sign is scanned: the place is there, two more screens; wrong codes are counted, not a wall."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from linli.domain.cases.models import Case
from linli.domain.cases.views import tries
from linli.domain.territory import actions as territory
from linli.domain.territory import queries as tree
from linli.domain.territory.models import Place
from linli.kernel.access import SYSTEM
from linli.kernel.ids import sign_code
from tests.domain.cases.world import AT, World

pytestmark = [pytest.mark.db, pytest.mark.django_db]
GRID = "140403006001001"
WORDS = "楼道里堆了电动车，昨天冒烟了。"


@pytest.fixture
def code(world: World) -> str:
    place = world.places[GRID]
    return territory.make_signs(by=SYSTEM, at=AT, root=place, places=[place])[place]


def send(client: Client, code: str, **more):
    page = client.get(f"/q/{code}").content.decode()
    key = re.search(r'name="key" value="([0-9a-f-]{36})"', page)[1]
    return client.post(f"/q/{code}", {"key": key, "words": WORDS, **more})


def test_three_screens_from_the_sign_to_the_receipt(client: Client, world: World, code) -> None:
    page = client.get(f"/q/{code}").content.decode()
    assert "第一网格" in page
    assert 'href="tel:110"' in page
    assert page.index('href="tel:110"') < page.index("事项15") < page.index("<textarea")
    assert "0355-0000000" in page  # the desk of the place, for those who would rather talk
    assert send(client, code, address="2 单元").url == reverse("cases:report_contact")
    client.post(reverse("cases:report_contact"), {"anonymous": "1"})
    case = Case.objects.get()
    assert (case.place_id, case.source) == (world.places[GRID], "sign")


def test_the_place_of_a_sign_can_be_changed(client: Client, world: World, code) -> None:
    send(client, code)
    place = world.places["140403006002"]
    client.post(reverse("cases:report_place"), {"place": place, "address": ""})
    client.post(reverse("cases:report_contact"), {"anonymous": "1"})
    assert Case.objects.get().place_id == place


def test_the_sign_of_an_ended_place_says_so_and_still_reports(client, world, code) -> None:
    place = Place.objects.get(pk=world.places[GRID])
    territory.end_place(by=SYSTEM, at=AT, place=place, valid_to=AT.date())
    tree.forget()
    page = client.get(f"/q/{code}").content.decode()
    assert "“第一网格”已经撤销" in page
    assert "现在由一社区管" in page
    send(client, code)
    client.post(reverse("cases:report_contact"), {"anonymous": "1"})
    assert Case.objects.get().place_id == world.places["140403006001"]


def test_a_thousand_codes_are_not_tried_and_nobody_is_kept_from_reporting(client, code) -> None:
    answers = [client.get(f"/q/{sign_code()}").status_code for _ in range(tries.PER_SESSION + 5)]
    assert answers[: tries.PER_SESSION] == [404] * tries.PER_SESSION
    assert set(answers[tries.PER_SESSION :]) == {429}
    right = client.get(f"/q/{code}")
    assert right.status_code == 429  # right and wrong answer alike from now on
    assert reverse("cases:report") in right.content.decode()
    assert client.get(reverse("cases:report")).status_code == 200
    strangers = [Client().get(f"/q/{sign_code()}").status_code for _ in range(tries.PER_ADDRESS)]
    assert strangers[-1] == 429  # without a session the address counts


def test_right_codes_are_not_counted(client: Client, code: str) -> None:
    seen = {client.get(f"/q/{code}").status_code for _ in range(tries.PER_ADDRESS + 5)}
    assert seen == {200}


@pytest.mark.parametrize("path", ["/q/ABC", "/q/%00%00", "/q/" + "A" * 3000, "/q/二维码"])
def test_what_is_no_code_is_a_page_with_a_way_on(client: Client, world: World, path) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert reverse("cases:report") in answer.content.decode()
