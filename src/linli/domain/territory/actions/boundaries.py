"""Outlines of places."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from shapely import to_geojson

from linli.domain.territory.actions.recording import record
from linli.domain.territory.actions.tree import lock_tree, permit
from linli.domain.territory.models import Boundary, Place, PlaceVersion
from linli.domain.territory.rules.counties import Outline
from linli.domain.territory.rules.outline import check_outline
from linli.domain.territory.states import Crs, Level
from linli.kernel.access import Actor


@transaction.atomic
def set_boundary(
    *,
    by: Actor,
    at: datetime,
    place: Place,
    geojson: Mapping[str, Any],
    crs: Crs,
    source: str,
    schematic: bool = False,
    valid_from: date | None = None,
) -> Boundary:
    """Give a place its outline from a day on (None = since ever), in place of the one it had."""
    check_outline(geojson)
    permit(by, place.pk, None)
    lock_tree()
    before = Boundary.objects.filter(place=place)
    if valid_from is None:
        before.delete()
    else:
        before.filter(valid_from__gte=valid_from).delete()
        open_then = Q(valid_to__isnull=True) | Q(valid_to__gt=valid_from)
        before.filter(open_then).update(valid_to=valid_from)
    boundary = Boundary.objects.create(
        place=place,
        geojson=dict(geojson),
        crs=crs,
        source=source,
        schematic=schematic,
        valid_from=valid_from,
    )
    data = {"boundary": boundary.pk, "schematic": schematic, "since": valid_from}
    record(by=by, at=at, place=place.pk, move="outline", data=data)
    return boundary


@dataclass
class BoundariesImported:
    """What an import of outlines did, and where the list and the tree differ."""

    read: int = 0
    created: int = 0
    changed: int = 0
    already: int = 0
    unknown: list[dict[str, str]] = field(default_factory=list)
    renamed: list[dict[str, str]] = field(default_factory=list)
    without: list[dict[str, str]] = field(default_factory=list)


@transaction.atomic
def import_boundaries(
    *, by: Actor, at: datetime, outlines: Sequence[Outline], crs: Crs, source: str
) -> BoundariesImported:
    """Give counties the outlines of a list, matched by code; what differs is reported.

    `unknown` are codes of the list that no place has, `renamed` places that it calls otherwise,
    `without` counties here that it does not know. Running it again creates nothing.
    """
    permit(by, None, None)
    lock_tree()
    told = BoundariesImported(read=len(outlines))
    here = _counties()
    have = dict(Boundary.objects.on(None).order_by().values_list("place_id", "geojson"))
    fresh = []
    for outline in outlines:
        if outline.code not in here:
            told.unknown.append({"code": outline.code, "name": outline.name})
            continue
        place, name = here[outline.code]
        if name != outline.name:
            told.renamed.append({"code": outline.code, "ours": name, "theirs": outline.name})
        geojson = json.loads(to_geojson(outline.geometry))
        if have.get(place) == geojson:
            told.already += 1
            continue
        told.changed += place in have
        told.created += place not in have
        fresh.append(Boundary(place_id=place, geojson=geojson, crs=crs, source=source))
    Boundary.objects.on(None).filter(place_id__in=[b.place_id for b in fresh]).delete()
    Boundary.objects.bulk_create(fresh, batch_size=500)
    listed = {o.code for o in outlines}
    told.without = [
        {"code": code, "name": name} for code, (_, name) in here.items() if code not in listed
    ]
    if fresh:
        data = {"created": told.created, "changed": told.changed}
        record(by=by, at=at, place=_root(), move="import_outlines", data=data)
    return told


def _counties() -> dict[str, tuple[int, str]]:
    rows = PlaceVersion.objects.on(None).filter(level=Level.COUNTY).order_by("code")
    return {code: (place, name) for place, code, name in rows.values_list("place", "code", "name")}


def _root() -> int:
    return PlaceVersion.objects.on(None).filter(parent=None).values_list("place", flat=True)[0]
