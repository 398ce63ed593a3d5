"""Who acts for a post: on every day exactly one, whatever leave, deputy and end there are."""

from __future__ import annotations

from itertools import product

import pytest

from linli.domain.bodies.rules.cover import Chair, Hand, Other, hand_of
from linli.domain.bodies.rules.terms import Held, renewal
from linli.domain.bodies.states import ADMINISTRATORS, Role, Stands
from tests.domain.bodies.city import TODAY

HOLDER, STAND_IN, DEPUTY = 1, 2, 3
ABSENT = (None, Other(STAND_IN, free=False), Other(STAND_IN, free=True), Other(HOLDER, free=True))
DEPUTIES = (None, Other(DEPUTY, free=False), Other(DEPUTY, free=True), Other(HOLDER, free=True))


@pytest.mark.parametrize("role", list(Role))
def test_a_chair_has_exactly_one_hand(role: Role) -> None:
    for away, stand_in, deputy in product((False, True), ABSENT, DEPUTIES):
        hand = hand_of(Chair(role, HOLDER, away, stand_in, deputy))
        assert isinstance(hand, Hand)
        free = [o.person for o in (stand_in, deputy) if o and o.free and o.person != HOLDER]
        if not away or role in ADMINISTRATORS or not free:
            assert hand.person == HOLDER
            assert hand.how is (Stands.UNCOVERED if away else Stands.OWN)
        else:
            assert hand.person == free[0]  # the one named for this leave before the standing one
            assert hand.how is (Stands.STAND_IN if free[0] == STAND_IN else Stands.DEPUTY)


def test_a_renewal_leaves_exactly_the_wanted_and_a_second_one_nothing_to_do() -> None:
    held = [Held(1, 11, None, None), Held(2, 12, None, None), Held(3, 13, TODAY, None)]
    change = renewal(held, [11, 14], TODAY)
    assert [h.person for h in change.stay] == [11]
    assert [h.person for h in change.go] == [12]
    assert change.come == (14,)
    assert [h.person for h in change.drop] == [13]  # who was to come, and is no longer named
    after = [
        Held(1, 11, None, None),
        Held(2, 12, None, TODAY),
        Held(3, 13, TODAY, TODAY),
        Held(4, 14, TODAY, None),
    ]
    again = renewal(after, [11, 14], TODAY)
    assert (again.go, again.come, again.drop) == ((), (), ())
    assert [h.person for h in (*again.stay, *again.already)] == [11, 14]
