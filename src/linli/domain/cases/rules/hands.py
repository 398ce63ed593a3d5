"""Whose hand it is: from the state and the row to a body, and whether an actor is that hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Protocol
from uuid import UUID

from linli.domain.cases.states import Hand, InvolvementRole, MoveName, State
from linli.kernel.access import Actor, ActorKind, Reach, Target, covers
from linli.kernel.procedure import Move

# Whose move is awaited in a state; where no body's hand is awaited the state is not named.
AWAITED: Mapping[str, Hand] = {
    State.FILED: Hand.DESK,
    State.ACCEPTED: Hand.DESK,
    State.DISPATCHED: Hand.LEAD,
    State.RETURNED: Hand.DESK,
    State.IN_HAND: Hand.LEAD,
    State.HANDLED: Hand.VERIFIER,
    State.REPORTED_BACK: Hand.CALLER,
    State.RE_OPENED: Hand.LEAD,
    State.OBJECTED: Hand.DESK,
}
ON_THE_GRID: Mapping[str, Hand] = {
    **AWAITED,
    State.FILED: Hand.GRID,
    State.HANDLED: Hand.GRID,
}

# States in which the reporter has the answer, and somebody asks whether it is solved.
TOLD = frozenset({State.REPORTED_BACK, State.EXPLAINED, State.CLOSED})

# Made by the system or a grid worker; what was done is a body's.
_ENDED_FOR_ANOTHER = frozenset({MoveName.REPORT_BACK, MoveName.CLOSE, MoveName.SETTLE_ON_SPOT})

# A grid's hand belongs to posts this deep in the tree (territory's Level): communities and below.
GRID_FROM = 5


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands for the question who may move it."""

    case: UUID
    procedure: str
    state: str
    path: frozenset[int]  # ids of the place and all above it
    matter1: str
    desk: int
    lead: int | None
    verifier: int | None
    caller: int | None = None  # who calls back, where it is not the desk
    barred: frozenset[int] = frozenset()
    history: bool = False
    teller: int | None = None

    def body(self, hand: str | None) -> int | None:
        """Return the body whose hand this is, None for hands without a body."""
        bodies = {
            Hand.DESK: self.desk,
            Hand.LEAD: self.lead,
            Hand.VERIFIER: self.verifier,
            Hand.TELLER: self.teller,
            Hand.CALLER: self.caller or self.desk,
        }
        return bodies.get(Hand(hand)) if hand else None

    def credited(self, step: Move) -> int | None:
        """Return the body a move counts for: whose hand it is; an ending counts for who acted.

        The system only tells or closes what the lead has done, and a grid worker settles for the
        community: figures by body need them.
        """
        if step.name in _ENDED_FOR_ANOTHER:
            return self.lead or self.desk
        return self.body(step.hand)

    @property
    def awaited(self) -> int | None:
        """Id of the body whose move is awaited now, None for the reporter or a grid worker."""
        hands = ON_THE_GRID if self.procedure == "grid_event" else AWAITED
        return self.body(hands.get(self.state))


class Awaiting(Protocol):
    """What a row says of who is awaited."""

    open: bool
    telling: bool
    hand_id: int | None


def acts(case: Awaiting, body: int, role: str) -> bool:
    """Tell whether a body of a case is awaited in a role: its move, or its call to the person."""
    if role == InvolvementRole.TELLER:
        return case.telling
    return case.open and body == case.hand_id


def may(actor: Actor, step: Move, standing: Standing) -> bool:
    """Tell whether an actor may make a move: the permission, in the body whose hand it is.

    A grid worker's hand has no body of its own: the place must lie in the post's grid; nor has
    that of who takes orders in, mostly a hotline officer levels above the desk. A body
    complained about has no hand in the case, whatever posts its people hold elsewhere. Where
    imported history tells what desk and lead have done, the system writes it down for them.
    """
    if actor.kind is ActorKind.SYSTEM:
        told = standing.history and step.hand in (Hand.DESK, Hand.LEAD)
        return step.hand == Hand.SYSTEM or told
    if step.hand == Hand.REPORTER:
        return actor.kind is ActorKind.REPORTER and actor.subject == standing.case
    if (
        step.hand == Hand.SYSTEM
        or actor.kind is not ActorKind.PERSON
        or not actor.bodies.isdisjoint(standing.barred)
    ):
        return False
    return _holds(actor, step, standing)


def _holds(actor: Actor, step: Move, standing: Standing) -> bool:
    target = Target(places=standing.path, matter=standing.matter1, subject=standing.case)
    held = actor.of(step.needs)
    if step.hand == Hand.GRID:
        near = (g for g in held if g.reach is Reach.PLACE and g.level >= GRID_FROM)
        return any(covers(g, target) for g in near)
    if step.hand == Hand.ORDERS:
        return any(covers(g, target) for g in held)
    body = standing.body(step.hand)
    if body is None:
        return False
    # The post must be one in that body; where it reaches by place, the case must lie there too.
    own = tuple(g for g in held if body in g.bodies)
    asked = replace(target, bodies=frozenset({body}))
    return any(covers(g, asked) for g in own)
