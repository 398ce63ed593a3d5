"""A login leaves an entry when it is made, given, invited again, ended and given back."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command

from linli.domain.people.actions import leave, link_user, register
from linli.foundation.accounts import actions
from linli.foundation.accounts.models import User
from linli.foundation.journal import queries as journal
from linli.foundation.journal.models import Entry
from linli.kernel.access import SYSTEM, Actor, ActorKind, Grant, Reach

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def told() -> list[tuple[str, dict]]:
    return [(e.move, e.data) for e in journal.of_no_place("login")][::-1]


def test_the_whole_life_of_a_login() -> None:
    may = Grant("people.manage", Reach.PLACE, 2, frozenset({1}), frozenset({1}), 1)
    admin = Actor(ActorKind.PERSON, person=7, grants=(may,))
    user = actions.create(by=admin, at=AT, username="desk")
    person = register(by=admin, at=AT, name="示例人员")
    link_user(by=admin, at=AT, person=person, user=user)
    link_user(by=admin, at=AT, person=person, user=user)  # again: nothing new
    actions.end_access(by=admin, at=AT, user_id=user.pk, until=date(2026, 3, 1))
    actions.end_access(by=admin, at=AT, user_id=user.pk, until=date(2026, 3, 1))
    actions.end_access(by=admin, at=AT, user_id=user.pk, until=None)
    actions.end_access(by=admin, at=AT, user_id=user.pk, until=None)
    leave(by=admin, at=AT, person=person)
    me = {"login": user.pk}
    assert told() == [
        ("create", me),
        ("assign", me | {"person": person.pk}),
        ("end", me | {"until": "2026-03-01"}),
        ("restore", me),
        ("end", me | {"until": "2026-03-01"}),
    ]
    rows = Entry.objects.filter(procedure="login").order_by("seq")
    assert [r.seq for r in rows] == [1, 2, 3, 4, 5]
    assert {r.actor_id for r in rows} == {7}
    assert "desk" not in str([r.data for r in rows])


def test_the_command_leaves_them_too() -> None:
    call_command("account_create", "desk", "--generate")
    call_command("account_create", "desk", "--again")
    assert [move for move, _ in told()] == ["create", "invite"]
    assert Entry.objects.filter(actor_kind="system").count() == 2


def test_a_login_that_is_taken_leaves_none() -> None:
    User.objects.create(username="desk")
    with pytest.raises(Exception, match="login_taken"):
        actions.create(by=SYSTEM, at=AT, username="desk")
    assert told() == []
