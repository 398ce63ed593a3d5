"""A grid worker reports and files for others; whoever has no such post may not."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from linli.domain.cases.models import Case
from linli.domain.people.models import Person
from linli.foundation.attachments.models import Attachment
from linli.foundation.journal import queries as journal
from linli.kernel.ids import uuid7
from tests.domain.cases.world import World
from tests.foundation.attachments import pictures_for_tests as made

pytestmark = [pytest.mark.db, pytest.mark.django_db]
GRID = "140403006001001"


def as_person(client: Client, world: World, name: str) -> Client:
    user = get_user_model().objects.create_user(username=name)
    Person.objects.filter(pk=world.persons[name]).update(user=user)
    client.force_login(user)
    return client


@pytest.fixture
def worker(client: Client, world: World) -> Client:
    return as_person(client, world, "grid_worker")


def photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("a.jpg", made.jpeg(gps=True), "image/jpeg")


def report(client: Client, world: World, **more):
    data = {"key": str(uuid7()), "place": world.places[GRID], "how": "pass_on", "matter": "02"}
    return client.post(reverse("cases:event"), {**data, **more})


def test_the_first_page_of_a_grid_worker_is_today(worker: Client) -> None:
    assert worker.get("/").url == reverse("portal:grid_today")


def test_passed_on_it_lies_at_the_desk_with_its_picture(worker: Client, world: World) -> None:
    assert report(worker, world, file=photo()).url == "/"  # which leads to the own first page
    case = Case.objects.get()
    assert (case.state, case.procedure, case.hand_id) == (
        "accepted",
        "grid_event",
        world.bodies["community"],
    )
    assert Attachment.objects.get().subject_id == case.pk
    assert case.number in worker.get(reverse("portal:grid_today")).content.decode()


def test_what_is_kept_is_in_the_offices_language(worker: Client, world: World) -> None:
    worker.cookies["linli_language"] = "en"
    report(worker, world, how="settled", file=photo())
    texts = journal.particulars_of("case", [Case.objects.get().pk])
    (kept,) = texts.values()
    assert (kept["words"], kept["result"]) == ("事项02", "现场已处理。")


def test_settled_on_the_spot_is_closed(worker: Client, world: World) -> None:
    report(worker, world, how="settled", file=photo())
    assert Case.objects.get().state == "closed"


def test_settled_without_the_photo_its_matter_asks_for_is_refused_at_the_photo(
    worker: Client, world: World
) -> None:
    answer = report(worker, world, matter="03", how="settled")
    assert answer.status_code == 422
    assert not Case.objects.exists()
    assert report(worker, world, matter="03", how="settled", file=photo()).status_code == 302


def test_pressed_twice_it_is_one_event_with_one_picture(worker: Client, world: World) -> None:
    key = str(uuid7())
    for _ in range(2):
        assert report(worker, world, key=key, file=photo()).status_code == 302
    assert Case.objects.count() == 1
    assert Attachment.objects.count() == 1


@pytest.mark.parametrize(
    "more",
    [
        {"matter": ""},
        {"matter": "15"},  # its own channel: never on a grid
        {"matter": "", "other": "没有这一项"},
        {"how": "burn"},
        {"place": "1"},
        {"key": "x"},
    ],
)
def test_what_cannot_be_taken_is_said(worker: Client, world: World, more) -> None:
    assert report(worker, world, **more).status_code == 422
    assert not Case.objects.exists()


def test_another_grid_is_not_mine(worker: Client, world: World) -> None:
    assert report(worker, world, place=world.places["140403006001002"]).status_code == 422


def test_the_rest_of_the_matters_is_found_by_name(worker: Client, world: World) -> None:
    report(worker, world, matter="", other="事项02")
    assert Case.objects.get().matter == "02"


def test_a_department_has_no_grid(client: Client, world: World) -> None:
    as_person(client, world, "housing_handler")
    assert client.get(reverse("cases:event")).status_code == 403
    assert report(client, world).status_code == 403
    assert client.get(reverse("cases:behalf")).status_code == 403


@pytest.mark.parametrize(
    "name", ["cases:event", "cases:behalf", "portal:grid_today", "portal:grid_mine"]
)
def test_nobody_without_a_login(client: Client, world: World, name: str) -> None:
    assert client.get(reverse(name)).status_code == 302


def behalf(client: Client, **more):
    data = {
        "key": str(uuid7()),
        "words": "门口路灯坏了三天。",
        "source": "grid",
        "tell_by": "visit",
    }
    return client.post(reverse("cases:behalf"), {**data, **more})


def test_filed_for_someone_says_how_to_be_told(worker: Client, world: World) -> None:
    assert behalf(worker, place=world.places[GRID]).url == reverse("cases:behalf_done")
    case = Case.objects.get()
    assert (case.filed_for, case.source, case.reachable) == (True, "grid", False)
    (entry,) = journal.entries_of("case", case.pk)
    assert entry.data["tell_by"] == case.tell_by == "visit"
    assert case.teller_id == world.bodies["community"]
    done = worker.get(reverse("cases:behalf_done")).content.decode()
    assert re.search(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", done)


def test_a_call_needs_a_phone(worker: Client, world: World) -> None:
    answer = behalf(worker, place=world.places[GRID], tell_by="call")
    assert answer.status_code == 422
    assert behalf(
        worker, place=world.places[GRID], tell_by="call", phone="13800000000", whose="own"
    ).url


def test_a_desk_types_where_and_stays_in_its_place(client: Client, world: World) -> None:
    as_person(client, world, "community_desk")
    assert behalf(client, source="phone", where="一社区").status_code == 302
    assert behalf(client, source="phone", where="三社区").status_code == 422
    assert Case.objects.count() == 1


@pytest.mark.parametrize("events", [1, 12])
@pytest.mark.parametrize("name", ["portal:grid_today", "portal:grid_mine", "cases:event"])
def test_a_page_takes_at_most_twelve_queries(
    worker: Client, world: World, name: str, events: int, django_assert_max_num_queries
) -> None:
    for _ in range(events):
        world.event("02")
    worker.get(reverse(name))
    with django_assert_max_num_queries(12):
        assert worker.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_are_whole_in_both_languages(worker: Client, world: World, language: str) -> None:
    worker.cookies["linli_language"] = language
    for name in ("portal:grid_today", "portal:grid_mine", "cases:event", "cases:behalf"):
        assert worker.get(reverse(name)).status_code == 200
