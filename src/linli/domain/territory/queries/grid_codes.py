"""Which pattern of codes holds at a place on a day, and the next code by it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Q

from linli.domain.territory.models import GridCodes, PlaceCode, PlaceVersion
from linli.domain.territory.queries.places import path_ids
from linli.domain.territory.rules.grid_codes import CodePattern
from linli.domain.territory.states import Kind
from linli.foundation.database.tenure import nearest
from linli.kernel.errors import NotFound


def grid_codes(place: int | None, on: date) -> GridCodes:
    """Return what holds at a place (None: everywhere): the nearest row upward; raises NotFound.

    Three queries, without the Atlas: rows of an import change it each time.
    """
    rows = PlaceVersion.objects.on(on).filter(place_id__in=path_ids(place, on) if place else ())
    path = list(rows.order_by("level").values_list("place_id", flat=True))
    row = nearest(GridCodes.objects.select_related("place"), path, on)
    if row is None:
        raise NotFound("grid_codes_undefined")
    return row


def stated_at(place: int | None) -> list[GridCodes]:
    """Return every pattern that was, is or will be stated at a place itself, the newest first."""
    return list(GridCodes.objects.filter(place=place).order_by("-valid_from", "-id"))


def next_code(parent: int, kind: Kind, on: date) -> str:
    """Return the code that the next place of a kind under a parent gets: one no place ever had.

    Raises NotFound without parent or pattern, Conflict when the numbers are used up.
    """
    pattern = CodePattern.read(grid_codes(parent, on).pattern)
    above, taken = taken_below(parent, (kind,), pattern)
    return pattern.next(above, kind, taken)


def taken_below(
    parent: int, kinds: Iterable[Kind], pattern: CodePattern
) -> tuple[str, frozenset[str]]:
    """Return a parent's code and the codes below it that a pattern cannot give; two queries.

    Raises NotFound for a parent that is not there.
    """
    there = PlaceVersion.objects.on(None).filter(place=parent)
    above = there.values_list("code", flat=True).first()
    if above is None:
        raise NotFound("unknown_place", place=parent)
    begins = [Q(code__startswith=pattern.stem(above, kind)) for kind in kinds]
    codes = PlaceCode.objects.filter(reduce(or_, begins, Q(pk=None))).order_by()
    return above, frozenset(codes.values_list("code", flat=True))
