"""Temporary bodies (专班、临时党支部): what for, until when, by which document."""

from __future__ import annotations

from django.db import models

from linli.domain.bodies.models.organising import Body
from linli.foundation.database.tenure import TenureQuerySet, in_order, no_overlap


class Charter(models.Model):
    """What a temporary body is for and the day it ends; an extension is another row.

    The body does not end by itself on that day while something is open on it: then it is on the
    list of what is over its day.
    """

    id = models.BigAutoField(primary_key=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="charters")
    purpose = models.CharField(max_length=300)
    purpose_en = models.CharField(max_length=400, blank=True)
    until = models.DateField()  # the first day on which it is no more
    document = models.CharField(max_length=80)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    objects = TenureQuerySet.as_manager()

    class Meta:
        ordering = ["until", "id"]
        constraints = [
            in_order("charter_tenure_in_order"),
            no_overlap("charter_one_at_a_time", "body"),
        ]
        indexes = [models.Index(fields=["until"], name="charter_until")]

    def __str__(self) -> str:
        return f"{self.body_id} {self.until}"
