"""People at desks for a measurement: one per role, each with a login, at a place and below it."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth import get_user_model

from linli.config.access import actor_of
from linli.domain.bodies.models import Appointment, Body, Post
from linli.domain.bodies.states import Role
from linli.domain.mandates import queries as mandates
from linli.domain.people.models import Person
from linli.domain.territory import queries as territory
from linli.domain.territory.states import Level
from linli.foundation.jobs import clock
from linli.kernel.access import Actor

PLACES = 400  # cases lie at so many communities and grids


@dataclass(frozen=True, slots=True)
class Desk:
    """Someone who opens lists."""

    name: str
    user: object
    actor: Actor


@dataclass(frozen=True, slots=True)
class City:
    """Where cases are laid, on which matters, and who looks at them."""

    places: tuple[int, ...]
    matters: tuple[str, ...]
    desks: tuple[Desk, ...]


def city(root: int) -> City:
    """Return communities below a city, first-level matters, and people made for the run."""
    tree = territory.atlas()
    below = [int(i) for i in tree.subtree(root)]
    communities = [i for i in below if tree.level(i) in (Level.COMMUNITY, Level.GRID)]
    step = max(1, len(communities) // PLACES)
    places = communities[::step]
    known = (c for c in mandates.matter_names() if "/" not in c and c not in ("00", "15"))
    path = tree.path(places[0])
    county, town, community = (i for i in path if tree.level(i) in (3, 4, 5))
    wanted = (
        (Role.CITY_DESK, root, "command"),
        (Role.COUNTY_DESK, county, "command"),
        (Role.SUBDISTRICT_DESK, town, "office"),
        (Role.COMMUNITY_DESK, community, "committee"),
        (Role.HANDLER, county, "housing"),
        (Role.ENFORCEMENT_OFFICER, town, "enforcement"),
    )
    desks = [_desk(role, place, line) for role, place, line in wanted]
    return City(tuple(places), tuple(sorted(known)), tuple(d for d in desks if d))


def _desk(role: Role, place: int, line: str) -> Desk | None:
    body = Body.objects.filter(seat_id=place, line=line, valid_to=None).order_by("id").first()
    if body is None:
        return None
    user = get_user_model().objects.create_user(f"bench-{role.value}")
    person = Person.objects.create(name="示例", user=user)
    post = Post.objects.create(body=body, role=role, title="bench", place_id=place)
    Appointment.objects.create(post=post, person=person)
    return Desk(role.value, user, actor_of(user, clock.now()))
