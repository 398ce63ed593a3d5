"""Which body must act on what, from a day to a day."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from linli.domain.mandates.models.catalogue import Matter
from linli.domain.mandates.states import Instrument, MandateRole
from linli.foundation.database.tenure import TenureQuerySet, in_order, no_overlap


class Mandate(models.Model):
    """A body's part in a matter over a place, from a day to a day, by an instrument and a basis.

    `place` is the subtree it holds for: the body's seat unless the instrument says otherwise.
    `in_name_of` null means its own name; `answers_suit` null means it answers itself. What an
    instrument moved says which one began or ended it.
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
    begun_by = models.ForeignKey(
        "mandates.PowerInstrument", on_delete=models.PROTECT, null=True, related_name="begins"
    )
    ended_by = models.ForeignKey(
        "mandates.PowerInstrument", on_delete=models.PROTECT, null=True, related_name="ends"
    )
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
