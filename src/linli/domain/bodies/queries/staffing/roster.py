"""Rosters of a place or a body on a day: who holds which post, and figures that hide the few."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.db.models import QuerySet

from linli.domain.bodies.models import Appointment
from linli.domain.bodies.queries.directory import directory
from linli.domain.bodies.rules.roster import (
    Depth,
    Fact,
    RosterFigures,
    by_age,
    by_education,
    deepest,
    figures,
    opened,
)
from linli.domain.people.models import RosterFact
from linli.domain.territory import queries as territory
from linli.domain.territory.rules.atlas import Atlas
from linli.foundation.database.tenure import holding
from linli.kernel.errors import NotFound

Bodies = dict[int, list[Fact]]


def _held(on: date) -> QuerySet[Appointment]:
    return (
        Appointment.objects.on(on)
        .filter(holding(on, prefix="person__"), holding(on, prefix="post__"))
        .filter(holding(on, prefix="post__body__"))
    )


def roster(place: int, on: date) -> Iterator[Appointment]:
    """Yield who holds which post in the bodies at a place and below it, by body; one query."""
    atlas, seats = territory.atlas(on), directory().bodies
    rows = (
        _held(on)
        .select_related("person", "post__body")
        .order_by("post__body_id", "post_id", "chair")
    )
    for row in rows.iterator(chunk_size=2_000):
        seat = seats[row.post.body_id].seat
        if seat in atlas and atlas.is_inside(seat, place):
            yield row


def _facts(on: date) -> tuple[dict[int, int], Bodies]:
    """Return the body in which each person is counted, once, and what is stated, by body.

    Two queries. Of several posts the one held first counts.
    """
    rows = _held(on).order_by("person_id", "id").distinct("person_id")
    of = dict(rows.values_list("person_id", "post__body_id"))
    stated: Bodies = defaultdict(list)
    for person, born, education in RosterFact.objects.order_by("person_id").values_list(
        "person_id", "born", "education"
    ):
        if person in of:
            stated[of[person]].append(Fact(born, education))
    return of, stated


@dataclass(frozen=True, slots=True)
class Shown:
    """Figures of a place or a body, and of the units directly below that may be shown."""

    whole: RosterFigures
    places: list[tuple[int, RosterFigures]]
    bodies: list[tuple[int, RosterFigures]]


def figures_at(place: int, on: date, least: int, body: int | None = None) -> Shown:
    """Return the figures of a place with its bodies and places below, or of one body seated there.

    Two queries. A unit that is hidden beside others hides all that is in it. Raises NotFound for a
    place that is not there on the day.
    """
    atlas = territory.atlas(on)
    if place not in atlas:
        raise NotFound("unknown_place", place=str(place))
    of, stated = _facts(on)
    tree = _Tree(atlas, Counter(of.values()), stated, on.year, least)
    if body is not None:
        return Shown(tree.of_body(body), [], [])
    return Shown(
        tree.of_place(place),
        [(p, tree.of_place(p)) for p in tree.below(place)],
        [(b, tree.of_body(b)) for b in tree.seated.get(place, ())],
    )


Node = tuple[str, int]  # ("place", id) or ("body", id)


class _Tree:
    """All units of a day: places with those below them and the bodies seated there."""

    def __init__(
        self, atlas: Atlas, people: Counter[int], stated: Bodies, year: int, least: int
    ) -> None:
        seats = directory().bodies
        self.atlas, self.stated, self.year, self.least = atlas, stated, year, least
        self.people = people
        self.seat = {b: seats[b].seat for b in people if seats[b].seat in atlas}
        self.seated: dict[int, list[int]] = defaultdict(list)
        self.inside: dict[int, list[int]] = defaultdict(list)  # place -> bodies in and below it
        for body, seat in sorted(self.seat.items()):
            self.seated[seat].append(body)
            for above in atlas.path(seat):
                self.inside[above].append(body)
        self._opened: dict[int, tuple[dict[Node, Depth], dict[Node, Depth]]] = {}

    def below(self, place: int) -> list[int]:
        return [int(p) for p in self.atlas.children(place) if int(p) in self.inside]

    def facts(self, node: Node) -> list[Fact]:
        sort, key = node
        bodies: Iterable[int] = self.inside.get(key, ()) if sort == "place" else (key,)
        return [fact for b in bodies for fact in self.stated.get(b, ())]

    def opened_in(self, place: int) -> tuple[dict[Node, Depth], dict[Node, Depth]]:
        """Return how much of the ages and of the schooling of each unit in a place may be shown."""
        if place not in self._opened:
            nodes: list[Node] = [("place", p) for p in self.below(place)]
            nodes += [("body", b) for b in self.seated.get(place, ())]
            facts = {n: self.facts(n) for n in nodes}
            self._opened[place] = (
                opened({n: by_age(f, self.year) for n, f in facts.items()}, self.least),
                opened({n: by_education(f) for n, f in facts.items()}, self.least),
            )
        return self._opened[place]

    def depths(self, node: Node) -> tuple[Depth, Depth]:
        """Return how much of a unit may be shown: no more than of every unit it lies in."""
        sort, key = node
        path = self.atlas.path(key if sort == "place" else self.seat[key])
        chain: list[Node] = [("place", p) for p in path]
        if sort == "body":
            chain.append(node)
        root = self.facts(chain[0])
        ages = deepest(by_age(root, self.year), self.least)
        education = deepest(by_education(root), self.least)
        for outer, inner in pairwise(chain):
            by_ages, by_schooling = self.opened_in(outer[1])
            ages = min(ages, by_ages[inner])
            education = min(education, by_schooling[inner])
        return ages, education

    def of_place(self, place: int) -> RosterFigures:
        bodies = self.inside.get(place, ())
        return self._figures(("place", place), bodies) if bodies else RosterFigures(0)

    def of_body(self, body: int) -> RosterFigures:
        return self._figures(("body", body), (body,)) if body in self.seat else RosterFigures(0)

    def _figures(self, node: Node, bodies: Iterable[int]) -> RosterFigures:
        people = sum(self.people[b] for b in bodies)
        return figures(people, self.facts(node), self.year, *self.depths(node))
