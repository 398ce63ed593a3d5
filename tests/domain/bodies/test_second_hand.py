"""Where a rule needs two persons: another of the same body, or the level above it if small."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.domain.bodies.rules import SecondHand, second_hand

COMMUNITY, STREET, TEAM = 1, 2, 3


def whose(*candidates: tuple[int, list[int]], first: int = COMMUNITY, person: int | None = 11):
    return second_hand(candidates, first=first, person=person, few=3)


@pytest.mark.parametrize(
    ("staff", "found"),
    [
        ([11, 12, 13], SecondHand(COMMUNITY, small=False)),
        ([11, 12], SecondHand(STREET, small=True)),
        ([11], SecondHand(STREET, small=True)),
    ],
)
def test_a_body_of_three_checks_itself_and_a_smaller_one_is_checked_from_above(staff, found):
    assert whose((COMMUNITY, staff), (STREET, [21])) == found


def test_another_body_is_a_second_hand_however_small_it_is() -> None:
    found = whose((COMMUNITY, [12]), (STREET, [21]), (TEAM, [11]), first=TEAM)
    assert found == SecondHand(COMMUNITY, small=False)


def test_a_level_above_without_anybody_is_climbed_over() -> None:
    assert whose((COMMUNITY, [11]), (STREET, []), (9, [91])) == SecondHand(9, small=True)


def test_where_nobody_stands_above_another_of_the_body_is_better_than_none() -> None:
    assert whose((COMMUNITY, [11, 12])) == SecondHand(COMMUNITY, small=True)
    assert whose((COMMUNITY, [11])) is None


@given(
    st.lists(
        st.tuples(st.integers(1, 5), st.lists(st.integers(1, 9), unique=True)),
        unique_by=lambda c: c[0],
    ),
    st.integers(1, 5),
    st.integers(1, 9),
)
def test_somebody_else_is_always_there(candidates, first, person) -> None:
    found = second_hand(candidates, first=first, person=person, few=3)
    people = dict(candidates)
    if found is None:
        assert not any(set(p) - {person} for p in people.values())
    else:
        assert set(people[found.body]) - {person}
