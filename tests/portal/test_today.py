"""What each part of a day holds, in a small city; an empty day is calm."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from tests.domain.cases.pages.people import signed_in
from tests.domain.cases.world import POSTS, World

from linli.domain.cases.models import Case
from linli.domain.cases.queries import day, visible_to
from linli.domain.cases.states import Part
from linli.foundation.jobs import clock
from linli.portal.rules import Change, worse

pytestmark = pytest.mark.django_db


def test_what_came_back_is_told_apart(world: World) -> None:
    case = world.file("02", at=clock.now()).case
    for name, move in (
        ("community_desk", "accept"),
        ("community_desk", "dispatch"),
        ("housing_handler", "sign_for"),
    ):
        world.move(case, name, move, at=clock.now())
    world.move(case, "housing_handler", "handle", result="已处理。", at=clock.now())
    lead = world.actors["housing_handler"]
    waiting = day.part(lead, Part.WAITING)
    assert waiting is not None
    assert visible_to(lead).count(waiting).number == 1
    row = Case.objects.get(pk=case)
    verifier = {world.bodies[b]: n for n, _, b, _ in POSTS[::-1]}[row.verifier_id]
    world.move(case, verifier, "verify_fail", reason="没好", at=clock.now())
    back, due = day.part(lead, Part.BACK), day.part(lead, Part.DUE)
    assert back is not None
    assert due is not None
    assert [c.number for c in visible_to(lead).counts(back, due)] == [1, 0]


def test_a_verifier_is_not_shown_what_only_the_desk_can_take_on(world: World) -> None:
    world.file("00", place="140403006", at=clock.now())
    desk = world.actors["street_desk"]
    assert visible_to(desk).count(day.to_do(desk)).number == 1
    verifier = world.actors["street_verifier"]
    assert visible_to(verifier).count(day.to_do(verifier)).number == 0


@pytest.mark.parametrize("name", ["community_desk", "team_officer", "street_caller", "grid_worker"])
def test_an_empty_day_is_calm(world: World, name: str) -> None:
    address = "portal:grid_today" if name == "grid_worker" else "portal:today"
    page = signed_in(world, name).get(reverse(address))
    assert page.context["full"] == []
    assert 'class="empty"' in page.content.decode()


def test_worse_needs_enough_behind_it() -> None:
    few = Change(1, "open", 4, 1, 4)
    grown = Change(2, "open", 12, 8, 12)
    fallen = Change(3, "share", 70, 90, 20, falls=True)
    better = Change(4, "share", 95, 90, 20, falls=True)
    doubled = Change(5, "open", 30, 15, 30)
    assert worse([few, grown, fallen, better, doubled], few=5) == [doubled, grown, fallen]


def test_a_leader_sees_what_their_body_must_decide_and_what_is_late(world: World) -> None:
    world.file("00", place="140403006", at=clock.now())
    case = world.file("01", at=clock.now() - timedelta(days=60)).case
    world.move(case, "community_desk", "accept")
    world.move(case, "community_desk", "escalate", reason="示例")
    page = signed_in(world, "street_desk").get(reverse("portal:leader"))
    assert page.status_code == 200
    client = signed_in(world, "street_desk")
    for section in page.context["sections"]:
        assert client.get(section.url).context["count"].number == section.count, section.name
    for stat in page.context["stats"]:
        assert client.get(stat["href"]).status_code == 200
