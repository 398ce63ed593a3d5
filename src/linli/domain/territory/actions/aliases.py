"""Other names of places."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from linli.domain.territory.actions.recording import record
from linli.domain.territory.actions.tree import lock_tree, permit
from linli.domain.territory.models import Place, PlaceAlias, PlaceCode
from linli.domain.territory.rules.names import clean_name
from linli.domain.territory.states import AliasKind
from linli.kernel.access import Actor


@transaction.atomic
def add_alias(
    *,
    by: Actor,
    at: datetime,
    place: Place,
    name: str,
    kind: AliasKind,
    valid_from: date | None = None,
) -> PlaceAlias:
    """Let people find a place by another name; saying it twice changes nothing."""
    permit(by, place.pk, None)
    lock_tree()
    alias, made = PlaceAlias.objects.get_or_create(
        place=place, name=clean_name(name), defaults={"kind": kind, "valid_from": valid_from}
    )
    if made:
        data = {"alias": alias.pk, "kind": kind}
        record(by=by, at=at, place=place.pk, move="add_alias", data=data)
    return alias


@transaction.atomic
def import_aliases(*, by: Actor, at: datetime, rows: Iterable[tuple[str, str, str]]) -> int:
    """Add many (code, name, kind); codes that are not here are passed over. Returns how many."""
    wanted = list(rows)
    places = {
        c.code: c.place
        for c in PlaceCode.objects.filter(code__in=[r[0] for r in wanted]).select_related("place")
    }
    there = set(
        PlaceAlias.objects.filter(place__in=places.values()).values_list("place_id", "name")
    )
    made = 0
    for code, name, kind in wanted:
        if code in places and (places[code].pk, clean_name(name)) not in there:
            add_alias(by=by, at=at, place=places[code], name=name, kind=AliasKind(kind))
            made += 1
    return made
