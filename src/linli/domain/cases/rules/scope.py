"""What an actor may see, as legs: each can be answered by one index, and they are united."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple
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
    """One leg: `keys` are the ids it looks for, `matters` first-level codes or None for all.

    Several ids of one column are one leg: a merged place and what went into it, two posts.
    """

    kind: LegKind
    keys: tuple[int, ...] = ()
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
    found = {key for grant in actor.of(Permission.SEE) for key in _keys(grant)}
    if actor.person is not None and actor.grants:
        found.add(_Key(LegKind.MINE, actor.person))
    return Sight(_together(_without_covered(found)), actor.bodies)


class _Key(NamedTuple):
    """One id that a leg looks for."""

    kind: LegKind
    id: int = 0
    level: int = 0
    matters: tuple[str, ...] | None = None


def _keys(grant: Grant) -> list[_Key]:
    matters = None if grant.matters is None else tuple(sorted(grant.matters))
    if grant.reach is Reach.BODY:
        return [_Key(LegKind.BODY, body, 0, matters) for body in grant.bodies]
    if grant.level < FIRST_COLUMN:
        return [_Key(LegKind.ALL, 0, 0, matters)]
    if grant.level <= LAST_COLUMN:
        return [_Key(LegKind.LEVEL, place, grant.level, matters) for place in grant.places]
    return [_Key(LegKind.PLACE, place, 0, matters) for place in grant.places]


def _without_covered(keys: set[_Key]) -> list[_Key]:
    """Leave out what another one without a matter filter repeats."""
    whole = {(key.kind, key.id) for key in keys if key.matters is None}
    return [key for key in keys if key.matters is None or (key.kind, key.id) not in whole]


def _together(keys: Iterable[_Key]) -> tuple[Leg, ...]:
    """Return the legs: what differs only in the id is one."""
    ids: dict[tuple[LegKind, int, tuple[str, ...] | None], list[int]] = {}
    for key in keys:
        ids.setdefault((key.kind, key.level, key.matters), []).append(key.id)
    legs = [Leg(kind, tuple(sorted(i)), depth, m) for (kind, depth, m), i in ids.items()]
    return tuple(sorted(legs, key=lambda leg: (leg.kind, leg.level, leg.keys, leg.matters or ())))
