"""A consent to publish a private number on its page: given, seen masked, taken down at once."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from linli.domain.people import queries
from linli.domain.people.actions import allow_phone, withdraw_phone
from linli.domain.people.models import Person, PhoneConsent
from linli.foundation.jobs import clock
from linli.foundation.journal.models import Entry
from linli.kernel.access import Actor, ActorKind
from linli.kernel.errors import NotPermitted
from tests.domain.bodies.city import Places, body
from tests.domain.bodies.test_grid_pages import hold

pytestmark = [pytest.mark.db, pytest.mark.django_db]
C = "140403003001"
NUMBER = "10012345678"
GIVEN = {"phone": NUMBER, "document": "示例：柜 3-12", "do": "give"}


def browser(who: Person, name: str) -> Client:
    who.user = get_user_model().objects.create_user(name)
    who.save()
    client = Client()
    client.force_login(who.user)
    return client


@pytest.fixture
def worker(city: Places, settings: Any) -> Person:
    settings.DEMO = True
    assert body("office", city["140403003"])
    return hold(city, "grid_worker", f"{C}001", "示例网格员")


def test_its_owner_gives_it_sees_it_and_takes_it_down_at_once(city: Places, worker: Person) -> None:
    client, public = browser(worker, "worker"), Client()
    assert client.post("/people/phone/", {**GIVEN, "document": " "}).status_code == 422
    assert client.post("/people/phone/", {**GIVEN, "phone": "不知道"}).status_code == 422
    assert client.post("/people/phone/", GIVEN).status_code == 302
    assert NUMBER in client.get("/people/phone/").content.decode()
    place = f"/places/{C}001/"
    assert f"tel:{NUMBER}" in public.get(place).content.decode()
    assert client.post("/people/phone/", {"do": "withdraw"}).status_code == 302
    assert NUMBER not in public.get(place).content.decode()
    assert NUMBER not in public.get(f"/grids/?place={city[C].pk}").content.decode()
    assert not PhoneConsent.objects.exclude(phone=b"").exists()
    moves = Entry.objects.filter(procedure="person").order_by("seq")
    assert [e.move for e in moves] == ["allow_phone", "withdraw_phone"]
    assert NUMBER not in str([e.data for e in moves])
    client.post("/people/phone/", {"do": "withdraw"})
    assert Entry.objects.filter(move="withdraw_phone").count() == 1  # nothing left to take down


def test_whoever_manages_people_does_it_from_the_paper_and_sees_it_masked(
    city: Places, worker: Person
) -> None:
    keeper = browser(hold(city, "security_admin", "140403", "示例安全管理员"), "keeper")
    url = f"/people/{worker.pk}/phone/"
    found = keeper.get("/people/phones/?q=网格员").content.decode()
    assert url in found
    assert keeper.post(url, GIVEN).status_code == 302
    shown = keeper.get(url).content.decode()
    assert (NUMBER in shown, "示例：柜 3-12" in shown) == (False, True)
    assert url in keeper.get("/people/phones/").content.decode()
    keeper.post(url, {"do": "withdraw"})
    assert queries.posted_phones([worker], timezone.localdate(clock.now())) == {}
    assert keeper.get("/people/1/phone/").status_code == 404


def test_nobody_else_may(city: Places, worker: Person) -> None:
    other = browser(hold(city, "community_desk", C, "示例社区"), "desk")
    url = f"/people/{worker.pk}/phone/"
    assert other.get(url).status_code == 403
    assert other.post(url, GIVEN).status_code == 403
    assert other.get("/people/phones/").status_code == 403
    assert Client().get("/people/phone/").status_code == 302
    by = Actor(ActorKind.PERSON, person=worker.pk + 1)
    now = clock.now()
    with pytest.raises(NotPermitted):
        allow_phone(by=by, at=now, person=worker, phone=NUMBER, document="示例")
    with pytest.raises(NotPermitted):
        withdraw_phone(by=by, at=now, person=worker)
