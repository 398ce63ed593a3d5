"""What stands on posters: where it hangs, who works there, whom to ring; never an empty line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.urls import reverse

from linli.domain.bodies import queries as bodies
from linli.domain.bodies.models import Appointment
from linli.domain.bodies.queries import BodyName
from linli.domain.bodies.states import Role
from linli.domain.people import queries as people
from linli.domain.territory import queries as territory
from linli.domain.territory.queries import PlaceName
from linli.domain.territory.rules.atlas import Atlas
from linli.domain.territory.states import PSEUDO, Level
from linli.foundation.database.tenure import holding
from linli.foundation.exchange.qr import Qr, qr
from linli.kernel.ids import shown_sign_code
from linli.portal.states import SHEET_LEVELS, Sheet

PER_BATCH = 100  # posters in one file; at most this much is drawn again after a kill
ROLES = (Role.BUILDING_LEADER, Role.GRID_HEAD, Role.GRID_WORKER)


@dataclass(frozen=True, slots=True)
class Named:
    """Someone on a poster: the work name, and a phone that may hang on a wall."""

    name: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Poster:
    """One poster, ready to be drawn."""

    place: PlaceName
    sheet: Sheet
    path: tuple[PlaceName, ...]  # county down to the one above
    grid: PlaceName | None
    code: str
    address: str
    qr: Qr
    heads: tuple[Named, ...]
    workers: tuple[Named, ...]
    leaders: tuple[Named, ...]
    desk: BodyName | None  # who answers here: rung by those without a smartphone
    supervisor: BodyName | None  # the level above: who takes complaints about the work

    @property
    def helper(self) -> Named | None:
        """Who can be found on foot: the building's leader, else a grid worker, else the head."""
        return next(iter((*self.leaders, *self.workers, *self.heads)), None)

    @property
    def is_vacant(self) -> bool:
        """Whether a grid stands here that nobody works in."""
        return self.grid is not None and not self.workers


@dataclass(frozen=True, slots=True)
class Part:
    """The posters that go into one file."""

    number: int
    title: int
    places: tuple[int, ...]


def parts_of(place: int, sheets: Iterable[Sheet], on: date) -> list[Part]:
    """Return the posters of a place in files: by community in the tree's order, then the rest."""
    tree = territory.atlas(on)
    levels = frozenset().union(*(SHEET_LEVELS[s] for s in sheets))
    names_of: dict[int, list[int]] = defaultdict(list)
    for node in (int(i) for i in tree.subtree(place)):
        if tree.level(node) in levels:
            names_of[_community(tree, node) or place].append(node)
    kinds = territory.named([n for nodes in names_of.values() for n in nodes], on)
    parts: list[Part] = []
    for title, nodes in names_of.items():
        there = [n for n in nodes if n in kinds and kinds[n].kind not in PSEUDO]
        for start in range(0, len(there), PER_BATCH):
            parts.append(Part(len(parts) + 1, title, tuple(there[start : start + PER_BATCH])))
    return parts


def counts_of(place: int, on: date) -> dict[Sheet, int]:
    """Return how many posters of each kind a place has."""
    return {s: sum(len(p.places) for p in parts_of(place, [s], on)) for s in Sheet}


def posters_of(places: Sequence[int], on: date) -> list[Poster]:
    """Return what stands on the posters of places with signs; many cost the queries of one."""
    tree = territory.atlas(on)
    paths = {place: tree.path(place) for place in places}
    names = territory.named({i for path in paths.values() for i in path}, on)
    codes = territory.signs_of(places)
    held = _held(places, [g for g in (_grid(tree, p) for p in places) if g], on)
    ring = _offices(places, on)
    return [_poster(p, paths[p], tree, names, codes[p], held, ring[p]) for p in places]


def vacant_grids(place: int, on: date) -> list[int]:
    """Return the grids of a place that nobody works in: a gap, and said so on their posters."""
    return [lacking.grid for lacking in bodies.grids_lacking(place, on) if lacking.worker]


def places_of(person: int, on: date) -> list[int]:
    """Return the places on whose posters a person stands: of their posts, and what lies in them."""
    rows = Appointment.objects.filter(person_id=person, post__role__in=list(ROLES)).order_by()
    tree = territory.atlas(on)
    held = {p for p in rows.values_list("post__place_id", flat=True) if p in tree}
    return sorted({int(i) for place in held for i in tree.subtree(place)})


Held = dict[tuple[int, str], list[Named]]


def _poster(
    place: int,
    path: Sequence[int],
    tree: Atlas,
    names: dict[int, PlaceName],
    code: str,
    held: Held,
    ring: Sequence[BodyName],
) -> Poster:
    grid = _grid(tree, place)
    sheet = next(s for s, levels in SHEET_LEVELS.items() if tree.level(place) in levels)
    address = f"{settings.SITE_URL.rstrip('/')}{reverse('sign', args=[code])}"
    return Poster(
        place=names[place],
        sheet=sheet,
        path=tuple(n for n in territory.shown([names[i] for i in path[:-1]]) if n.level >= 3),
        grid=names[grid] if grid else None,
        code=shown_sign_code(code),
        address=address,
        qr=qr(address),
        heads=tuple(held.get((grid or 0, Role.GRID_HEAD), ())),
        workers=tuple(held.get((grid or 0, Role.GRID_WORKER), ())),
        leaders=tuple(held.get((place, Role.BUILDING_LEADER), ())),
        desk=ring[0] if ring else None,
        supervisor=ring[1] if len(ring) > 1 else None,
    )


def _offices(places: Sequence[int], on: date) -> dict[int, list[BodyName]]:
    """Return the offices that can be rung, by place: the desk that answers, those above it."""
    lines: dict[int, list[int]] = {}
    for place in places:
        here = bodies.desk_of(place, on)
        lines[place] = []
        while here and len(lines[place]) < 3:
            lines[place].append(here.id)
            here = bodies.level_above(here.id, on)
    called = bodies.named({i for ids in lines.values() for i in ids})
    return {place: [called[i] for i in ids if called[i].phone] for place, ids in lines.items()}


def _held(buildings: Sequence[int], grids: Sequence[int], on: date) -> Held:
    rows = list(_appointments(ROLES, {*buildings, *grids}, on).select_related("person", "post"))
    phones = people.posted_phones([row.person for row in rows], on)
    held: Held = defaultdict(list)
    for row in rows:
        who = Named(row.person.name, phones.get(row.person_id, ""))
        held[row.post.place_id, row.post.role].append(who)
    return held


def _appointments(roles: Iterable[Role], places: Iterable[int], on: date):  # type: ignore[no-untyped-def]
    living = holding(on, prefix="person__") & holding(on, prefix="post__")
    rows = Appointment.objects.on(on).filter(living, holding(on, prefix="post__body__"))
    return rows.filter(post__role__in=list(roles), post__place_id__in=list(places)).order_by(
        "post_id", "chair", "id"
    )


def _grid(tree: Atlas, place: int) -> int | None:
    return next((i for i in reversed(tree.path(place)) if tree.level(i) == Level.GRID), None)


def _community(tree: Atlas, place: int) -> int | None:
    return next((i for i in tree.path(place) if tree.level(i) == Level.COMMUNITY), None)
