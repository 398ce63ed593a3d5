"""What someone found in a grid and still follows: what goes along when the grid changes hands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, QuerySet

from linli.domain.bodies import queries as bodies
from linli.domain.cases.models import Case, Involvement
from linli.domain.people import queries as people
from linli.domain.people.queries import PersonName


class Holder(NamedTuple):
    """Someone with open cases of their own in a grid, or a post over it."""

    person: PersonName
    open: int
    here: bool


def own_open(person: int, grid: int) -> QuerySet[Case]:
    """Return the open cases that a person filed in a grid."""
    return Case.objects.filter(filed_by_id=person, grid_id=grid, open=True)


def open_of(bodies_: Iterable[int]) -> dict[int, int]:
    """Return how many open cases lie with some bodies: theirs to answer for, to act or to help."""
    wanted = list(bodies_)
    out: dict[int, set[UUID]] = {b: set() for b in wanted}
    rows = Case.objects.filter(open=True).order_by()
    for column in ("desk_id", "lead_id", "hand_id"):
        mine = rows.filter(**{f"{column}__in": wanted})
        for body, case in mine.values_list(column, "id"):
            out[body].add(case)
    shares = Involvement.objects.filter(body_id__in=wanted, case__open=True).order_by()
    for body, case in shares.values_list("body_id", "case_id"):
        out[body].add(case)
    return {body: len(cases) for body, cases in out.items() if cases}


def hands_of(grid: int, on: date) -> list[Holder]:
    """Return who has open cases in a grid or holds a post over it, those with most first."""
    rows = Case.objects.filter(grid_id=grid, open=True, filed_by_id__isnull=False).order_by()
    counts = dict(rows.values_list("filed_by_id").annotate(n=Count("id")))
    here = {h.person_id for h in bodies.holders_at(grid, on)}
    names = people.named(counts.keys() | here)
    found = [Holder(names[p], counts.get(p, 0), p in here) for p in names]
    return sorted(found, key=lambda h: (-h.open, h.person.name, h.person.id))
