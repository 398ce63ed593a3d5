"""Dated rows: half-open days [valid_from, valid_to), guarded by the database itself.

Only ranges of the core types are used (int8range, daterange): btree_gist is not everywhere.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db.models import CheckConstraint, F, Func, OuterRef, Q, QuerySet, Value


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
