"""Dated rows: half-open days [valid_from, valid_to), guarded by the database itself.

Only ranges of the core types are used (int8range, daterange): btree_gist is not everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Self, TypeVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db.models import CheckConstraint, F, Func, Model, OuterRef, Q, QuerySet, Value

M = TypeVar("M", bound=Model)


class TenureQuerySet(QuerySet):
    """Rows that hold from one day to another."""

    def on(self, day: date) -> Self:
        """Return the rows that hold on a day."""
        return self.filter(holding(day))


def holding(day: date | OuterRef, *, prefix: str = "") -> Q:
    """Return the filter "holds on this day"; `prefix` reaches a related row (`post__`).

    The day may be a column of the query around it.
    """
    begun = Q(**{f"{prefix}valid_from": None}) | Q(**{f"{prefix}valid_from__lte": day})
    lasts = Q(**{f"{prefix}valid_to": None}) | Q(**{f"{prefix}valid_to__gt": day})
    return begun & lasts


def nearest(rows: QuerySet[M], path: Sequence[int], day: date) -> M | None:
    """Return the row that holds on a day nearest to the end of a path of places; one query.

    The path runs from the root; a row without a place is everywhere, and the last one asked.
    """
    there = rows.filter(holding(day), Q(place=None) | Q(place_id__in=path)).order_by("id")
    depth = {place: n for n, place in enumerate(path)}

    def far(row: Any) -> int:
        return depth.get(row.place_id, -1)

    return max(there, key=far, default=None)


def make_way(rows: QuerySet[Any], place: int | None, since: date) -> bool:
    """End what holds at a place on a day, for a row that begins then; False if one begins later.

    All the rows are locked: two who state something of one sort queue here. Within a transaction.
    """
    held = [r for r in rows.select_for_update().order_by("id") if r.place_id == place]
    if any(r.valid_from is not None and r.valid_from >= since for r in held):
        return False
    for row in held:
        if row.valid_to is None or row.valid_to > since:
            row.valid_to = since
            row.save(update_fields=["valid_to"])
    return True


def in_order(name: str) -> CheckConstraint:
    """Return the constraint that a tenure does not end before it begins."""
    open_end = Q(valid_from=None) | Q(valid_to=None)
    return CheckConstraint(name=name, condition=open_end | Q(valid_to__gte=F("valid_from")))


def no_overlap(name: str, *columns: str, condition: Q | None = None) -> ExclusionConstraint:
    """Return the constraint that rows alike in some integer columns never share a day."""
    parts: list[tuple[Any, str]] = [(_point(column), RangeOperators.EQUAL) for column in columns]
    span = Func(F("valid_from"), F("valid_to"), Value("[)"), function="daterange")
    parts.append((span, RangeOperators.OVERLAPS))
    return ExclusionConstraint(name=name, expressions=parts, condition=condition)


def _point(column: str) -> Func:
    return Func(F(column), F(column), Value("[]"), function="int8range")
