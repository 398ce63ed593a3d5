"""From a login to an actor: grants with their scope, two queries, nothing for who has left."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.config.access import actor_of, duty_of
from linli.config.telling import readers
from linli.domain.bodies.actions import (
    appoint,
    depart,
    end,
    end_post,
    found_from_template,
    set_up_post,
    take_leave,
)
from linli.domain.bodies.models import Body, Post
from linli.domain.bodies.states import LeaveKind, Role
from linli.domain.cases.states import Permission as Cases
from linli.domain.people.actions import leave, link_user, register
from linli.domain.people.models import Person
from linli.domain.territory import queries as territory
from linli.foundation.jobs import clock
from linli.kernel.access import ANONYMOUS, SYSTEM, ActorKind, Reach, Target, can
from tests.domain.bodies.city import AT, TODAY, Places, build, post

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db: None) -> Places:
    places = build()
    found_from_template(by=SYSTEM, at=AT, root=places["1404"])
    return places


def somebody(*posts: Post, name: str = "示例甲", since=TODAY) -> Person:
    user = get_user_model().objects.create_user(f"user-{name}")
    person = register(by=SYSTEM, at=AT, name=name)
    link_user(by=SYSTEM, at=AT, person=person, user=user)
    for held in posts:
        appoint(by=SYSTEM, at=AT, post=held, person=person, since=since)
    return Person.objects.select_related("user").get(pk=person.pk)


def at_place(city: Places, code: str) -> Target:
    return Target(places=frozenset(territory.path_ids(city[code].pk, TODAY)), matter="01")


def test_a_desk_reaches_its_own_street_and_no_other(city: Places) -> None:
    who = somebody(post("office", city["140403003"], Role.SUBDISTRICT_DESK))
    actor = actor_of(who.user, AT)
    assert (actor.kind, actor.person) == (ActorKind.PERSON, who.pk)
    assert {g.level for g in actor.grants} == {4}
    assert can(actor, Cases.SEE, at_place(city, "140403003001001"))
    assert not can(actor, Cases.SEE, at_place(city, "140403100201"))
    assert not can(actor, Cases.SEE, at_place(city, "140403"))
    assert not can(actor, "bodies.manage", at_place(city, "140403003"))


def test_a_department_reaches_what_its_body_is_part_of(city: Places) -> None:
    seat = post("fire", city["140403"], Role.HANDLER)
    actor = actor_of(somebody(seat).user, AT)
    path = territory.path_ids(city["140403003"].pk, TODAY)
    assert can(
        actor, Cases.HANDLE, Target(places=frozenset(path), bodies=frozenset({seat.body_id}))
    )
    assert not can(actor, Cases.HANDLE, Target(places=frozenset(path), bodies=frozenset({1})))
    assert {g.reach for g in actor.grants} == {Reach.BODY}


def test_several_posts_make_one_actor_and_each_keeps_its_place(city: Places) -> None:
    who = somebody(
        post("office", city["140403003"], Role.SUBDISTRICT_DESK),
        post("office", city["140403100"], Role.LEADER_IN_CHARGE),
    )
    actor = actor_of(who.user, AT)
    assert can(actor, Cases.DISPATCH, at_place(city, "140403003001"))
    assert can(actor, Cases.SEE, at_place(city, "140403100201"))
    assert not can(actor, Cases.DISPATCH, at_place(city, "140403100201"))
    assert len(actor.bodies) == 2


def test_a_post_for_some_matters_reaches_only_those(city: Places) -> None:
    office = Body.objects.get(line="office", seat=city["140403003"])
    seat = set_up_post(
        by=SYSTEM, at=AT, body=office, role=Role.LEADER_IN_CHARGE, title="分管", matters=["01"]
    )
    actor = actor_of(somebody(seat).user, AT)
    target = at_place(city, "140403003001")
    assert can(actor, Cases.SEE, target)
    assert not can(actor, Cases.SEE, Target(places=target.places, matter="06"))


def test_who_leaves_loses_access_the_same_day(city: Places) -> None:
    who = somebody(
        post("office", city["140403003"], Role.SUBDISTRICT_DESK), since=TODAY - timedelta(days=9)
    )
    assert actor_of(who.user, AT).grants
    leave(by=SYSTEM, at=AT, person=who)
    assert actor_of(who.user, AT).grants == ()
    assert actor_of(who.user, AT + timedelta(days=400)).grants == ()


@pytest.mark.parametrize("what", ["post", "body"])
def test_a_post_or_body_that_has_ended_grants_nothing(city: Places, what: str) -> None:
    seat = post("enforcement", city["140403003"], Role.DEPARTMENT_HEAD)
    who = somebody(seat)
    later = AT + timedelta(days=1)
    if what == "post":
        end_post(by=SYSTEM, at=AT, post=seat, on=TODAY + timedelta(days=1))
    else:
        end(by=SYSTEM, at=AT, body=seat.body, on=TODAY + timedelta(days=1))
    assert actor_of(who.user, AT).grants
    assert actor_of(who.user, later).grants == ()


def test_an_appointment_to_come_grants_nothing_yet(city: Places) -> None:
    seat = post("office", city["140403003"], Role.SUBDISTRICT_DESK)
    who = somebody(seat, since=TODAY + timedelta(days=1))
    assert actor_of(who.user, AT).grants == ()
    assert actor_of(who.user, AT + timedelta(days=1)).grants


def test_strangers_and_logins_without_a_person(city: Places) -> None:
    assert actor_of(AnonymousUser(), AT) == ANONYMOUS
    root = get_user_model().objects.create_superuser("root")
    assert actor_of(root, AT).grants == ()  # no account is above the posts


def test_two_queries_whatever_the_number_of_posts(city: Places) -> None:
    lines = ("urban", "fire", "housing", "water", "land", "civil")
    many = somebody(*(post(line, city["140403"], Role.HANDLER) for line in lines))
    actor_of(many.user, AT)  # the tree and its reorganisations are read once
    with CaptureQueriesContext(connection) as told:
        actor = actor_of(many.user, AT)
    assert len(actor.bodies) == 6
    assert len(told) <= 2


def away(who: Person, stand_in: Person, days: int = 1) -> None:
    take_leave(
        by=SYSTEM,
        at=AT,
        person=who,
        kind=LeaveKind.LEAVE,
        first=TODAY,
        last=TODAY + timedelta(days=days - 1),
        stand_in=stand_in,
    )


def test_leave_passes_all_grants_over_and_back(city: Places) -> None:
    desk = somebody(post("office", city["140403003"], Role.SUBDISTRICT_DESK))
    other = somebody(post("office", city["140403100"], Role.LEADER_IN_CHARGE), name="示例乙")
    target = at_place(city, "140403003001")
    own = actor_of(other.user, AT).grants
    away(desk, other)
    assert actor_of(desk.user, AT).grants == ()
    assert actor_of(desk.user, AT).person == desk.pk  # to come back early
    covering = actor_of(other.user, AT)
    assert can(covering, Cases.DISPATCH, target)
    assert covering.person == other.pk
    assert covering.stands_for == {desk.pk}
    assert set(own) < set(covering.grants)
    assert duty_of(other.user, AT).title == "分管领导"  # the first page stays one's own
    back = AT + timedelta(days=1)
    assert can(actor_of(desk.user, back), Cases.DISPATCH, target)
    assert actor_of(other.user, back).grants == own


def test_notices_follow_whoever_stands_in(city: Places) -> None:
    seat = post("office", city["140403003"], Role.SUBDISTRICT_DESK)
    desk = somebody(seat)
    other = somebody(post("office", city["140403100"], Role.LEADER_IN_CHARGE), name="示例乙")
    away(desk, other)
    (found,) = [r for r in readers(TODAY, {desk.pk}, {seat.body_id}) if r.person == other.pk]
    assert found.bodies == {seat.body_id}
    assert found.stands_for == {desk.pk}
    assert not [r for r in readers(TODAY, (), {seat.body_id}) if r.person == desk.pk]
    tomorrow = TODAY + timedelta(days=1)
    assert [r.person for r in readers(tomorrow, {desk.pk}, {seat.body_id})] == [desk.pk]


def test_who_departs_is_out_at_the_next_request_and_of_the_quick_switch(city: Places) -> None:
    who = somebody(post("office", city["140403003"], Role.SUBDISTRICT_DESK))
    client = Client()
    client.force_login(who.user)
    assert client.get("/bodies/leave/").status_code == 200
    depart(by=SYSTEM, at=clock.now(), person=who)
    answer = client.get("/bodies/leave/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/login")
    assert client.get("/account/here/").content.decode().count(who.user.username) == 0
