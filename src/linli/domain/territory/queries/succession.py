"""Where an old code, place or body leads today; what a post on a successor sees of the past."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from linli.domain.territory.models import Place, PlaceCode, PlaceVersion, Reorganisation
from linli.domain.territory.queries.atlas import atlas
from linli.domain.territory.queries.lineage import BODY, PLACE, Step, lineage


@dataclass(frozen=True, slots=True)
class Came:
    """How something ended: its former name, since when, what stands for it, by which instrument."""

    former: str
    on: date
    instrument: Reorganisation


def successor(place: int, on: date | None) -> int | None:
    """Return the place that stands for another on a day: itself while it is there, else its heir.

    None where it ended and left no heir.
    """
    tree = atlas(on)
    if place in tree:
        return place
    steps = lineage().line(PLACE, place, on)
    return next((s.target for s in reversed(steps) if s.target in tree), None)


def path_to(place: int, on: date | None) -> tuple[int, ...]:
    """Return the ids from the root to a place or what stands for it; KeyError if nothing does."""
    tree = atlas(on)
    try:
        return tree.path(place)
    except KeyError:
        found = successor(place, on)
        if found is None:
            raise
        return tree.path(found)


def places_with_predecessors(ids: Iterable[int], on: date | None = None) -> frozenset[int]:
    """Return the places and all that were merged or split into them up to a day."""
    return lineage().before(PLACE, ids, on)


def bodies_with_predecessors(ids: Iterable[int], on: date | None = None) -> frozenset[int]:
    """Return bodies with all that went into them up to a day; no query."""
    return lineage().before(BODY, ids, on)


def successor_of_body(body: int, on: date | None) -> int:
    """Return the body that stands for another on a day: itself where it left no heir."""
    steps = lineage().line(BODY, body, on)
    return steps[-1].target if steps else body


def seen_from(place: int, level: int, on: date) -> dict[int, frozenset[int]]:
    """Return what a post over a place sees, as ids by the level they stand on.

    The place and its predecessors; while open work is on its way, also the places that came to lie
    in it and whose work still says where they lay.
    """
    found = lineage()
    if not found.heirs and not found.sources and not found.elsewhere:
        return {level: frozenset({place})}
    out: dict[int, set[int]] = {level: {place}}
    for i in found.before(PLACE, [place], on):
        out.setdefault(level if i == place else found.levels.get(i, level), set()).add(i)
    if found.elsewhere:
        tree = atlas(on)
        for moved in found.elsewhere:
            if moved.since <= on and _came_to(moved.place, moved.former, place, on):
                out.setdefault(moved.level, set()).add(moved.place)
        del tree
    return {depth: frozenset(ids) for depth, ids in out.items()}


def _came_to(moved: int, former: int | None, place: int, on: date) -> bool:
    tree = atlas(on)
    if moved not in tree or not tree.is_inside(moved, place):
        return False
    stood = successor(former, on) if former is not None else None
    return stood is None or not tree.is_inside(stood, place)


def came_from(place: int) -> list[Came]:
    """Return what went into a place, the latest first; two queries, none where nothing did."""
    return _told(PLACE, lineage().sources.get((PLACE, place), ()))


def went_to(place: int, on: date | None) -> Came | None:
    """Return how a place ended, None while it stands."""
    steps = lineage().line(PLACE, place, on)
    told = _told(PLACE, steps[:1])
    return told[0] if told else None


def _told(kind: str, steps: Iterable[Step]) -> list[Came]:
    some = list(steps)
    if not some:
        return []
    instruments = Reorganisation.objects.in_bulk([s.reorganisation for s in some])
    rows = PlaceVersion.objects.filter(place_id__in=[s.source for s in some])
    names = dict(rows.order_by("valid_from", "id").values_list("place_id", "name"))
    told = [
        Came(names.get(s.source, ""), s.on, instruments[s.reorganisation])
        for s in some
        if s.reorganisation in instruments and kind == PLACE
    ]
    return sorted(told, key=lambda c: c.on, reverse=True)


def of_code(code: str) -> Place | None:
    """Return the place that a code ever belonged to, whether it stands or not."""
    row = PlaceCode.objects.select_related("place").filter(code=code).first()
    return row.place if row else None
