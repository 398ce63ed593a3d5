"""Appointments: the only way to rights, guarded by quotas, tenure and three administrators."""

from datetime import date, timedelta
from itertools import permutations

import pytest
from django.db import IntegrityError, transaction

from linli.domain.bodies import queries
from linli.domain.bodies.actions import (
    appoint,
    appoint_many,
    end,
    end_appointment,
    end_post,
    found,
    set_up_post,
)
from linli.domain.bodies.models import Appointment, Body
from linli.domain.bodies.states import ADMINISTRATORS, BodyKind, Role
from linli.domain.people.actions import leave
from linli.foundation.journal.models import Entry
from linli.kernel.access import SYSTEM
from linli.kernel.errors import Conflict, Invalid, NotPermitted
from tests.domain.bodies.city import AT, TODAY, Places, actor, body, person, post

pytestmark = pytest.mark.django_db

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def test_an_appointment_leaves_its_entry(city: Places) -> None:
    seat = post("office", city["140403003"], "leader_in_charge")
    row = appoint(by=SYSTEM, at=AT, post=seat, person=person())
    entry = Entry.objects.get(move="appoint")
    assert entry.data["post"] == seat.pk
    assert entry.data["person"] == row.person_id
    assert (entry.place_id, entry.body_id) == (city["140403003"].pk, seat.body_id)


def test_a_post_takes_as_many_as_its_quota(city: Places) -> None:
    seat = post("office", city["140403003"], "leader_in_charge")
    first = appoint(by=SYSTEM, at=AT, post=seat, person=person())
    with pytest.raises(Conflict) as told:
        appoint(by=SYSTEM, at=AT, post=seat, person=person("示例乙"))
    assert told.value.code == "post_full"
    end_appointment(by=SYSTEM, at=AT, appointment=first)
    assert appoint(by=SYSTEM, at=AT, post=seat, person=person("示例丙")).chair == 1
    desk = post("office", city["140403003"], "subdistrict_desk")
    chairs = [appoint(by=SYSTEM, at=AT, post=desk, person=person(n)).chair for n in ("丁", "戊")]
    assert chairs == [1, 2]


def test_the_database_itself_refuses_two_holders_of_one_chair(city: Places) -> None:
    seat = post("office", city["140403003"], "leader_in_charge")
    appoint(by=SYSTEM, at=AT, post=seat, person=person())
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.create(post=seat, person=person("乙"), chair=1, valid_from=TOMORROW)


def test_one_person_may_hold_several_posts_but_none_twice(city: Places) -> None:
    who = person()
    desk = post("office", city["140403003"], "subdistrict_desk")
    appoint(by=SYSTEM, at=AT, post=desk, person=who)
    appoint(
        by=SYSTEM,
        at=AT,
        post=post("party", city["140403003"], Role.SUBDISTRICT_SECRETARY),
        person=who,
    )
    assert queries.appointments_of(who.pk, TODAY).count() == 2
    with pytest.raises(Conflict) as told:
        appoint(by=SYSTEM, at=AT, post=desk, person=who)
    assert told.value.code == "post_held_already"


@pytest.mark.parametrize("pair", list(permutations(sorted(ADMINISTRATORS), 2)))
def test_three_administrators_are_three_people(city: Places, pair: tuple[Role, Role]) -> None:
    first, second = (post("command", city["1404"], role) for role in pair)
    who = person()
    appoint(by=SYSTEM, at=AT, post=first, person=who)
    with pytest.raises(Conflict) as told:
        appoint(by=SYSTEM, at=AT, post=second, person=who)
    assert told.value.code == "administrators_apart"
    appoint(by=SYSTEM, at=AT, post=second, person=person("示例乙"))


def test_an_administrator_to_come_counts_too(city: Places) -> None:
    who = person()
    later = post("command", city["1404"], Role.AUDIT_ADMIN)
    appoint(by=SYSTEM, at=AT, post=later, person=who, since=TODAY + timedelta(days=30))
    with pytest.raises(Conflict):
        appoint(by=SYSTEM, at=AT, post=post("command", city["1404"], Role.SYSTEM_ADMIN), person=who)


def test_administrators_are_not_appointed_in_bulk(city: Places) -> None:
    seat = post("command", city["1404"], Role.AUDIT_ADMIN)
    with pytest.raises(Invalid) as told:
        appoint_many(
            by=SYSTEM, at=AT, place_id=city["1404"].pk, pairs=[(seat.pk, person().pk)], since=None
        )
    assert told.value.code == "administrators_one_by_one"
    assert not Appointment.objects.exists()


def test_many_at_once(city: Places) -> None:
    desk = post("office", city["140403003"], "subdistrict_desk")
    pairs = [(desk.pk, person(n).pk) for n in ("甲", "乙")]
    place = city["1404"].pk
    assert appoint_many(by=SYSTEM, at=AT, place_id=place, pairs=pairs, since=None) == 2
    assert len(queries.holders_of([desk.pk], TODAY)[desk.pk]) == 2
    assert queries.persons_in([desk.body_id], TODAY) == {desk.body_id: [p for _, p in pairs]}


def test_who_lets_in_must_be_allowed_to_here(city: Places) -> None:
    seat = post("office", city["140403003"], "leader_in_charge")
    for by in (
        actor("bodies.manage", city["140403"]),  # who configures does not let in
        actor("people.manage", city["140428"]),  # another county
    ):
        with pytest.raises(NotPermitted):
            appoint(by=by, at=AT, post=seat, person=person())
    appoint(by=actor("people.manage", city["140403"]), at=AT, post=seat, person=person())


def test_an_ended_appointment_grants_nothing_that_same_day(city: Places) -> None:
    who = person()
    row = appoint(
        by=SYSTEM,
        at=AT,
        post=post("office", city["140403003"], "leader_in_charge"),
        person=who,
        since=YESTERDAY,
    )
    end_appointment(by=SYSTEM, at=AT, appointment=row)
    assert queries.appointments_of(who.pk, YESTERDAY).count() == 1
    assert queries.appointments_of(who.pk, TODAY).count() == 0
    with pytest.raises(Conflict):
        end_appointment(by=SYSTEM, at=AT, appointment=row)


def test_nobody_is_appointed_who_has_left_or_to_what_has_ended(city: Places) -> None:
    seat = post("office", city["140403003"], "leader_in_charge")
    gone = leave(by=SYSTEM, at=AT, person=person())
    with pytest.raises(Invalid) as told:
        appoint(by=SYSTEM, at=AT, post=seat, person=gone)
    assert told.value.code == "person_left"
    end_post(by=SYSTEM, at=AT, post=seat, on=TODAY)
    with pytest.raises(Conflict) as ended:
        appoint(by=SYSTEM, at=AT, post=seat, person=person("示例乙"))
    assert ended.value.code == "post_ended"


def test_a_body_that_ends_takes_posts_and_appointments_with_it(city: Places) -> None:
    team = body("enforcement", city["140403003"])
    who = person()
    leader = post("enforcement", city["140403003"], "department_head")
    appoint(by=SYSTEM, at=AT, post=leader, person=who, since=YESTERDAY)
    end(by=SYSTEM, at=AT, body=team, on=TOMORROW)
    assert queries.appointments_of(who.pk, TODAY).count() == 1
    assert queries.appointments_of(who.pk, TOMORROW).count() == 0
    assert queries.posts_of(team.pk, TOMORROW).count() == 0
    with pytest.raises(Conflict) as told:
        end(by=SYSTEM, at=AT, body=body("office", city["140403003"]), on=TOMORROW)
    assert told.value.code == "body_has_subordinates"


def test_the_same_line_again_only_after_the_first_has_ended(city: Places) -> None:
    place = city["140403003"]
    new = {
        "kind": BodyKind.ENFORCEMENT_TEAM,
        "name": "新执法队",
        "seat": place,
        "line": "enforcement",
    }
    with pytest.raises(Conflict):
        found(by=SYSTEM, at=AT, **new)
    end(by=SYSTEM, at=AT, body=body("enforcement", place), on=TODAY)
    assert found(by=SYSTEM, at=AT, valid_from=TODAY, **new).pk


def test_a_new_desk_is_found_at_once_and_only_from_its_first_day(places: Places) -> None:
    place = places["140403003"]
    assert queries.desk_of(place.pk, TODAY) is None
    kind = BodyKind.SUBDISTRICT_OFFICE
    made = found(by=SYSTEM, at=AT, kind=kind, name="办事处", seat=place, valid_from=TODAY)
    assert queries.desk_of(place.pk, YESTERDAY) is None
    desk = queries.desk_of(place.pk, TODAY)
    assert desk is not None
    assert desk.id == made.pk


def test_bad_input_is_refused(city: Places) -> None:
    office = body("office", city["140403003"])
    with pytest.raises(Invalid):
        set_up_post(by=SYSTEM, at=AT, body=office, role=Role.VERIFIER, title="核查员", quota=0)
    with pytest.raises(Invalid):
        found(by=SYSTEM, at=AT, kind=BodyKind.BUREAU, name="  ", seat=city["1404"])
    before = Body.objects.count()
    with pytest.raises(ValueError, match="no_such"):
        found(by=SYSTEM, at=AT, kind="no_such", name="某局", seat=city["1404"])  # type: ignore[arg-type]
    assert Body.objects.count() == before


def test_a_post_ends_with_its_day(city: Places) -> None:
    seat = post("office", city["140403003"], "leader_in_charge")
    end_post(by=SYSTEM, at=AT, post=seat, on=date(2026, 6, 1))
    office = body("office", city["140403003"])
    assert seat in queries.posts_of(office.pk, date(2026, 5, 31))
    assert seat not in queries.posts_of(office.pk, date(2026, 6, 1))
