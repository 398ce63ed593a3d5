"""From a login to an actor: what the posts held today grant, and where."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from linli.config.roles import ROLES, FirstPage, first_page
from linli.domain.bodies import queries as bodies
from linli.domain.bodies.rules.cover import last_day
from linli.domain.bodies.states import Role, acts_of
from linli.domain.people import queries as people
from linli.domain.people.queries import PersonName
from linli.domain.territory import queries as territory
from linli.domain.territory.states import Level
from linli.kernel.access import ANONYMOUS, Actor, ActorKind, Grant, Reach
from linli.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class Acting:
    """A post that somebody acts for, how (`Acts`), and the last day of it."""

    post: int
    body: int
    how: str
    title: str
    title_en: str
    name: str  # of the body
    name_en: str
    last: date | None

    @property
    def key(self) -> str:
        """The text that tells the person."""
        return f"bodies.acts.{self.how}.you"


@dataclass(frozen=True, slots=True)
class Duty:
    """Who is here: the actor, the page the widest role opens with, the place and post it is of.

    `how` is how that post is held where it is not for good, `acting` every such post of one's own.
    """

    actor: Actor
    first_page: FirstPage | None = None
    place: int | None = None
    title: str = ""
    holder: PersonName | None = None
    how: str = ""
    acting: tuple[Acting, ...] = ()


def duty_of(user: Any, at: datetime) -> Duty:
    """Return the duty behind a login at a moment; two queries at most.

    A person who has left, and a post, body or place that has ended, grant nothing; while somebody
    is away their posts are the stand-in's. Whose first page it is, one's own posts say first.
    """
    if not user.is_authenticated:
        return Duty(ANONYMOUS)
    day = timezone.localdate(at)
    rows = bodies.grants_rows(user.pk, day)
    if not rows:
        return _without_posts(user.pk, day)
    atlas = territory.atlas(day)
    held = [row for row in rows if row["place_id"] in atlas]
    grants = tuple(g for row in held for g in _grants(row, atlas.level(row["place_id"]), day))
    who = rows[0]
    actor = _actor(who["person_id"], grants, held)
    holder = PersonName(who["person_id"], who["person_name"], who["person_name_en"])
    own = [r for r in held if r["for_person"] == actor.person] or held
    page = first_page(row["role"] for row in own)
    leading = next((r for r in own if page and ROLES[Role(r["role"])].first_page is page), None)
    if leading is None:
        return Duty(actor, holder=holder)
    how = acts_of(acting=leading["acting"], care=leading["care"])
    acting = tuple(_acting(r) for r in own if r["acting"] and r["for_person"] == actor.person)
    return Duty(actor, page, leading["place_id"], leading["title"], holder, how, acting)


def _acting(row: dict[str, Any]) -> Acting:
    return Acting(
        post=row["post_id"],
        body=row["body_id"],
        how=acts_of(acting=True, care=row["care"]),
        title=row["title"],
        title_en=row["title_en"],
        name=row["body_name"],
        name_en=row["body_name_en"],
        last=last_day(row["ends"]),
    )


def _without_posts(user_id: int, day: date) -> Duty:
    """Return the duty of who holds nothing today: away, waiting for a post, or gone."""
    who = people.person_of(user_id)
    if who is None or (who.valid_to is not None and who.valid_to <= day):
        return Duty(Actor(ActorKind.PERSON))
    actor = Actor(ActorKind.PERSON, person=who.pk)
    return Duty(actor, holder=PersonName(who.pk, who.name, who.name_en))


def actor_of(user: Any, at: datetime) -> Actor:
    """Return the actor behind a login at a moment; two queries at most."""
    return duty_of(user, at).actor


def actor_in_post(post_id: int, at: datetime) -> Actor:
    """Return an actor with what one post grants and nothing else, as nobody: for lists of a post.

    Raises NotFound where nobody acts for the post.
    """
    day = timezone.localdate(at)
    rows = bodies.acting_in_posts([post_id], day)
    if not rows or rows[0]["place_id"] not in (atlas := territory.atlas(day)):
        raise NotFound("unknown_post", post=str(post_id))
    grants = tuple(_grants(rows[0], atlas.level(rows[0]["place_id"]), day))
    return Actor(ActorKind.PERSON, grants=grants)


def _actor(person: int, grants: tuple[Grant, ...], rows: list[dict[str, Any]]) -> Actor:
    covered = frozenset(r["for_person"] for r in rows if r["for_person"] != person)
    return Actor(ActorKind.PERSON, person=person, grants=grants, stands_for=covered)


def _grants(row: dict[str, Any], level: int, day: date) -> list[Grant]:
    """Return what a post grants: over its place and body, and over what went into them."""
    matters = None if row["matters"] is None else frozenset(row["matters"])
    held = territory.bodies_with_predecessors([row["body_id"]], day)
    seen = territory.seen_from(row["place_id"], level, day)
    return [
        Grant(
            permission=permission,
            reach=reach,
            level=depth,
            places=places,
            bodies=held,
            post=row["post_id"],
            matters=matters,
        )
        for permission, reach in ROLES[Role(row["role"])].permissions
        for depth, places in (seen.items() if reach is Reach.PLACE else [(level, seen[level])])
    ]


def staff(at: datetime) -> tuple[dict[int, list[Actor]], dict[int, Actor]]:
    """Return everybody on duty: actors by body, and one by each grid (for the demo and bench)."""
    day = timezone.localdate(at)
    atlas = territory.atlas(day)
    by_body: dict[int, list[Actor]] = {}
    by_grid: dict[int, Actor] = {}
    for row in bodies.all_grants_rows(day):
        level = atlas.level(row["place_id"])
        grants = tuple(_grants(row, level, day))
        actor = _actor(row["person_id"], grants, [row])
        by_body.setdefault(row["body_id"], []).append(actor)
        if level == Level.GRID:
            by_grid.setdefault(row["place_id"], actor)
    return by_body, by_grid


class ActorMiddleware:
    """Puts `request.actor` on every request, read when first asked for; needs `request.at`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next in line."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Set the actor and go on."""
        duty = SimpleLazyObject(lambda: duty_of(request.user, request.at))  # type: ignore[attr-defined]
        request.duty = duty  # type: ignore[attr-defined]
        request.actor = SimpleLazyObject(lambda: duty.actor)  # type: ignore[attr-defined]
        return self.get_response(request)
