"""Temporary bodies of a place and when they end."""

from __future__ import annotations

from datetime import date, timedelta

from linli.domain.bodies.models import Charter
from linli.domain.territory import queries as territory
from linli.foundation.database.tenure import holding


def charter_of(body_id: int, on: date) -> Charter | None:
    """Return what a temporary body is for on a day; None for any other body."""
    return Charter.objects.on(on).filter(body_id=body_id).first()


def temporary_in(place: int, on: date) -> list[Charter]:
    """Return the temporary bodies in a place on a day, those that end first first; one query."""
    tree = territory.atlas(on)
    begins, ends = tree.turns(place)
    rows = Charter.objects.on(on).filter(holding(on, prefix="body__")).select_related("body")
    return [
        row
        for row in rows.order_by("until", "id")
        if row.body.seat_id in tree and begins <= tree.turns(row.body.seat_id)[0] < ends
    ]


def due(on: date) -> list[Charter]:
    """Return the charters of living bodies whose day has come."""
    rows = Charter.objects.on(on).filter(holding(on, prefix="body__"), until__lte=on)
    return list(rows.select_related("body").order_by("until", "id"))


def coming(on: date, days: int) -> list[Charter]:
    """Return the charters of living bodies that end within some days."""
    last = on + timedelta(days=days)
    rows = Charter.objects.on(on).filter(
        holding(on, prefix="body__"), until__gt=on, until__lte=last
    )
    return list(rows.select_related("body").order_by("until", "id"))
