"""The catalogue of matters, its dated terms, and which body must act on what."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from linli.domain.mandates.states import (
    CalendarKind,
    Instrument,
    MandateRole,
    ThresholdKind,
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


class Mandate(models.Model):
    """A body's part in a matter over a place, from a day to a day, by an instrument and a basis.

    `place` is the subtree it holds for: the body's seat unless the instrument says otherwise.
    `in_name_of` null means its own name; `answers_suit` null means it answers itself.
    """

    id = models.BigAutoField(primary_key=True)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="mandates")
    body = models.ForeignKey("bodies.Body", on_delete=models.PROTECT, related_name="mandates")
    place = models.ForeignKey("territory.Place", on_delete=models.PROTECT, related_name="mandates")
    role = models.CharField(max_length=10, choices=[(r.value, r.value) for r in MandateRole])
    instrument = models.CharField(max_length=12, choices=[(i.value, i.value) for i in Instrument])
    basis = models.CharField(max_length=200)
    basis_en = models.CharField(max_length=300, blank=True)
    in_name_of = models.ForeignKey(
        "bodies.Body", on_delete=models.PROTECT, null=True, blank=True, related_name="lent_name_to"
    )
    answers_suit = models.ForeignKey(
        "bodies.Body", on_delete=models.PROTECT, null=True, blank=True, related_name="answers_for"
    )
    duty = models.CharField(max_length=200, blank=True)
    duty_en = models.CharField(max_length=300, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    objects = TenureQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            in_order("mandate_tenure_in_order"),
            # the place first: it tells rows apart best, and the index is built by it
            no_overlap(
                "mandate_one_lead",
                "place",
                "matter",
                condition=Q(role=MandateRole.LEAD.value),
            ),
            models.UniqueConstraint(
                fields=["place", "matter", "body"],
                condition=Q(valid_to=None),
                name="mandate_one_part_per_body_standing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.matter_id} {self.body_id}"
