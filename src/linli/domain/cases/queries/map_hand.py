"""Who may enact what another drafted: the second hand of small offices, as for cases."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from linli.domain.bodies import queries as bodies
from linli.domain.bodies.rules import second_hand
from linli.domain.cases.rules.limits import SECOND_HAND
from linli.domain.mandates import queries as mandates


def hand_above(
    drafter: int, enactor: Collection[int], roles: Collection[str], on: date
) -> int | None:
    """Return the body above that must enact, None where the enactor may.

    `roles` are those that may change the map, `enactor` the bodies by whose post somebody would
    enact. A body with few people does not check itself while a level above has somebody who may;
    three queries.
    """
    own = bodies.grants_rows_in(on, [drafter], [])
    first = next((r["body_id"] for r in own if r["role"] in roles), None)
    if first is None or set(enactor) - {first}:
        return None
    chain = bodies.directory().chain(first)
    people: dict[int, set[int]] = {body: set() for body in chain}
    able: dict[int, set[int]] = {body: set() for body in chain}
    for row in bodies.acting_in(chain, on):
        people[row["body_id"]].add(row["person_id"])
        if row["role"] in roles:
            able[row["body_id"]].add(row["person_id"])
    few = mandates.threshold(SECOND_HAND, bodies.seat_of(first), on).number
    some = [(body, people[body] if able[body] - {drafter} else ()) for body in chain]
    found = second_hand(some, first=first, person=drafter, few=few)
    return None if found is None or found.body == first else found.body
