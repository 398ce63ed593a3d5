"""A desk that handles by itself: who checks it, calls back, adjudicates; and the page says so."""

from __future__ import annotations

import pytest

from linli.domain.bodies.models import Appointment
from linli.domain.cases.models import Case
from linli.domain.mandates.models import Mandate, Revision
from linli.kernel.errors import NotPermitted
from tests.domain.cases.pages.people import signed_in
from tests.domain.cases.world import World, with_phone

pytestmark = [pytest.mark.db, pytest.mark.django_db]


@pytest.fixture
def own(world: World) -> World:
    """The community leads what is raised in it, and has two people."""
    Mandate.objects.filter(matter__code__in=("01", "02")).update(
        body_id=world.bodies["community"], place_id=world.places["140403006001"]
    )
    Revision.renew()
    names = ("grid_worker", "grid_worker2", "other_grid_worker")
    Appointment.objects.filter(person_id__in=[world.persons[n] for n in names]).delete()
    return world


def handled(world: World, matter: str) -> Case:
    case = world.file(matter, **with_phone()).case
    for move in ("accept", "dispatch", "sign_for"):
        world.move(case, "community_desk", move)
    return world.move(case, "community_desk", "handle", result="已处理。")


def test_two_people_are_checked_and_called_back_for_by_the_level_above(own: World) -> None:
    case = handled(own, "02")
    assert case.verifier_id == own.bodies["street"]
    case = own.move(case.pk, "street_verifier", "verify_pass")
    assert case.hand_id == own.bodies["street"]
    with pytest.raises(NotPermitted):
        own.move(case.pk, "community_secretary", "call_back", solved=True, satisfied=True)
    case = own.move(case.pk, "street_caller", "call_back", solved=True, satisfied=True)
    assert case.state == "closed"


def test_three_people_check_themselves_but_never_who_handled(own: World) -> None:
    post = Appointment.objects.get(person_id=own.persons["community_secretary"]).post
    post.quota = 2
    post.save()
    Appointment.objects.create(post=post, person_id=own.persons["grid_worker"], chair=2)
    case = handled(own, "02")
    assert case.verifier_id == own.bodies["community"]
    with pytest.raises(NotPermitted):
        own.move(case.pk, "community_desk", "verify_pass")
    own.move(case.pk, "community_secretary", "verify_pass")


def test_its_own_return_is_adjudicated_above(own: World) -> None:
    case = own.file("01").case
    for move in ("accept", "dispatch"):
        own.move(case, "community_desk", move)
    row = own.move(case, "community_desk", "send_back", ground="not_our_matter", reason="示例")
    assert row.desk_id == row.hand_id == own.bodies["street"]


def test_the_page_says_who_and_by_which_rule(own: World) -> None:
    case = handled(own, "02")
    page = signed_in(own, "community_desk").get(f"/cases/{case.pk}/").content.decode()
    assert "示例community 不足 3 人，核实、回访、裁定由上级 示例street 担任" in page
    other = own.file("03").case
    assert "不足" not in signed_in(own, "community_desk").get(f"/cases/{other}/").content.decode()


def test_who_sent_it_back_does_not_adjudicate_where_a_colleague_can(own: World) -> None:
    post = Appointment.objects.get(person_id=own.persons["community_secretary"]).post
    post.quota = 2
    post.save()
    Appointment.objects.create(post=post, person_id=own.persons["grid_worker"], chair=2)
    case = own.file("01").case
    for move in ("accept", "dispatch"):
        own.move(case, "community_desk", move)
    row = own.move(case, "community_desk", "send_back", ground="not_our_matter", reason="示例")
    assert row.desk_id == own.bodies["community"]
    given = {"lead": own.bodies["team"], "reason": "示例"}
    with pytest.raises(NotPermitted) as refused:
        own.move(case, "community_desk", "adjudicate", **given)
    assert refused.value.code == "adjudicator_sent_back"
    assert own.move(case, "community_secretary", "adjudicate", **given).state == "dispatched"
