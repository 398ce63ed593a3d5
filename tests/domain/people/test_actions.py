"""Persons: registered, given a login, gone."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from linli.domain.people import queries
from linli.domain.people.actions import leave, link_user, register
from linli.domain.people.models import Person
from linli.kernel.access import ANONYMOUS, SYSTEM, Actor, ActorKind, Grant, Reach
from linli.kernel.errors import Conflict, Invalid, NotPermitted

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
PHONE = "10001234567"


def user(name: str):
    return get_user_model().objects.create_user(name)


def test_a_work_phone_is_sealed_and_opens_again() -> None:
    person = register(by=SYSTEM, at=AT, name="示例甲", work_phone=PHONE)
    row = Person.objects.get()
    assert PHONE.encode() not in bytes(row.work_phone)
    assert queries.work_phones([row]) == {person.pk: PHONE}


def test_a_sealed_phone_opens_only_in_its_own_row() -> None:
    one = register(by=SYSTEM, at=AT, name="示例甲", work_phone=PHONE)
    two = register(by=SYSTEM, at=AT, name="示例乙")
    two.work_phone = one.work_phone
    with pytest.raises(Exception, match="work_phone"):
        queries.work_phones([two])


def test_phones_and_names_of_many_are_one_query_each(django_assert_num_queries) -> None:
    people = [register(by=SYSTEM, at=AT, name=f"示例{n}", work_phone=PHONE) for n in range(5)]
    with django_assert_num_queries(1):
        assert len(queries.work_phones(people)) == 5
    with django_assert_num_queries(1):
        assert len(queries.named(p.pk for p in people)) == 5


def test_a_login_belongs_to_one_person() -> None:
    one = register(by=SYSTEM, at=AT, name="示例甲")
    two = register(by=SYSTEM, at=AT, name="示例乙")
    first, second = user("one"), user("two")
    link_user(by=SYSTEM, at=AT, person=one, user=first)
    link_user(by=SYSTEM, at=AT, person=one, user=first)  # again changes nothing
    assert queries.person_of(first.pk) == one
    for person, login, code in (
        (one, second, "person_has_login"),
        (two, first, "login_of_another"),
    ):
        with pytest.raises(Conflict) as told:
            link_user(by=SYSTEM, at=AT, person=person, user=login)
        assert told.value.code == code


def test_who_leaves_keeps_the_name_and_loses_the_rest() -> None:
    person = register(by=SYSTEM, at=AT, name="示例甲", work_phone=PHONE, email="a@example.com")
    gone = leave(by=SYSTEM, at=AT, person=person)
    assert (gone.valid_to, gone.email, bytes(gone.work_phone)) == (date(2026, 3, 2), "", b"")
    assert queries.named([person.pk])[person.pk].name == "示例甲"
    with pytest.raises(Conflict):
        leave(by=SYSTEM, at=AT, person=person)


def test_who_leaves_is_signed_out_at_the_next_request(client: Client) -> None:
    now = timezone.now()
    person = register(by=SYSTEM, at=now, name="示例甲")
    login = user("gone")
    link_user(by=SYSTEM, at=now, person=person, user=login)
    client.force_login(login)
    assert client.get("/account/me/").status_code == 200
    leave(by=SYSTEM, at=now, person=person)
    assert client.get("/account/me/").status_code == 302
    assert "_auth_user_id" not in client.session


def test_the_day_is_the_installations() -> None:
    late = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)  # 01:00 of the next day in Shanghai
    person = register(by=SYSTEM, at=AT, name="示例甲")
    assert leave(by=SYSTEM, at=late, person=person).valid_to == date(2026, 3, 3)


def test_one_who_never_came_may_leave() -> None:
    person = register(by=SYSTEM, at=AT, name="示例甲", valid_from=date(2026, 5, 1))
    assert leave(by=SYSTEM, at=AT, person=person).valid_to == date(2026, 3, 2)


def test_a_name_is_needed() -> None:
    with pytest.raises(Invalid):
        register(by=SYSTEM, at=AT, name=" 　")


@pytest.mark.parametrize(
    "by",
    [
        ANONYMOUS,
        Actor(ActorKind.PERSON, person=1),
        Actor(
            ActorKind.PERSON,
            person=1,
            grants=(Grant("bodies.manage", Reach.PLACE, 1, frozenset({1}), frozenset({1}), 1),),
        ),
    ],
)
def test_only_who_manages_people_lets_them_in(by: Actor) -> None:
    with pytest.raises(NotPermitted):
        register(by=by, at=AT, name="示例甲")
    assert not Person.objects.exists()
