"""The list that a desk works from: what it shows, narrows, sends out and moves in bulk."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from linli.domain.bodies.models import Appointment, Leave
from linli.domain.cases.models import Case
from linli.domain.people.models import Person
from linli.foundation.jobs import clock
from tests.domain.cases.pages.people import signed_in
from tests.domain.cases.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo(settings: Any) -> None:
    settings.DEMO = True  # nobody enrols a second factor here; accounts' own tests do


LIST = "cases:list"


def test_a_community_sees_what_waits_for_it(world: World) -> None:
    filed = world.file()
    page = signed_in(world, "community_desk").get(reverse(LIST))
    assert page.status_code == 200
    assert filed.number in page.content.decode()
    assert [row.number for row, _ in page.context["rows"]] == [filed.number]


def test_a_row_says_whose_work_it_is_where_one_stands_in_or_acts(world: World) -> None:
    world.file()
    today = timezone.localdate(clock.now())
    holder, deputy = (world.persons[n] for n in ("community_desk", "community_secretary"))
    away = Leave.objects.create(
        person_id=holder,
        kind="leave",
        stand_in_id=world.persons["street_desk"],
        valid_from=today,
        valid_to=today + timedelta(days=2),
    )
    client, told = signed_in(world, "street_desk"), "办理，至"
    name = Person.objects.get(pk=holder).name
    assert f"代{name}{told}" in client.get(reverse(LIST)).content.decode()
    assert f"代{name}{told}" in client.get("/today/").content.decode()
    # who has a post of that body in their own right reads it as their own
    away.stand_in_id = deputy
    away.save()
    assert told not in signed_in(world, "community_secretary").get(reverse(LIST)).content.decode()
    away.delete()
    own = signed_in(world, "community_desk")
    assert told not in own.get(reverse(LIST)).content.decode()
    held = Appointment.objects.filter(person_id=holder)
    held.update(acting=True, care=True, valid_to=today + timedelta(days=2))
    assert "代管“" in own.get(reverse(LIST)).content.decode()


def test_another_community_does_not(world: World) -> None:
    world.file()
    page = signed_in(world, "community2_desk").get(reverse(LIST), {"view": "all"})
    assert page.context["rows"] == []
    assert page.context["count"].number == 0


def test_the_words_of_the_text_and_a_state_narrow_it(world: World) -> None:
    lamp = world.file(words="小区门口路灯坏了")
    world.file(words="楼下有人摆摊")
    client = signed_in(world, "street_desk")
    found = client.get(reverse(LIST), {"view": "open", "q": "路灯"})
    assert [row.number for row, _ in found.context["rows"]] == [lamp.number]
    none = client.get(reverse(LIST), {"view": "open", "state": "handled"})
    assert none.context["rows"] == []


@pytest.mark.parametrize(
    "junk",
    [
        {"state": "nonsense"},
        {"view": "nonsense"},
        {"sort": "'; drop table"},
        {"place": "99999999999"},
        {"matter": "\x00"},
        {"q": "🙂" * 60},
        {"after": "junk"},
    ],
)
def test_junk_in_the_address_is_no_error(world: World, junk: dict[str, str]) -> None:
    world.file()
    page = signed_in(world, "street_desk").get(reverse(LIST), junk)
    assert page.status_code in (200, 422)


def test_ticked_cases_are_accepted_and_dispatched(world: World) -> None:
    ids = [str(world.file().case) for _ in range(3)]
    client = signed_in(world, "community_desk")
    answer = client.post(reverse("cases:bulk"), {"pick": [*ids, "not-an-id"], "back": "/cases/"})
    assert answer.status_code == 302
    assert {c.state for c in Case.objects.all()} == {"dispatched"}
    assert {c.lead_id for c in Case.objects.all()} == {world.bodies["team"]}


def test_bulk_leaves_what_nobody_has_sorted(world: World) -> None:
    filed = world.file("99")
    client = signed_in(world, "community_desk")
    answer = client.post(reverse("cases:bulk"), {"pick": [str(filed.case)]}, follow=True)
    assert Case.objects.get().state == "filed"
    assert "还没选事项" in answer.content.decode()


def test_bulk_leaves_alone_what_one_may_not_move(world: World) -> None:
    filed = world.file()
    signed_in(world, "community2_desk").post(reverse("cases:bulk"), {"pick": [str(filed.case)]})
    assert Case.objects.get().state == "filed"


def test_a_way_back_that_leads_elsewhere_is_not_taken(world: World) -> None:
    client = signed_in(world, "community_desk")
    answer = client.post(reverse("cases:bulk"), {"back": "https://elsewhere.example/"})
    assert answer["Location"] == reverse(LIST)


def test_the_export_is_the_list(world: World) -> None:
    numbers = {world.file(words=f"=1+1 第{n}件").number for n in range(3)}
    client = signed_in(world, "street_desk")
    file = client.get(reverse("cases:export"), {"view": "all", "as": "csv"})
    text = b"".join(file.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert {row[0] for row in rows[1:]} == numbers
    assert not any(cell.startswith("=") for row in rows for cell in row)


def test_who_may_not_export_is_told(world: World) -> None:
    assert signed_in(world, "community_desk").get(reverse("cases:export")).status_code == 403


def test_strangers_are_asked_to_sign_in(world: World, client: Any) -> None:
    for name in (LIST, "cases:export"):
        assert client.get(reverse(name)).status_code == 302
