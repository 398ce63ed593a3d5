"""Who may do what, where: one question, denied by default."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.access import (
    ANONYMOUS,
    SYSTEM,
    Actor,
    ActorKind,
    Grant,
    Reach,
    Target,
    can,
    permissions,
)

CASE = UUID(int=7)


def grant(**more: object) -> Grant:
    values: dict[str, object] = {
        "permission": "case_close",
        "reach": Reach.PLACE,
        "level": 4,
        "places": frozenset({10}),
        "bodies": frozenset({100}),
        "post": 1,
        "matters": None,
    }
    return Grant(**(values | more))  # type: ignore[arg-type]


def actor(*grants: Grant) -> Actor:
    return Actor(ActorKind.PERSON, person=1, grants=grants)


HERE = Target(places=frozenset({1, 10, 30}), bodies=frozenset({200}), matter="09", subject=CASE)


@pytest.mark.parametrize(
    ("given_grant", "allowed"),
    [
        (grant(), True),
        (grant(places=frozenset({11})), False),
        (grant(permission="case_read"), False),
        (grant(matters=frozenset({"09"})), True),
        (grant(matters=frozenset({"01"})), False),
        (grant(matters=frozenset()), False),
        (grant(reach=Reach.BODY), False),
        (grant(reach=Reach.BODY, bodies=frozenset({200}), places=frozenset()), True),
    ],
)
def test_a_grant_reaches_its_subtree_its_bodies_and_its_matters(
    given_grant: Grant, allowed: bool
) -> None:
    assert can(actor(given_grant), "case_close", HERE) is allowed


def test_a_body_complained_about_is_barred_whatever_it_holds() -> None:
    barred = Target(places=HERE.places, bodies=frozenset({100}), barred=frozenset({100}))
    assert not can(actor(grant()), "case_close", barred)
    assert not can(actor(grant(reach=Reach.BODY)), "case_close", barred)


def test_a_reporter_reaches_the_proven_case_only() -> None:
    assert can(Actor(ActorKind.REPORTER, subject=CASE), "case_rate", HERE)
    assert not can(Actor(ActorKind.REPORTER, subject=UUID(int=8)), "case_rate", HERE)
    assert not can(Actor(ActorKind.REPORTER), "case_rate", HERE)
    assert not can(Actor(ActorKind.REPORTER), "case_rate", Target())


def test_the_system_may_and_a_stranger_may_not() -> None:
    assert can(SYSTEM, "case_escalate", HERE)
    assert not can(ANONYMOUS, "case_read", HERE)


def test_bodies_and_permissions_of_an_actor() -> None:
    two = actor(grant(), grant(permission="case_read", bodies=frozenset({300})))
    assert two.bodies == {100, 300}
    assert [g.permission for g in two.of("case_read")] == ["case_read"]
    assert permissions(two.grants) == {"case_close", "case_read"}


ids = st.frozensets(st.integers(1, 6), max_size=3)


@given(ids, ids, ids, ids, st.sampled_from(Reach))
def test_another_grant_never_takes_away(
    places: frozenset[int],
    bodies: frozenset[int],
    there: frozenset[int],
    theirs: frozenset[int],
    reach: Reach,
) -> None:
    one, other = (
        grant(places=places, bodies=bodies, reach=reach),
        grant(places=there, bodies=theirs),
    )
    target = Target(places=frozenset({1, 2}), bodies=frozenset({3}))
    if can(actor(one), "case_close", target):
        assert can(actor(one, other), "case_close", target)
