"""What an actor may see, as legs: each can be answered by one index, and they are united."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from linli.domain.cases.states import Permission
from linli.kernel.access import Actor, ActorKind, Grant, Reach

# Levels of places (territory's Level) that a case row has a column for.
FIRST_COLUMN, LAST_COLUMN = 2, 6


class LegKind(StrEnum):
    """By what a leg finds cases."""

    ALL = "all"  # a post over the whole province or country
    LEVEL = "level"  # the subtree of a place, by the column of its level
    PLACE = "place"  # a place below the grid: itself only
    BODY = "body"  # a body is part of the case
    MINE = "mine"  # filed by this person
    OWN = "own"  # the case a reporter has proved to be theirs


@dataclass(frozen=True, slots=True, order=True)
class Leg:
    """One leg: `key` is the id it looks for, `matters` first-level codes or None for all."""

    kind: LegKind
    key: int = 0
    level: int = 0
    matters: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Sight:
    """All legs of an actor, and the exclusions that hold for every one of them.

    Cases about one of `bodies` are seen by none of its people, on no leg. Confidential cases are
    seen only by bodies that are desk, lead or verifier, never by place.
    """

    legs: tuple[Leg, ...]
    bodies: frozenset[int]
    own: UUID | None = None


def sight_of(actor: Actor) -> Sight:
    """Return what an actor may see; nothing unless a post grants it."""
    if actor.kind is ActorKind.SYSTEM:
        return Sight((Leg(LegKind.ALL),), frozenset())
    if actor.kind is ActorKind.REPORTER and actor.subject is not None:
        return Sight((Leg(LegKind.OWN),), frozenset(), actor.subject)
    if actor.kind is not ActorKind.PERSON:
        return Sight((), frozenset())
    legs = {leg for grant in actor.of(Permission.SEE) for leg in _legs(grant)}
    if actor.person is not None and actor.grants:
        legs.add(Leg(LegKind.MINE, actor.person))
    return Sight(tuple(sorted(_without_covered(legs), key=_order)), actor.bodies)


def _legs(grant: Grant) -> list[Leg]:
    matters = None if grant.matters is None else tuple(sorted(grant.matters))
    if grant.reach is Reach.BODY:
        return [Leg(LegKind.BODY, body, 0, matters) for body in grant.bodies]
    if grant.level < FIRST_COLUMN:
        return [Leg(LegKind.ALL, 0, 0, matters)]
    kind = LegKind.LEVEL if grant.level <= LAST_COLUMN else LegKind.PLACE
    return [Leg(kind, place, grant.level, matters) for place in grant.places]


def _without_covered(legs: set[Leg]) -> list[Leg]:
    """Leave out legs that another one without a matter filter repeats."""
    whole = {(leg.kind, leg.key) for leg in legs if leg.matters is None}
    return [leg for leg in legs if leg.matters is None or (leg.kind, leg.key) not in whole]


def _order(leg: Leg) -> tuple[str, int, int, tuple[str, ...]]:
    return (leg.kind, leg.level, leg.key, leg.matters or ())
