"""Quotas (编制) as lines of papers, on whose quota a person sits, and who is lent to whom."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from linli.domain.bodies.models.organising import Body
from linli.domain.bodies.states import LentKind, LentState, QuotaAct, QuotaKind
from linli.foundation.database.tenure import TenureQuerySet, in_order, no_overlap

KINDS = [(k.value, k.value) for k in QuotaKind]


class QuotaPaper(models.Model):
    """The paper that gives, takes or moves quotas: its number, who decided, on what basis.

    `place` is the place in whose reach all its bodies sit. A paper is written once; what was wrong
    is put right by another paper.
    """

    id = models.BigAutoField(primary_key=True)
    act = models.CharField(max_length=10, choices=[(a.value, a.value) for a in QuotaAct])
    document = models.CharField(max_length=80)
    decided_by = models.CharField(max_length=120)
    basis = models.CharField(max_length=200)
    basis_en = models.CharField(max_length=300, blank=True)
    place = models.ForeignKey("territory.Place", on_delete=models.PROTECT, related_name="+")
    on = models.DateField()

    class Meta:
        ordering = ["-on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["document", "decided_by"], name="quotapaper_once")
        ]

    def __str__(self) -> str:
        return self.document


class QuotaLine(models.Model):
    """One line of a paper: more (+) or fewer (−) quotas of a kind for a body, from its day on.

    What is approved on a day is the sum of the lines that hold. When the map changes, a line ends
    and `follows` in the body that comes after.
    """

    id = models.BigAutoField(primary_key=True)
    paper = models.ForeignKey(QuotaPaper, on_delete=models.PROTECT, related_name="lines")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="quota_lines")
    kind = models.CharField(max_length=16, choices=KINDS)
    change = models.IntegerField()
    follows = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = TenureQuerySet.as_manager()

    class Meta:
        ordering = ["paper", "id"]
        constraints = [
            in_order("quotaline_tenure_in_order"),
            models.CheckConstraint(name="quotaline_says_something", condition=~Q(change=0)),
            models.UniqueConstraint(
                fields=["paper", "body", "kind"],
                condition=Q(follows=None),
                name="quotaline_once_a_paper",
            ),
        ]
        indexes = [models.Index(fields=["body", "kind"], name="quotaline_of_body")]

    def __str__(self) -> str:
        return f"{self.body_id} {self.kind} {self.change:+d}"


class QuotaSeat(models.Model):
    """On which body's quota a person sits (在编): one at a time, whatever posts are held.

    The body may be another than where the person works: 县编乡用, 专编专用.
    """

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="quotas")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="quota_seats")
    kind = models.CharField(max_length=16, choices=KINDS)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    objects = TenureQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            in_order("quotaseat_tenure_in_order"),
            no_overlap("quotaseat_one_at_a_time", "person"),
        ]
        indexes = [models.Index(fields=["body", "kind"], name="quotaseat_of_body")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.body_id} {self.kind}"


class Lending(models.Model):
    """A person works for another body for a time, by one paper (借调、驻村、驻镇).

    It always has an end and ends by itself; going on is another paper that begins on that day. It
    gives no right: the post at home stays, and at the destination an appointment is needed.
    """

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="lendings")
    home = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="lends")
    destination = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="borrows")
    kind = models.CharField(max_length=16, choices=[(k.value, k.value) for k in LentKind])
    document = models.CharField(max_length=80)
    state = models.CharField(
        max_length=10, default=LentState.ASKED, choices=[(s.value, s.value) for s in LentState]
    )
    asked_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+"
    )
    valid_from = models.DateField()
    valid_to = models.DateField()

    objects = TenureQuerySet.as_manager()

    class Meta:
        ordering = ["valid_to", "id"]
        constraints = [
            in_order("lending_tenure_in_order"),
            no_overlap(
                "lending_one_at_a_time", "person", condition=Q(state=LentState.APPROVED.value)
            ),
            models.CheckConstraint(name="lending_elsewhere", condition=~Q(home=F("destination"))),
        ]
        indexes = [
            models.Index(fields=["home", "valid_to"], name="lending_from"),
            models.Index(fields=["destination", "valid_to"], name="lending_to"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.home_id} {self.destination_id}"
