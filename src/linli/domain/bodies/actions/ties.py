"""Tables of dated rows that tie bodies to bodies and places: what ends with a body."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.db import models
from django.db.models import F, Q

from linli.domain.bodies.models import Charter, Coverage, MechanismOwner, Membership, Stationing


class Tie(NamedTuple):
    """A table of such rows: its columns of bodies and of places, and what may stand only once."""

    kind: str
    table: type[models.Model]
    bodies: tuple[str, ...]
    places: tuple[str, ...]
    once: tuple[str, ...]


_SEATS = ("committee_id", "unit_id")

TIES = (
    Tie("stationing", Stationing, ("body_id", "host_id"), (), ("body_id",)),
    Tie("charter", Charter, ("body_id",), (), ("body_id",)),
    Tie("owner", MechanismOwner, ("body_id",), ("place_id",), ("mechanism_id", "place_id")),
    Tie("membership", Membership, _SEATS, (), _SEATS),
    Tie(
        "coverage",
        Coverage,
        ("branch_id", "unit_id"),
        ("place_id",),
        ("kind", "branch_id", "instructor_id", "unit_id", "place_id"),
    ),
)


def end_ties(body_id: int, on: date) -> None:
    """End with a day every row that ties a body to another, or to a place."""
    for tie in TIES:
        mine = Q(pk=None)
        for column in tie.bodies:
            mine |= Q(**{column: body_id})
        lasting = Q(valid_to=None) | Q(valid_to__gt=on)
        rows = tie.table._default_manager.filter(mine).filter(lasting)
        rows.filter(valid_from__gt=on).update(valid_to=F("valid_from"))
        rows.filter(Q(valid_from=None) | Q(valid_from__lte=on)).update(valid_to=on)
