"""Who arranges who stands in, and where: the decision, and the same as a filter of lists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from linli.domain.bodies.models import Post
from linli.domain.bodies.states import ADMINISTRATORS, Permission
from linli.domain.people.states import Permission as People
from linli.domain.territory import queries as territory
from linli.foundation.database.among import among
from linli.kernel.access import Actor, ActorKind, Grant, Reach, Target, can
from linli.kernel.errors import NotPermitted


def may_appoint(actor: Actor, post: Post, on: date) -> bool:
    """Tell whether someone may appoint people to a post."""
    atlas = territory.atlas(on)
    path = atlas.path(post.place_id) if post.place_id in atlas else (post.place_id,)
    return can(actor, People.MANAGE, Target(places=frozenset(path)))


def may_arrange(actor: Actor, post: Post, on: date) -> bool:
    """Tell whether someone may say who stands in at a post: its desk, or who appoints people.

    An administrator's post is arranged by who appoints alone.
    """
    if actor.kind is ActorKind.SYSTEM:
        return True
    atlas = territory.atlas(on)
    path = atlas.path(post.place_id) if post.place_id in atlas else (post.place_id,)
    target = Target(places=frozenset(path), bodies=frozenset({post.body_id}))
    names: list[str] = [People.MANAGE]
    if post.role not in ADMINISTRATORS:
        names.append(Permission.COVER)
    return any(can(actor, name, target) for name in names)


def permit_cover(actor: Actor, post: Post, on: date) -> None:
    """Refuse whoever may not say who stands in at a post (403)."""
    if not may_arrange(actor, post, on):
        raise NotPermitted("not_permitted", permission=Permission.COVER.value)


@dataclass(frozen=True, slots=True)
class Hold:
    """Where one permission reaches: every post at some places, and those of some bodies."""

    places: frozenset[int]
    bodies: frozenset[int]

    def posts(self, prefix: str) -> Q:
        """Return the filter of its posts."""
        return Q(among(f"{prefix}place_id", self.places)) | Q(
            among(f"{prefix}body_id", self.bodies)
        )

    def seated(self, prefix: str) -> Q:
        """Return the filter of its bodies."""
        return Q(among(f"{prefix}seat_id", self.places)) | Q(among(f"{prefix}id", self.bodies))


@dataclass(frozen=True, slots=True)
class Arranged:
    """What someone arranges on a day; `top` is the widest place of it.

    The filters say of every post what `may_arrange` says of one.
    """

    top: int
    covers: Hold
    appoints: Hold

    def posts(self, prefix: str = "") -> Q:
        """Return the filter of posts; `prefix` reaches them from another row (`post__`)."""
        usual = ~Q(**{f"{prefix}role__in": [r.value for r in ADMINISTRATORS]})
        return (usual & self.covers.posts(prefix)) | self.appoints.posts(prefix)

    def bodies(self, prefix: str = "") -> Q:
        """Return the filter of bodies."""
        return self.covers.seated(prefix) | self.appoints.seated(prefix)


def arranged(actor: Actor, on: date) -> Arranged:
    """Return what an actor arranges on a day; no query. Raises NotPermitted where it is nothing."""
    covers, appoints = actor.of(Permission.COVER), actor.of(People.MANAGE)
    atlas = territory.atlas(on)
    roots = {p for g in (*covers, *appoints) for p in g.places if p in atlas}
    if not roots:
        raise NotPermitted("not_permitted", permission=Permission.COVER.value)
    top = min(roots, key=lambda p: (len(atlas.path(p)), p))
    return Arranged(top, _hold(covers, on), _hold(appoints, on))


def _hold(grants: Iterable[Grant], on: date) -> Hold:
    atlas = territory.atlas(on)
    wide = [g for g in grants if g.reach is Reach.PLACE]
    roots = {p for g in wide for p in g.places}
    inside = {int(p) for root in roots if root in atlas for p in atlas.subtree(root)}
    narrow = (g.bodies for g in grants if g.reach is Reach.BODY)
    return Hold(frozenset(inside | roots), frozenset().union(*narrow))
