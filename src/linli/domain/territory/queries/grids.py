"""Grids of a village or community with their outlines, and what lies around one that is drawn."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from linli.domain.territory.models import Boundary, PlaceVersion
from linli.domain.territory.queries.atlas import atlas
from linli.domain.territory.queries.places import path_ids
from linli.domain.territory.rules.gridding import Near
from linli.domain.territory.states import CHANGE, Level
from linli.kernel.access import Actor, Target, can

# What is laid out by hand in a village or community.
DRAWN = (Level.GRID, Level.MICRO_GRID, Level.ESTATE, Level.BUILDING)


@dataclass(frozen=True, slots=True)
class Around:
    """What an outline is judged against: the parent, what lies beside it, what lies in it.

    `exact` is False where the parent has no outline and the nearest place above stands in.
    """

    inside: Near | None
    exact: bool
    beside: tuple[Near, ...]
    within: tuple[Near, ...]


def around(parent: int, level: Level, on: date | None, *, but: int | None = None) -> Around:
    """Return what lies around, beside and in a place of a level under a parent; four queries.

    Beside a grid lie the grids of its whole town: it lies over no other community's. Beside what
    lies in a grid is what lies in the same one. No Atlas: rows of an import change it each time.
    """
    path = _rows(PlaceVersion.objects.on(on).filter(place_id__in=path_ids(parent, on)))
    town = next((i for i, (_, at) in path.items() if at == Level.TOWN), None)
    of_town = Q(parent=parent)
    if level == Level.GRID and town is not None:
        here = PlaceVersion.objects.on(on).filter(parent=town).order_by()
        of_town = Q(parent__in=here.values("place"))
    rows = PlaceVersion.objects.on(on).filter((of_town & Q(level=level)) | Q(parent=but or 0))
    near = _rows(rows.exclude(place=but or 0))
    in_it = {i for i, p in rows.values_list("place_id", "parent_id").order_by() if p == but}
    known = _outlines([*path, *near], on)
    names = {i: name for i, (name, _) in (path | near).items()}
    found = {i: Near(i, names[i], known[i]) for i in known}
    holder = next((i for i in sorted(path, key=lambda i: -path[i][1]) if i in known), None)
    return Around(
        inside=found.get(holder) if holder else None,
        exact=holder == parent,
        beside=tuple(found[i] for i in near if i in found and i not in in_it),
        within=tuple(found[i] for i in near if i in found and i in in_it),
    )


def _rows(rows: Any) -> dict[int, tuple[str, int]]:
    found = rows.order_by("code").values_list("place_id", "name", "level")
    return {place: (name, level) for place, name, level in found}


def _outlines(places: Collection[int], on: date | None) -> dict[int, Mapping[str, Any]]:
    rows = Boundary.objects.on(on).filter(place_id__in=places, schematic=False).order_by()
    return dict(rows.values_list("place_id", "geojson"))


def may_draw(actor: Actor, place: int, on: date) -> bool:
    """Tell whether someone may lay out grids at a place."""
    return can(actor, CHANGE, Target(places=frozenset(atlas(on).path(place))))


def drawn_in(place: int, on: date | None = None) -> list[int]:
    """Return the grids and what lies in them at a place and below it, in the tree's order."""
    tree = atlas(on)
    return [int(i) for i in tree.subtree(place) if tree.level(int(i)) in DRAWN]
