"""Who may do what, where: grants of posts, actors, and the one question `can`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID


class ActorKind(StrEnum):
    """What kind of hand makes a move."""

    PERSON = "person"
    REPORTER = "reporter"  # a resident who has shown number and tracking code
    ANONYMOUS = "anonymous"
    SYSTEM = "system"


class Reach(StrEnum):
    """How far a grant reaches inside its subtree of places."""

    PLACE = "place"  # every body on the subtree (块)
    BODY = "body"  # only what the post's own body is part of (条)


@dataclass(frozen=True, slots=True)
class Grant:
    """One permission that a post gives, over a subtree of places, a line of bodies and matters.

    `places` holds the root of the subtree and its predecessors, `bodies` the post's body and its
    predecessors; `matters` first-level codes, or None for all.
    """

    permission: str
    reach: Reach
    level: int
    places: frozenset[int]
    bodies: frozenset[int]
    post: int
    matters: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts: a person with the grants of the posts held now, a reporter, or the system.

    `stands_for` are the persons whose posts are among them because they are away.
    """

    kind: ActorKind
    person: int | None = None
    grants: tuple[Grant, ...] = ()
    subject: UUID | None = None  # the case a reporter has proved to be theirs
    stands_for: frozenset[int] = frozenset()

    @property
    def bodies(self) -> frozenset[int]:
        """Ids of all bodies in which the actor holds a post."""
        return frozenset(b for g in self.grants for b in g.bodies)

    def of(self, permission: str) -> tuple[Grant, ...]:
        """Return the actor's grants of one permission."""
        return tuple(g for g in self.grants if g.permission == permission)


SYSTEM = Actor(ActorKind.SYSTEM)
ANONYMOUS = Actor(ActorKind.ANONYMOUS)


@dataclass(frozen=True, slots=True)
class Target:
    """What an act would touch: where it lies, which bodies are part of it, of which matter."""

    places: frozenset[int] = frozenset()  # ids of the place and all above it
    bodies: frozenset[int] = frozenset()  # ids of the bodies part of it (or of the hand asked for)
    matter: str = ""  # first-level code
    subject: UUID | None = None
    barred: frozenset[int] = field(default=frozenset())  # bodies that must not (complained about)


def covers(grant: Grant, target: Target) -> bool:
    """Tell whether one grant reaches a target."""
    if grant.matters is not None and target.matter and target.matter not in grant.matters:
        return False
    if not grant.bodies.isdisjoint(target.barred):
        return False
    if grant.reach is Reach.BODY:
        return not grant.bodies.isdisjoint(target.bodies)
    return not grant.places.isdisjoint(target.places)


def can(actor: Actor, permission: str, target: Target) -> bool:
    """Tell whether the actor holds the permission for the target; deny by default.

    The system may do what its moves name; a reporter only what touches the case proved theirs.
    """
    if actor.kind is ActorKind.SYSTEM:
        return True
    if actor.kind is ActorKind.REPORTER:
        return actor.subject is not None and actor.subject == target.subject
    return any(covers(g, target) for g in actor.of(permission))


def permissions(grants: Iterable[Grant]) -> frozenset[str]:
    """Return the names of all permissions in some grants (for menus, never for decisions)."""
    return frozenset(g.permission for g in grants)
