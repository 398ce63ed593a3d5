"""What dated rows share: days they hold, and one row at a time for each place."""

from __future__ import annotations

from datetime import date
from typing import Self, TypeVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

M = TypeVar("M", bound=models.Model)


class DatedQuerySet(models.QuerySet[M]):
    """Rows with `valid_from` and `valid_to`."""

    def on(self, day: date | None) -> Self:
        """Keep the rows that hold on a day; None = those without an end (as last written)."""
        if day is None:
            return self.filter(valid_to__isnull=True)
        begun = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
        return self.filter(begun, Q(valid_to__isnull=True) | Q(valid_to__gt=day))


def one_at_a_time(name: str) -> ExclusionConstraint:
    """Return the constraint that a place has one such row on any day."""
    same = Func(F("place_id"), F("place_id"), Value("[]"), function="int8range")
    days = Func(F("valid_from"), F("valid_to"), Value("[)"), function="daterange")
    return ExclusionConstraint(
        name=name, expressions=[(same, RangeOperators.EQUAL), (days, RangeOperators.OVERLAPS)]
    )


def not_empty(name: str) -> models.CheckConstraint:
    """Return the constraint that a tenure has at least one day."""
    return models.CheckConstraint(name=name, condition=Q(valid_from__lt=F("valid_to")))
