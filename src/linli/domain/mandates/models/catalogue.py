"""The catalogue of matters and its dated terms."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from linli.domain.mandates.states import (
    CalendarKind,
    Urgency,
    Verification,
    Visibility,
)
from linli.foundation.database.revision import AbstractRevision
from linli.foundation.database.tenure import TenureQuerySet, in_order, no_overlap


class Revision(AbstractRevision):
    """The state of catalogue and mandates that caches belong to."""


class Matter(models.Model):
    """An item of the three-level catalogue: `NN`, `NN/NN`, `NN/NN/NN`; `00` stands for all."""

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(max_length=8, unique=True)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=120)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    keywords = ArrayField(models.CharField(max_length=30), default=list, blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class MatterRule(models.Model):
    """The terms of a matter while they hold; an empty field is filled by the nearest ancestor.

    Limits are texts the clock reads: `30min`, `24h`, `4wh`, `5wd`.
    """

    id = models.BigAutoField(primary_key=True)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="terms")
    urgency = models.CharField(
        max_length=10, blank=True, choices=[(u.value, u.value) for u in Urgency]
    )
    sign_limit = models.CharField(max_length=8, blank=True)
    respond_limit = models.CharField(max_length=8, blank=True)
    resolve_limit = models.CharField(max_length=8, blank=True)
    calendar = models.CharField(
        max_length=8, blank=True, choices=[(c.value, c.value) for c in CalendarKind]
    )
    evidence_required = models.BooleanField(null=True)
    verification = models.CharField(
        max_length=8, blank=True, choices=[(v.value, v.value) for v in Verification]
    )
    visibility = models.CharField(
        max_length=12, blank=True, choices=[(v.value, v.value) for v in Visibility]
    )
    blocked_channel = models.CharField(max_length=60, blank=True)
    blocked_channel_en = models.CharField(max_length=120, blank=True)
    blocked_phone = models.CharField(max_length=30, blank=True)
    on_grid = models.BooleanField(null=True)
    lawful_refusal = models.BooleanField(null=True)
    legal_basis = models.CharField(max_length=200, blank=True)
    legal_basis_en = models.CharField(max_length=300, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    objects = TenureQuerySet.as_manager()

    class Meta:
        ordering = ["matter__code", "id"]
        constraints = [
            in_order("matterrule_tenure_in_order"),
            no_overlap("matterrule_one_at_a_time", "matter"),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.resolve_limit}"
