"""Outlines of places."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from linli.domain.territory.actions.tree import mark_tree, permit
from linli.domain.territory.models import Boundary, Place
from linli.domain.territory.rules.outline import check_outline
from linli.domain.territory.states import Crs
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
    mark_tree(at=at)
    before = Boundary.objects.filter(place=place)
    if valid_from is None:
        before.delete()
    else:
        before.filter(valid_from__gte=valid_from).delete()
        open_then = Q(valid_to__isnull=True) | Q(valid_to__gt=valid_from)
        before.filter(open_then).update(valid_to=valid_from)
    return Boundary.objects.create(
        place=place,
        geojson=dict(geojson),
        crs=crs,
        source=source,
        schematic=schematic,
        valid_from=valid_from,
    )
