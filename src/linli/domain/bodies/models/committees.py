"""Committees over line boundaries (大工委、大党委、党建联盟): which units sit on them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from linli.domain.bodies.models.organising import Body
from linli.foundation.database.tenure import TenureQuerySet, in_order, no_overlap


class Membership(models.Model):
    """A unit sits on a committee or alliance from-to, and is subordinate to it in nothing.

    Whom it sends holds a post of the committee (兼职委员), with a first post elsewhere.
    """

    id = models.BigAutoField(primary_key=True)
    committee = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="members")
    unit = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="sits_on")
    basis = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    objects = TenureQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            in_order("membership_tenure_in_order"),
            no_overlap("membership_once", "committee", "unit"),
            models.CheckConstraint(
                name="membership_of_two",
                condition=~Q(committee=F("unit")) | Q(valid_to=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.committee_id} {self.unit_id}"
