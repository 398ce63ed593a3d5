"""Somebody leaves, somebody acts for the post: the pages on a phone fit and pass axe."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from linli.domain.bodies.models import Appointment, HandOver, Post
from linli.domain.bodies.states import Role
from linli.domain.people.models import Person
from linli.domain.territory import queries as territory
from linli.foundation.jobs import clock
from tests.domain.cases.pages.people import user_of
from tests.domain.cases.world import World, add_post, build
from tests.journeys.browsing import Walk, axe_faults
from tests.journeys.conftest import Open

pytestmark = pytest.mark.django_db(transaction=True)
TARGET = 44


@pytest.fixture
def world(transactional_db: None, settings: Any) -> World:
    settings.DEMO = True  # nobody enrols a second factor here
    cache.clear()
    territory.forget()
    made = build()
    add_post(made, "appointer", Role.SECURITY_ADMIN, "city", "1404")
    add_post(made, "keeper", Role.SYSTEM_ADMIN, "city", "1404")
    return made


def looked_at(walk: Walk) -> None:
    assert walk.fits
    assert axe_faults(walk.page) == []
    heights = [box["height"] for a in walk.page.locator("a.tap").all() if (box := a.bounding_box())]
    assert [h for h in heights if h < TARGET] == []


def test_one_leaves_and_another_acts(open_page: Open, world: World) -> None:
    gone = Person.objects.get(pk=world.persons["community_desk"])
    seat = Post.objects.get(appointments__person=gone)
    today = timezone.localdate(clock.now())
    walk = open_page(size="phone", user=user_of(world, "appointer"), axe=True)
    walk.go(f"/changes/leaving/?q={gone.name}")
    walk.page.locator(f'a[href$="/changes/leaving/{gone.pk}/"]').click()
    looked_at(walk)
    walk.page.locator("main form.act button").last.click()
    walk.page.locator('a[href^="/handover/"]').first.wait_for()
    paper = HandOver.objects.get()
    walk.go(f"/handover/{paper.pk}/")
    looked_at(walk)
    walk.go(f"/bodies/{seat.body_id}/")
    walk.page.locator(f'a[href$="/bodies/acting/{seat.pk}/"]').click()
    other = world.persons["community_secretary"]
    walk.page.locator("#id_person").select_option(str(other))
    walk.page.locator("#id_last").fill((today + timedelta(days=9)).isoformat())
    walk.page.locator("main form.act button").last.click()
    walk.page.locator('form[action*="/bodies/acting/end/"]').wait_for()
    looked_at(walk)
    assert Appointment.objects.get(post=seat, person_id=other).acts == "leads"
    keeper = open_page(size="phone", user=user_of(world, "keeper"), axe=True)
    keeper.go("/bodies/templates/")
    looked_at(keeper)
