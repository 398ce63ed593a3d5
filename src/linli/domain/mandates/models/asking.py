"""What departments ask of places: a matter put on the grid, a demand made on a subdistrict."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from linli.domain.mandates.models.catalogue import Matter
from linli.domain.mandates.models.power import PowerItem, PowerList
from linli.domain.mandates.states import OPEN_ADMISSIONS, AdmissionState, DemandKind


class GridAdmission(models.Model):
    """A department's request to put a matter on a place's grids, with its need and basis.

    Admitted, it stands on the place's grid list by an instrument; `checked_on` is the last yearly
    check, `funds` says what comes with the work (费随事转).
    """

    id = models.BigAutoField(primary_key=True)
    power_list = models.ForeignKey(PowerList, on_delete=models.PROTECT, related_name="admissions")
    body = models.ForeignKey("bodies.Body", on_delete=models.PROTECT, related_name="admissions")
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="admissions")
    need = models.CharField(max_length=500)
    basis = models.CharField(max_length=200)
    funds = models.CharField(max_length=200, blank=True)
    state = models.CharField(
        max_length=10,
        default=AdmissionState.ASKED,
        choices=[(s.value, s.value) for s in AdmissionState],
    )
    seq = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField()
    asker = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="admissions_asked"
    )
    finding = models.CharField(max_length=500, blank=True)
    published_on = models.DateField(null=True)
    admitted_on = models.DateField(null=True)
    checked_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["power_list", "matter"],
                condition=Q(state__in=sorted(OPEN_ADMISSIONS)),
                name="gridadmission_one_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.state}"


class Demand(models.Model):
    """A letter of duty, veto or the like that a body puts to a subdistrict or town.

    One that the list of cleared items names (`item`) is refused, and counted for its sender.
    """

    id = models.BigAutoField(primary_key=True)
    sender = models.ForeignKey("bodies.Body", on_delete=models.PROTECT, related_name="demands_sent")
    receiver = models.ForeignKey(
        "bodies.Body", on_delete=models.PROTECT, related_name="demands_received"
    )
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in DemandKind])
    title = models.CharField(max_length=200)
    item = models.ForeignKey(PowerItem, on_delete=models.PROTECT, null=True, related_name="demands")
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)  # after an objection that was upheld

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["sender", "receiver", "kind", "title"], name="demand_once"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Objection(models.Model):
    """What a street or community says against a request for its grids, or a demand on it.

    The list's office, or the sender of the demand, answers: upheld or not, with a reason.
    """

    id = models.BigAutoField(primary_key=True)
    admission = models.ForeignKey(
        GridAdmission, on_delete=models.PROTECT, null=True, related_name="objections"
    )
    demand = models.ForeignKey(
        Demand, on_delete=models.PROTECT, null=True, related_name="objections"
    )
    body = models.ForeignKey("bodies.Body", on_delete=models.PROTECT, related_name="objections")
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="objections"
    )
    words = models.CharField(max_length=500)
    made_at = models.DateTimeField()
    answer = models.CharField(max_length=500, blank=True)
    upheld = models.BooleanField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="objection_to_one_thing",
                condition=Q(admission=None, demand__isnull=False)
                | Q(admission__isnull=False, demand=None),
            ),
            models.CheckConstraint(
                name="objection_answered_wholly",
                condition=Q(answered_at=None, upheld=None)
                | Q(answered_at__isnull=False, upheld__isnull=False),
            ),
            models.UniqueConstraint(fields=["admission", "body"], name="objection_once_admission"),
            models.UniqueConstraint(fields=["demand", "body"], name="objection_once_demand"),
        ]

    def __str__(self) -> str:
        return self.words
