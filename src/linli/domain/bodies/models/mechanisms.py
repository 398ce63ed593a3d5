"""Mechanisms (吹哨、信访接待、12345 …) and which body owns one where: dated rows, no code."""

from __future__ import annotations

from django.db import models

from linli.domain.bodies.models.organising import Body
from linli.foundation.database.tenure import TenureQuerySet, in_order, no_overlap


class Mechanism(models.Model):
    """A way of working that somebody must answer for; more are rows, not code."""

    id = models.BigAutoField(primary_key=True)
    key = models.SlugField(max_length=30, unique=True)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.key


class MechanismOwner(models.Model):
    """The body that owns a mechanism at a place and below, where no row below says otherwise."""

    id = models.BigAutoField(primary_key=True)
    mechanism = models.ForeignKey(Mechanism, on_delete=models.PROTECT, related_name="owners")
    place = models.ForeignKey(
        "territory.Place", on_delete=models.PROTECT, related_name="mechanisms"
    )
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="mechanisms")
    basis = models.CharField(max_length=200)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    objects = TenureQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            in_order("mechanismowner_tenure_in_order"),
            no_overlap("mechanismowner_one", "mechanism", "place"),
        ]

    def __str__(self) -> str:
        return f"{self.mechanism_id} {self.place_id} {self.body_id}"
