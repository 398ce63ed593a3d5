"""Other names of places."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from linli.domain.territory.actions.tree import mark_tree, permit
from linli.domain.territory.models import Place, PlaceAlias
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
    alias, made = PlaceAlias.objects.get_or_create(
        place=place, name=clean_name(name), defaults={"kind": kind, "valid_from": valid_from}
    )
    if made:
        mark_tree(at=at)
    return alias
