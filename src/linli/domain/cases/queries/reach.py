"""How many open cases a limit concerns, for whoever is about to set it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from linli.domain.cases.models import LEVEL_COLUMNS
from linli.domain.cases.queries.scope import visible_to
from linli.domain.cases.queries.shapes import Filters
from linli.domain.territory import queries as territory
from linli.kernel.access import SYSTEM

OWN = "cases."  # keys of limits that cases ask for


def touched(key: str, place: int | None, apart: Sequence[int], on: date) -> int | None:
    """Return how many open cases lie where a limit would be another; None for no limit of cases.

    Those at a place `apart`, with a value of its own, are not among them, nor confidential ones.
    A number alone, for whoever may set limits there but sees no case: decision 0057. One statement.
    """
    if not key.startswith(OWN):
        return None
    tree = territory.atlas(on)
    level = tree.level(place) if place is not None else 0
    within = place if level >= min(LEVEL_COLUMNS) else None  # a cell holds one city
    beside = tuple((int(tree.level(p)), p) for p in apart)
    filters = Filters(place=within, level=int(level), beside=beside)
    return visible_to(SYSTEM).count(filters).number
