"""Leave passes a post over and back by itself; on every day each post has exactly one hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.domain.bodies import queries
from linli.domain.bodies.actions import (
    appoint,
    depart,
    end_appointment,
    end_leave,
    name_deputy,
    sign_hand_over,
    take_leave,
)
from linli.domain.bodies.models import Appointment, Deputy, HandOver, Leave, Post
from linli.domain.bodies.queries.uncovered import uncovered
from linli.domain.bodies.states import LeaveKind, Paper, Role, Stands
from linli.domain.people.models import Person
from linli.foundation.journal.models import Entry
from linli.kernel.access import SYSTEM, Actor, ActorKind
from linli.kernel.errors import Conflict, Invalid, NotPermitted
from tests.domain.bodies.city import AT, TODAY, Places, actor, person, post

pytestmark = [pytest.mark.db, pytest.mark.django_db]

DAY = timedelta(days=1)


class Street:
    """A leader, a checker and a desk clerk of one street; the checker deputises for the leader."""

    def __init__(self, city: Places) -> None:
        street = city["140403003"]
        self.street = street
        self.posts: dict[str, Post] = {}
        self.people: dict[str, Person] = {}
        for role, name in (
            ("leader_in_charge", "示例甲"),
            ("verifier", "示例乙"),
            ("subdistrict_desk", "示例丙"),
        ):
            self.posts[name] = post("office", street, role)
            self.people[name] = person(name)
            appoint(by=SYSTEM, at=AT, post=self.posts[name], person=self.people[name])

    def away(self, name: str, first: int = 0, last: int = 2, stand_in: str = "") -> Leave:
        return take_leave(
            by=SYSTEM,
            at=AT,
            person=self.people[name],
            kind=LeaveKind.LEAVE,
            first=TODAY + first * DAY,
            last=TODAY + last * DAY,
            stand_in=self.people[stand_in] if stand_in else None,
        )

    def deputy(self, of: str, name: str) -> None:
        name_deputy(by=SYSTEM, at=AT, post=self.posts[of], person=self.people[name])

    def hand(self, of: str, day: int = 0) -> tuple[str, Stands]:
        (found,) = queries.hands_of([self.posts[of].pk], TODAY + day * DAY)
        return found.hand.name, found.how


@pytest.fixture
def street(city: Places) -> Street:
    return Street(city)


def test_leave_passes_a_post_to_its_deputy_and_back(street: Street) -> None:
    street.deputy("示例甲", "示例乙")
    street.away("示例甲", first=1, last=2)
    assert [street.hand("示例甲", n) for n in range(4)] == [
        ("示例甲", Stands.OWN),
        ("示例乙", Stands.DEPUTY),
        ("示例乙", Stands.DEPUTY),
        ("示例甲", Stands.OWN),
    ]
    assert Appointment.objects.count() == 3  # nothing was copied
    moves = list(Entry.objects.filter(move__in=["name_deputy", "take_leave"]).order_by("id"))
    assert [e.move for e in moves] == ["name_deputy", "take_leave"]
    assert moves[1].data["until"] == (TODAY + 3 * DAY).isoformat()


def test_who_is_named_for_a_leave_comes_before_the_deputy(street: Street) -> None:
    street.deputy("示例甲", "示例乙")
    street.away("示例甲", stand_in="示例丙")
    assert street.hand("示例甲") == ("示例丙", Stands.STAND_IN)
    street.away("示例丙", first=3, last=5)
    with pytest.raises(Conflict) as told:
        street.away("示例乙", first=2, last=4, stand_in="示例丙")
    assert (told.value.code, told.value.field) == ("stand_in_away", "stand_in")


def test_a_stand_in_who_falls_away_leaves_it_to_the_deputy_then_to_the_holder(
    street: Street,
) -> None:
    street.deputy("示例甲", "示例乙")
    street.away("示例甲", stand_in="示例丙", last=9)
    street.away("示例丙", first=1, last=9)  # what came later is not forbidden: people fall ill
    assert street.hand("示例甲", 1) == ("示例乙", Stands.DEPUTY)
    street.away("示例乙", first=2, last=9)
    assert street.hand("示例甲", 2) == ("示例甲", Stands.UNCOVERED)
    assert {(a.day, a.name) for a in uncovered(Q(), TODAY, 14)} == {
        (TODAY + DAY, "示例丙"),
        (TODAY + 2 * DAY, "示例甲"),
        (TODAY + 2 * DAY, "示例乙"),
    }


def test_back_early_means_back_today_and_a_leave_ends_once(street: Street) -> None:
    street.deputy("示例甲", "示例乙")
    leave = street.away("示例甲")
    end_leave(by=SYSTEM, at=AT, leave=leave)
    assert street.hand("示例甲") == ("示例甲", Stands.OWN)
    with pytest.raises(Conflict) as told:
        end_leave(by=SYSTEM, at=AT, leave=leave)
    assert told.value.code == "leave_is_over"
    street.away("示例甲", last=4)  # days given back are free for another leave


def test_the_same_leave_again_changes_nothing_and_another_over_it_is_refused(
    street: Street,
) -> None:
    first = street.away("示例甲")
    assert street.away("示例甲").pk == first.pk
    assert Entry.objects.filter(move="take_leave").count() == 1
    with pytest.raises(Conflict) as told:
        street.away("示例甲", first=1, last=5)
    assert told.value.code == "leave_overlaps"
    with pytest.raises(IntegrityError), transaction.atomic():
        Leave.objects.create(
            person=street.people["示例甲"],
            kind=LeaveKind.LEAVE,
            valid_from=TODAY,
            valid_to=TODAY + DAY,
        )


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        (2, 1, "days_in_wrong_order"),
        (-1, 1, "day_is_over"),
        (0, 366, "leave_too_long"),
    ],
)
def test_days_that_cannot_be(street: Street, first: int, last: int, code: str) -> None:
    with pytest.raises(Invalid) as told:
        street.away("示例甲", first=first, last=last)
    assert told.value.code == code
    assert told.value.field in ("first", "last")
    assert not Leave.objects.exists()


def test_one_enters_ones_own_leave_and_the_desk_anybodys_there(
    street: Street, city: Places
) -> None:
    ask = {"at": AT, "kind": LeaveKind.BUSINESS, "first": TODAY, "last": TODAY}
    mine = Actor(ActorKind.PERSON, person=street.people["示例甲"].pk)
    take_leave(by=mine, person=street.people["示例甲"], **ask)
    with pytest.raises(NotPermitted):
        take_leave(by=mine, person=street.people["示例乙"], **ask)
    elsewhere = actor("bodies.cover", city["140403100"])
    with pytest.raises(NotPermitted):
        take_leave(by=elsewhere, person=street.people["示例乙"], **ask)
    take_leave(by=actor("bodies.cover", city["140403003"]), person=street.people["示例乙"], **ask)


def test_deputies_that_cannot_be(street: Street, city: Places) -> None:
    seat = street.posts["示例甲"]
    with pytest.raises(Invalid) as told:
        name_deputy(by=SYSTEM, at=AT, post=seat, person=person("无岗"))
    assert told.value.code == "stand_in_without_post"
    with pytest.raises(Invalid) as told:
        street.deputy("示例甲", "示例甲")
    assert told.value.code == "deputy_of_oneself"
    admin = Post.objects.filter(role=Role.SYSTEM_ADMIN).first()
    if admin is not None:
        with pytest.raises(Invalid) as told:
            name_deputy(by=SYSTEM, at=AT, post=admin, person=street.people["示例甲"])
        assert told.value.code == "deputy_of_administrator"
    street.deputy("示例甲", "示例乙")
    street.deputy("示例甲", "示例乙")  # again: nothing
    assert Deputy.objects.count() == 1
    street.deputy("示例甲", "示例丙")
    assert queries.deputies_of([seat.pk], TODAY)[seat.pk].person.name == "示例丙"
    name_deputy(by=SYSTEM, at=AT, post=seat, person=None)
    assert queries.deputies_of([seat.pk], TODAY) == {}


def test_an_acting_holder_has_an_end_and_it_comes_by_itself(street: Street) -> None:
    seat = post("party", street.street, "subdistrict_secretary")
    with pytest.raises(Invalid) as told:
        appoint(by=SYSTEM, at=AT, post=seat, person=street.people["示例甲"], acting=True)
    assert (told.value.code, told.value.field) == ("acting_without_end", "until")
    appoint(
        by=SYSTEM,
        at=AT,
        post=seat,
        person=street.people["示例甲"],
        acting=True,
        until=TODAY + 5 * DAY,
    )
    assert len(queries.hands_of([seat.pk], TODAY + 4 * DAY)) == 1
    assert queries.hands_of([seat.pk], TODAY + 5 * DAY) == []
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.filter(post=seat).update(valid_to=None)


def test_who_leaves_keeps_nothing_and_the_body_takes_over(street: Street, city: Places) -> None:
    street.deputy("示例甲", "示例乙")
    street.away("示例丙", stand_in="示例乙", last=9)
    assert street.hand("示例丙") == ("示例乙", Stands.STAND_IN)
    later = AT + DAY
    assert depart(by=SYSTEM, at=later, person=street.people["示例乙"]) == 1
    gone = street.people["示例乙"].pk
    assert not queries.appointments_of(gone, TODAY + DAY).exists()
    assert not Deputy.objects.on(TODAY + DAY).filter(person_id=gone).exists()
    assert street.hand("示例丙", 1) == ("示例丙", Stands.UNCOVERED)
    paper = HandOver.objects.get()
    assert (paper.giver_id, paper.taker_id, paper.why) == (gone, None, "leaving")
    with pytest.raises(Conflict):
        depart(by=SYSTEM, at=later, person=street.people["示例乙"])


def test_a_list_is_signed_by_both_each_once(street: Street) -> None:
    depart(by=SYSTEM, at=AT + DAY, person=street.people["示例乙"])
    paper = HandOver.objects.get()
    giver = Actor(ActorKind.PERSON, person=street.people["示例乙"].pk)
    desk = actor("bodies.cover", street.street)
    sign = {"at": AT + DAY, "hand_over_id": paper.pk}
    with pytest.raises(NotPermitted):
        sign_hand_over(by=desk, how=Paper.GIVE, **sign)
    sign_hand_over(by=giver, how=Paper.GIVE, **sign)
    with pytest.raises(Conflict):
        sign_hand_over(by=giver, how=Paper.GIVE, **sign)
    with pytest.raises(NotPermitted):
        sign_hand_over(by=giver, how=Paper.TAKE, **sign)
    assert sign_hand_over(by=Actor(**_of(desk, street)), how=Paper.TAKE, **sign).is_signed
    assert [e.data["how"] for e in Entry.objects.filter(move="sign_hand_over").order_by("id")] == [
        "give",
        "take",
    ]


def _of(desk: Actor, street: Street) -> dict:
    return {"kind": desk.kind, "person": street.people["示例丙"].pk, "grants": desk.grants}


days = st.integers(0, 6)


@settings(
    max_examples=20,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    leaves=st.lists(
        st.tuples(
            st.sampled_from(["示例甲", "示例乙", "示例丙"]),
            days,
            st.integers(0, 3),
            st.sampled_from(["", "示例甲", "示例乙", "示例丙"]),
        ),
        max_size=5,
    ),
    deputies=st.lists(
        st.tuples(*[st.sampled_from(["示例甲", "示例乙", "示例丙"])] * 2), max_size=3
    ),
    ends=st.lists(st.tuples(st.sampled_from(["示例甲", "示例乙", "示例丙"]), days), max_size=2),
)
def test_on_every_day_each_post_held_has_exactly_one_hand_who_is_there(
    street: Street, leaves: list, deputies: list, ends: list
) -> None:
    """Whatever was tried in whatever order: no post with two hands, none with an absent one.

    Except where nobody is free: then its holder keeps it, and the gap list says so.
    """
    point = transaction.savepoint()
    for name, first, length, stand_in in leaves:
        _tried(lambda n=name, f=first, k=length, s=stand_in: street.away(n, f, f + k, s))
    for of, name in deputies:
        _tried(lambda o=of, n=name: street.deputy(o, n))
    for name, day in ends:
        row = Appointment.objects.get(post=street.posts[name])
        _tried(lambda r=row, d=day: end_appointment(by=SYSTEM, at=AT, appointment=r, on=_on(d)))
    for n in range(12):
        _check(street, _on(n))
    transaction.savepoint_rollback(point)


def _on(day: int) -> date:
    return TODAY + day * DAY


def _tried(act) -> None:
    try:
        with transaction.atomic():
            act()
    except (Invalid, Conflict):
        pass


def _check(street: Street, on: date) -> None:
    held = set(
        Appointment.objects.on(on).values_list("post_id", "person_id")  # holders on the day
    )
    away = set(Leave.objects.on(on).values_list("person_id", flat=True))
    hands = queries.hands_of([p.pk for p in street.posts.values()], on)
    assert sorted((h.post, h.holder.id) for h in hands) == sorted(held)
    at_work = {p for _, p in held} - away
    for hand in hands:
        if hand.how is Stands.UNCOVERED:
            assert hand.hand.id == hand.holder.id in away
            (leave,) = Leave.objects.on(on).filter(person_id=hand.holder.id)
            second = Deputy.objects.on(on).filter(post_id=hand.post).first()
            assert leave.stand_in_id not in at_work
            assert second is None or second.person_id not in at_work - {hand.holder.id}
        else:
            assert hand.hand.id in at_work
            assert (hand.how is Stands.OWN) == (hand.holder.id not in away)
    # by login: the same answer from the other side
    rows = queries.grants_rows_in(on, {p.pk for p in street.people.values()}, ())
    assert sorted((r["post_id"], r["person_id"]) for r in rows) == sorted(
        (h.post, h.hand.id) for h in hands
    )
