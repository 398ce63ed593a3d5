"""Mentors and reserves: seen by whom they are about and who must know, gone when they are over."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from linli.config.access import actor_of
from linli.config.roles import ROLES
from linli.config.wiring import PARTS
from linli.domain.bodies.actions import appoint, depart, set_up_post
from linli.domain.bodies.actions.staffing import (
    end_pair,
    pair,
    propose_reserve,
    withdraw_reserve,
)
from linli.domain.bodies.models import Body, MentorPair, Reserve
from linli.domain.bodies.queries import staffing
from linli.domain.bodies.states import ADMINISTRATORS, Role
from linli.domain.people.models import Person
from linli.domain.people.states import Permission as People
from linli.domain.territory import queries as territory
from linli.domain.territory.actions import reorganising
from linli.foundation.jobs import clock
from linli.foundation.journal.models import Entry
from linli.foundation.ui.text import has
from linli.kernel.access import SYSTEM, Actor
from linli.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from tests.domain.bodies.city import AT, TODAY, Places, actor, body, person, post
from tests.domain.bodies.test_cover_pages import TODAY as NOW
from tests.domain.bodies.test_cover_pages import page, somebody, street
from tests.domain.bodies.test_quota_pages import administrator
from tests.domain.cases.test_reorganising import DAY, MERGER, enacted
from tests.domain.cases.world import build

pytestmark = [pytest.mark.db, pytest.mark.django_db]
__all__ = ["street"]
COUNTY, STREET, TOWN = "140403", "140403003", "140403100"
LAST = TODAY + timedelta(days=300)


class Two:
    """A leader of a street and somebody of a town office."""

    def __init__(self, city: Places) -> None:
        self.city = city
        self.old, self.young = person("示例导师"), person("示例学员")
        self.office, self.town = body("office", city[STREET]), body("office", city[TOWN])
        appoint(
            by=SYSTEM,
            at=AT,
            post=post("office", city[STREET], "leader_in_charge"),
            person=self.old,
        )
        appoint(
            by=SYSTEM,
            at=AT,
            post=post("office", city[TOWN], "subdistrict_desk"),
            person=self.young,
        )

    def hand(self, permission: str, code: str, who: Person | None = None) -> Actor:
        held = actor(permission, self.city[code])
        return replace(held, person=(who or person("示例手")).pk)

    def pair(self, by: Actor = SYSTEM, **more) -> MentorPair:
        given = {
            "mentor": self.old,
            "mentee": self.young,
            "body": self.town,
            "topic": "群众工作",
            "first": TODAY,
            "last": LAST,
        }
        return pair(by=by, at=AT, **(given | more))

    def reserve(self, by: Actor = SYSTEM, **more) -> Reserve:
        given = {
            "person": self.young,
            "body": self.town,
            "role": Role.SUBDISTRICT_SECRETARY,
            "proposed_by": "示例镇党委",
            "consent": "示例档案盒3",
            "first": TODAY,
            "last": LAST,
        }
        return propose_reserve(by=by, at=AT, **(given | more))


@pytest.fixture
def two(city: Places) -> Two:
    return Two(city)


def test_a_pair_is_seen_by_both_and_their_bodies(two: Two) -> None:
    row = two.pair(two.hand("bodies.cover", TOWN))
    assert two.pair() == row
    seeing = (
        two.hand("cases.see", STREET, two.old),
        two.hand("cases.see", TOWN, two.young),
        two.hand("bodies.cover", STREET),
        two.hand("bodies.cover", TOWN),
        two.hand("people.manage", COUNTY),
    )
    for by in seeing:
        assert list(staffing.pairs(by, TODAY)) == [row]
        assert not staffing.pairs(by, LAST + timedelta(days=1)).exists()
    for by in (two.hand("bodies.cover", "140428"), two.hand("cases.see", COUNTY)):
        assert not staffing.pairs(by, TODAY).exists()
        with pytest.raises(NotPermitted):
            end_pair(by=by, at=AT, pk=row.pk)
    end_pair(by=two.hand("cases.see", TOWN, two.young), at=AT, pk=row.pk)
    end_pair(by=two.hand("cases.see", TOWN, two.young), at=AT, pk=row.pk)
    assert not staffing.pairs(seeing[0], TODAY).exists()
    assert Entry.objects.filter(move__in=["pair", "end_pair"]).count() == 2


def test_what_of_a_pair_must_be_right(two: Two) -> None:
    for code, more in (
        ("days_in_wrong_order", {"last": TODAY - timedelta(days=1)}),
        ("mentor_of_oneself", {"mentor": two.young}),
        ("mentor_without_topic", {"topic": " "}),
        ("not_of_the_body", {"body": two.office}),
    ):
        with pytest.raises(Invalid, match=code):
            two.pair(**more)
    two.pair()
    with pytest.raises(Conflict, match="mentor_already"):
        two.pair(topic="法律")
    with pytest.raises(NotPermitted):
        two.pair(two.hand("bodies.cover", STREET), first=LAST + timedelta(days=9), last=LAST)
    with pytest.raises(NotFound):
        end_pair(by=SYSTEM, at=AT, pk=0)


@pytest.mark.parametrize("role", list(Role))
def test_a_reserve_is_known_to_who_appoints_there_and_to_no_other_role(
    two: Two, role: Role
) -> None:
    """Every role of the system, in the very office, against the table of roles itself."""
    row = two.reserve()
    seat = Body.objects.filter(seat=two.city["1404"]).order_by("id")[0]
    held = set_up_post(
        by=SYSTEM, at=AT, body=seat, role=role, title="示例岗位", place=two.city["1404"]
    )
    colleague = somebody("示例同事", held)
    reader = actor_of(colleague.person.user, clock.now())
    assert bool(reader.grants) == bool(ROLES[role].permissions)
    appoints = People.MANAGE in {name for name, _ in ROLES[role].permissions}
    assert list(staffing.reserves(reader, TODAY)) == ([row] if appoints else [])
    if not appoints:
        with pytest.raises(NotFound):
            withdraw_reserve(by=reader, at=AT, pk=row.pk)
        with pytest.raises(NotPermitted):
            two.reserve(reader)


def test_a_reserve_is_of_a_place_a_time_and_a_consent(two: Two) -> None:
    row = two.reserve(two.hand("people.manage", COUNTY))
    assert two.reserve() == row
    here, far = two.hand("people.manage", TOWN), two.hand("people.manage", STREET)
    assert list(staffing.reserves(here, TODAY)) == [row]
    assert list(staffing.reserves(far, TODAY)) == []
    assert list(staffing.reserves(here, LAST + timedelta(days=1))) == []
    assert list(staffing.my_reserves(two.young.pk, TODAY)) == [row]
    assert list(staffing.my_reserves(two.old.pk, TODAY)) == []
    for code, more in (
        ("reserve_without_consent", {"consent": " "}),
        ("reserve_without_proposed_by", {"proposed_by": ""}),
        ("reserve_of_administrator", {"role": Role.SYSTEM_ADMIN}),
        ("day_is_over", {"first": TODAY - timedelta(days=9), "last": TODAY - timedelta(days=2)}),
    ):
        with pytest.raises(Invalid, match=code):
            two.reserve(**more)
    for by in (far, two.hand("bodies.cover", TOWN), two.hand("bodies.manage", TOWN)):
        with pytest.raises(NotPermitted):
            two.reserve(by, role=Role.LEADER_IN_CHARGE)
        with pytest.raises(NotFound):
            withdraw_reserve(by=by, at=AT, pk=row.pk)
    withdraw_reserve(by=two.hand("cases.see", TOWN, two.young), at=AT, pk=row.pk)
    assert not Reserve.objects.exists()  # nothing stays
    entries = Entry.objects.filter(move__endswith="_reserve")
    assert [two.young.pk in e.data.values() for e in entries] == [False, False]


def test_who_leaves_is_in_no_pair_and_no_reserve(two: Two) -> None:
    two.pair()
    two.reserve()
    depart(by=SYSTEM, at=AT, person=two.young)
    assert not staffing.pairs(two.hand("people.manage", COUNTY), TODAY).exists()
    assert not staffing.reserves(two.hand("people.manage", COUNTY), TODAY).exists()


def test_a_withdrawn_reserve_does_not_come_back_with_the_map(db: None) -> None:
    world = build()
    street_office = Body.objects.get(pk=world.bodies["street"])
    people = [person("示例一"), person("示例二")]
    rows = [
        propose_reserve(
            by=SYSTEM,
            at=AT,
            person=who,
            body=street_office,
            role=Role.SUBDISTRICT_SECRETARY,
            proposed_by="示例党工委",
            consent=f"示例档案盒{who.pk}",
            first=DAY,
            last=LAST,
        )
        for who in people
    ]
    made = enacted(MERGER)
    heir = Body.objects.on(DAY).get(
        seat=territory.by_code("140403010", DAY), kind="subdistrict_office"
    )
    now = {r.person_id: r for r in Reserve.objects.on(DAY)}
    assert {r.body_id for r in now.values()} == {heir.pk}
    withdraw_reserve(by=replace(SYSTEM, person=people[0].pk), at=AT, pk=now[people[0].pk].pk)
    reorganising.revoke(by=SYSTEM, at=AT, key=made.pk, reason="名称有误", parts=PARTS)
    assert [r.pk for r in Reserve.objects.on(DAY)] == [rows[1].pk]


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_pairs_reserves_and_what_is_about_me_on_pages(
    street: Places, lang: str, django_assert_max_num_queries
) -> None:
    desk = somebody("示例甲", post("office", street[STREET], "subdistrict_desk"))
    leader = somebody("示例乙", post("office", street[STREET], "leader_in_charge"))
    office = body("office", street[STREET]).name
    days = {"first": NOW, "last": NOW + timedelta(days=90)}
    url = "/staffing/mentors/"
    given = {"body": office, "mentee": "示例甲", "mentor_body": office, "mentor": "示例乙"}
    assert desk.post(url, given | days | {"topic": "群众工作"}).status_code == 302
    assert desk.post(url, given | days | {"topic": "法律"}).status_code == 422
    assert leader.post(url, given | days | {"topic": "群众工作"}).status_code == 403
    page(leader, "/staffing/reserves/", 403)
    page(desk, "/staffing/reserves/", 403)
    admin = administrator(street, Role.SECURITY_ADMIN)
    wish = {"body": office, "role": "subdistrict_secretary", "home": office, "person": "示例甲"}
    wish |= days | {"proposed_by": "示例党工委", "consent": "示例档案盒3"}
    assert admin.post("/staffing/reserves/", wish | {"consent": ""}).status_code == 422
    assert admin.post("/staffing/reserves/", wish).status_code == 302
    for client, path in (
        (desk, url),
        (leader, url),
        (admin, "/staffing/reserves/"),
        (desk, "/staffing/mine/"),
    ):
        page(client, path, lang=lang)
        with django_assert_max_num_queries(12):
            assert "示例甲" in page(client, path, lang=lang)
    row = Reserve.objects.get()
    assert "示例党工委" in page(desk, "/staffing/mine/", lang=lang)
    assert "示例党工委" not in page(leader, "/staffing/mine/", lang=lang)
    assert leader.post(f"/staffing/reserves/{row.pk}/withdraw/").status_code == 404
    assert desk.post(f"/staffing/reserves/{row.pk}/withdraw/").status_code == 302
    assert not Reserve.objects.exists()
    kept = MentorPair.objects.get()
    assert leader.post(f"/staffing/mentors/{kept.pk}/end/").status_code == 302
    page(leader, "/staffing/mine/", lang=lang)


def test_every_role_that_may_have_reserves_has_a_name() -> None:
    for role in set(Role) - ADMINISTRATORS:
        assert has(f"bodies.role.{role.value}"), role
