"""Drawing grids: one inside a village or community, micro-grids and buildings inside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from linli.domain.territory import queries
from linli.domain.territory.actions.boundaries import set_boundary
from linli.domain.territory.actions.places import create_place
from linli.domain.territory.actions.tree import lock_tree, permit
from linli.domain.territory.models import Boundary, Place, PlaceVersion
from linli.domain.territory.queries.grid_codes import next_code
from linli.domain.territory.queries.grids import DRAWN, around
from linli.domain.territory.rules.gridding import judged
from linli.domain.territory.rules.nesting import level_of
from linli.domain.territory.rules.outline import check_outline
from linli.domain.territory.states import Crs, Kind, Level
from linli.kernel.access import Actor
from linli.kernel.errors import Invalid, NotFound

BY_HAND = "drawn"


@dataclass(frozen=True, slots=True)
class GridWish:
    """A grid as it is wished: a code where one is given, an outline where it is drawn."""

    kind: Kind
    name: str
    code: str = ""
    outline: Mapping[str, Any] | None = None


@transaction.atomic
def draw_grid(
    *,
    by: Actor,
    at: datetime,
    parent: Place,
    wish: GridWish,
    since: date | None = None,
    source: str = BY_HAND,
) -> Place:
    """Make a grid, micro-grid or building under a parent, with its outline if it has one.

    Without a code it gets the next by the pattern of that day. Raises Invalid for a parent of
    another level and an outline that leaves it or lies over a neighbour, Conflict for a code ever
    used and where the pattern has no number left, NotPermitted.
    """
    permit(by, parent.pk, since)
    lock_tree()  # two who draw beside each other wait here
    if wish.outline is not None:
        refuse(parent.pk, level_of(wish.kind), wish.outline, since)
    place = create_place(
        by=by,
        at=at,
        kind=wish.kind,
        name=wish.name,
        parent=parent,
        code=wish.code.strip() or next_code(parent.pk, wish.kind, since or timezone.localdate(at)),
        valid_from=since,
    )
    if wish.outline is not None:
        _set(by, at, place, wish.outline, since, source)
    return place


@transaction.atomic
def redraw_grid(
    *,
    by: Actor,
    at: datetime,
    place: Place,
    outline: Mapping[str, Any],
    since: date | None = None,
    source: str = BY_HAND,
) -> Boundary | None:
    """Give a grid another outline from a day on; None where it is as it was.

    Raises as `draw_grid`, and Invalid where what lies in the grid would be left out.
    """
    permit(by, place.pk, since)
    lock_tree()
    stands = PlaceVersion.objects.on(since).filter(place=place).first()
    if stands is None or stands.parent_id is None or stands.level not in DRAWN:
        raise NotFound("unknown_place", field="place", place=place.pk)
    refuse(stands.parent_id, Level(stands.level), outline, since, but=place.pk)
    if queries.outlines_of([place.pk], since).get(place.pk) == dict(outline):
        return None
    return _set(by, at, place, outline, since, source)


def refuse(
    parent: int,
    level: Level,
    outline: Mapping[str, Any],
    on: date | None,
    *,
    but: int | None = None,
) -> None:
    """Raise Invalid with the first fault of an outline: which neighbour, how much, where."""
    check_outline(outline)
    there = around(parent, level, on, but=but)
    for fault in judged(outline, inside=there.inside, beside=there.beside, within=there.within):
        raise Invalid(fault.code, field="points", **fault.params)


def _set(
    by: Actor,
    at: datetime,
    place: Place,
    outline: Mapping[str, Any],
    since: date | None,
    source: str,
) -> Boundary:
    return set_boundary(
        by=by,
        at=at,
        place=place,
        geojson=outline,
        crs=Crs.CGCS2000,
        source=source,
        valid_from=since,
    )
