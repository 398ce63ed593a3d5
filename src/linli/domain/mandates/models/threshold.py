"""Thresholds: numbers that rules ask for, as dated rows."""

from __future__ import annotations

from django.db import models

from linli.domain.mandates.states import ThresholdKind
from linli.foundation.database.tenure import TenureQuerySet, in_order, no_overlap


class Threshold(models.Model):
    """A number that a rule of the code asks for by its key (`cases.wait`); its values are rows."""

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=8, choices=[(k.value, k.value) for k in ThresholdKind])
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=120)

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return self.key


class ThresholdRule(models.Model):
    """What a threshold is from a day to a day at a place and below it; no place is everywhere."""

    id = models.BigAutoField(primary_key=True)
    threshold = models.ForeignKey(Threshold, on_delete=models.PROTECT, related_name="values")
    place = models.ForeignKey(
        "territory.Place", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    value = models.CharField(max_length=8)
    basis = models.CharField(max_length=200)
    basis_en = models.CharField(max_length=300, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    objects = TenureQuerySet.as_manager()

    class Meta:
        ordering = ["threshold__key", "id"]
        constraints = [
            in_order("thresholdrule_tenure_in_order"),
            # two rows without a place are alike too: a range without bounds equals itself
            no_overlap("thresholdrule_one_at_a_time", "threshold", "place"),
        ]

    def __str__(self) -> str:
        return f"{self.threshold_id} {self.value}"
