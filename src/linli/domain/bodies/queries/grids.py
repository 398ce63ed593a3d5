"""Grids and who works in them: those that lack a head or a worker are a gap."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from linli.domain.bodies.models import Appointment
from linli.domain.bodies.states import Role
from linli.domain.people import queries as people
from linli.domain.territory import queries as territory
from linli.domain.territory.states import Level
from linli.foundation.database.tenure import holding

WORK = (Role.GRID_HEAD, Role.GRID_WORKER)


@dataclass(frozen=True, slots=True)
class Lacking:
    """A grid that nobody heads, or nobody works in."""

    grid: int
    head: bool
    worker: bool


def grids_below(place: int, on: date) -> list[int]:
    """Return the grids at a place and below it, in the tree's order; no query."""
    tree = territory.atlas(on)
    return [int(i) for i in tree.subtree(place) if tree.level(int(i)) == Level.GRID]


def grids_lacking(place: int, on: date) -> list[Lacking]:
    """Return the grids of a place without a head or a worker on a day; one query."""
    grids = grids_below(place, on)
    held = worked(grids, on)
    found = (
        Lacking(g, (g, Role.GRID_HEAD) not in held, (g, Role.GRID_WORKER) not in held)
        for g in grids
    )
    return [lacking for lacking in found if lacking.head or lacking.worker]


def worked(grids: Iterable[int], on: date) -> set[tuple[int, str]]:
    """Return which of a grid's head and workers are there on a day, as (grid, role); one query."""
    living = holding(on, prefix="person__") & holding(on, prefix="post__")
    rows = Appointment.objects.on(on).filter(living, holding(on, prefix="post__body__"))
    rows = rows.filter(post__role__in=WORK, post__place_id__in=list(grids))
    return set(rows.order_by().values_list("post__place_id", "post__role").distinct())


SHOWN_ROLES = (
    Role.GRID_HEAD,
    Role.GRID_WORKER,
    Role.GRID_ADVISER,
    Role.MICRO_GRID_LEADER,
    Role.BUILDING_LEADER,
)


@dataclass(frozen=True, slots=True)
class GridPerson:
    """Who works in a grid, as everyone may know it: the work name and a phone to ring."""

    role: str
    name: str
    name_en: str
    phone: str
    acts: str = ""  # how, where it is not for good


def people_of(places: Iterable[int], on: date) -> dict[int, list[GridPerson]]:
    """Return who works in some grids and what lies in them, heads first; three queries."""
    living = holding(on, prefix="person__") & holding(on, prefix="post__")
    rows = Appointment.objects.on(on).filter(living, holding(on, prefix="post__body__"))
    rows = rows.filter(post__role__in=SHOWN_ROLES, post__place_id__in=list(places))
    held = list(rows.select_related("person", "post").order_by("post_id", "chair", "id"))
    phones = people.posted_phones([r.person for r in held], on)
    found: dict[int, list[GridPerson]] = {}
    for row in sorted(held, key=lambda r: SHOWN_ROLES.index(Role(r.post.role))):
        person = GridPerson(
            row.post.role,
            row.person.name,
            row.person.name_en,
            phones.get(row.person_id, ""),
            row.acts,
        )
        found.setdefault(row.post.place_id, []).append(person)
    return found
