"""Other names of places."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
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
    replaced_on: date | None = None,
    basis: str = "",
) -> PlaceAlias:
    """Let people find a place by another name; saying it twice changes nothing."""
    permit(by, place.pk, None)
    lock_tree()
    said = {"kind": kind, "valid_from": valid_from, "replaced_on": replaced_on, "basis": basis}
    alias, made = PlaceAlias.objects.get_or_create(
        place=place, name=clean_name(name), defaults=said
    )
    if made:
        data = {"alias": alias.pk, "kind": kind}
        record(by=by, at=at, place=place.pk, move="add_alias", data=data)
    return alias


@dataclass(frozen=True, slots=True)
class AliasRow:
    """One line of a list of other names: whose, which, of what kind, replaced when and by what."""

    code: str
    name: str
    kind: AliasKind
    replaced_on: date | None = None
    basis: str = ""


@transaction.atomic
def import_aliases(*, by: Actor, at: datetime, rows: Iterable[AliasRow]) -> int:
    """Add many; codes that are not here are passed over. Returns how many were new."""
    wanted = list(rows)
    places = {
        c.code: c.place
        for c in PlaceCode.objects.filter(code__in=[r.code for r in wanted]).select_related("place")
    }
    there = set(
        PlaceAlias.objects.filter(place__in=places.values()).values_list("place_id", "name")
    )
    made = 0
    for row in wanted:
        if row.code in places and (places[row.code].pk, clean_name(row.name)) not in there:
            add_alias(
                by=by,
                at=at,
                place=places[row.code],
                name=row.name,
                kind=row.kind,
                replaced_on=row.replaced_on,
                basis=row.basis,
            )
            made += 1
    return made
