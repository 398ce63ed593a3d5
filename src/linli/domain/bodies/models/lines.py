"""Offices with two lines: stationed at a street, and the street's opinion on their heads."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from linli.domain.bodies.models.organising import Body, Post
from linli.domain.bodies.states import Decides, HearingAct, HearingState
from linli.foundation.database.tenure import TenureQuerySet, in_order, no_overlap
from linli.kernel.ids import uuid7

_DECIDES = [(d.value, d.value) for d in Decides]


class Stationing(models.Model):
    """The second, local line (块) of an office beside its superior (条): at which street or town.

    Each field says who decides: the line, the line once the street was heard, or the street.
    """

    id = models.BigAutoField(primary_key=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="stationings")
    host = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="hosts")
    staffing = models.CharField(max_length=8, choices=_DECIDES)
    money = models.CharField(max_length=8, choices=_DECIDES)
    duties = models.CharField(max_length=8, choices=_DECIDES)
    appraisal = models.CharField(max_length=8, choices=_DECIDES)
    document = models.CharField(max_length=80, blank=True)
    basis = models.CharField(max_length=200)
    basis_en = models.CharField(max_length=300, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    objects = TenureQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            in_order("stationing_tenure_in_order"),
            no_overlap("stationing_one_host", "body"),
            models.CheckConstraint(
                name="stationing_of_two", condition=~Q(body=F("host")) | Q(valid_to=F("valid_from"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body_id} {self.host_id}"


class Hearing(models.Model):
    """The street's opinion asked before the head of an office stationed there comes or goes.

    What was said is in its entries. `used_on` is the day of the appointment, or of its end, that
    was made on it: an opinion carries one of them.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="hearings")
    host = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="hearings")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="hearings")
    act = models.CharField(max_length=8, choices=[(a.value, a.value) for a in HearingAct])
    state = models.CharField(
        max_length=12,
        default=HearingState.ASKED,
        choices=[(s.value, s.value) for s in HearingState],
    )
    seq = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField()
    answer_by = models.DateField()
    used_on = models.DateField(null=True)

    class Meta:
        ordering = ["answer_by", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["post", "person", "act"],
                condition=Q(used_on=None) & ~Q(state=HearingState.WITHDRAWN.value),
                name="hearing_one_at_a_time",
            )
        ]
        indexes = [
            models.Index(
                fields=["answer_by"],
                condition=Q(state=HearingState.ASKED.value),
                name="hearing_unanswered",
            )
        ]

    def __str__(self) -> str:
        return f"{self.post_id} {self.state}"
