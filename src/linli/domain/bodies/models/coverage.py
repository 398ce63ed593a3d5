"""Which party organisation or instructor covers which firm or place, and how that is counted."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from linli.domain.bodies.models.organising import Body
from linli.domain.bodies.states import CoverageOf, Covering
from linli.foundation.database.tenure import TenureQuerySet, in_order


class Coverage(models.Model):
    """A party organisation (or an instructor, 党建工作指导员) covers a firm or a place, from-to.

    A joint branch has a row for each. An instructor counts as work coverage alone; `branch` is then
    who sent them, if anybody.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=12, choices=[(k.value, k.value) for k in Covering])
    branch = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="coverages")
    instructor = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="coverages"
    )
    unit = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="covered_by")
    place = models.ForeignKey(
        "territory.Place", on_delete=models.PROTECT, null=True, related_name="covered_by"
    )
    basis = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    objects = TenureQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            in_order("coverage_tenure_in_order"),
            models.CheckConstraint(
                name="coverage_of_one_thing",
                condition=Q(unit=None, place__isnull=False) | Q(unit__isnull=False, place=None),
            ),
            models.CheckConstraint(
                name="coverage_by_whom",
                condition=Q(kind=Covering.ORGANISATION, branch__isnull=False, instructor=None)
                | Q(kind=Covering.WORK, instructor__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["kind", "branch", "instructor", "unit", "place"],
                condition=Q(valid_to=None),
                nulls_distinct=False,
                name="coverage_said_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.unit_id or self.place_id}"


class CoverageRule(models.Model):
    """How the coverage of one sort of thing is counted at a place and below it, from day to day.

    In words and as data; no place is everywhere, and the nearest row upward decides.

    `kinds` are kinds of bodies or of places: all of them in a place on the day are the denominator.
    `joint`: a branch that covers several counts for each. `by_organisation`: whoever has an
    organisation has its work too.
    """

    id = models.BigAutoField(primary_key=True)
    of = models.CharField(max_length=12, choices=[(o.value, o.value) for o in CoverageOf])
    place = models.ForeignKey(
        "territory.Place", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    kinds = ArrayField(models.CharField(max_length=30))
    joint = models.BooleanField()
    by_organisation = models.BooleanField()
    words = models.CharField(max_length=500)
    words_en = models.CharField(max_length=700, blank=True)
    basis = models.CharField(max_length=200)
    basis_en = models.CharField(max_length=300, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    objects = TenureQuerySet.as_manager()

    class Meta:
        ordering = ["of", "id"]
        constraints = [
            in_order("coveragerule_tenure_in_order"),
            models.UniqueConstraint(
                fields=["of", "place"],
                condition=Q(valid_to=None),
                nulls_distinct=False,
                name="coveragerule_one_standing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.of} {self.valid_from}"
