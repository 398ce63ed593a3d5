"""Who owns a mechanism at a place on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from linli.domain.bodies.models import Mechanism, MechanismOwner
from linli.domain.territory import queries as territory
from linli.foundation.database.tenure import holding


@dataclass(frozen=True, slots=True)
class Owned:
    """A mechanism and the row that says who owns it here; None where nobody does."""

    mechanism: Mechanism
    row: MechanismOwner | None


def owners_at(place: int, on: date) -> list[Owned]:
    """Return every mechanism with its owner at a place: the nearest row up the tree; two queries.

    A body that has ended owns nothing: the next one up does.
    """
    path = territory.atlas(on).path(place)
    rows = (
        MechanismOwner.objects.on(on)
        .filter(holding(on, prefix="body__"), place_id__in=path)
        .select_related("body")
    )
    nearest: dict[int, MechanismOwner] = {}
    for row in sorted(rows, key=lambda r: path.index(r.place_id)):
        nearest[row.mechanism_id] = row
    return [Owned(m, nearest.get(m.pk)) for m in Mechanism.objects.order_by("id")]


def owner_of(key: str, place: int, on: date) -> MechanismOwner | None:
    """Return who owns a mechanism at a place on a day, with the row's place; None for nobody."""
    return next((o.row for o in owners_at(place, on) if o.mechanism.key == key), None)
