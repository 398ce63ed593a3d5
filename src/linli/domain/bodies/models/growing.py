"""Who is brought along by whom (导师制), and who agreed to be thought of for a post (后备)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from linli.domain.bodies.models.organising import Body
from linli.domain.bodies.states import Role
from linli.foundation.database.tenure import TenureQuerySet, in_order, no_overlap


class MentorPair(models.Model):
    """A colleague brings another along in something, for a time; no grades, no reports.

    `body` is where the one who learns works.
    """

    id = models.BigAutoField(primary_key=True)
    mentor = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="mentors")
    mentee = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="mentored")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="mentor_pairs")
    topic = models.CharField(max_length=120)
    valid_from = models.DateField()
    valid_to = models.DateField()

    objects = TenureQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            in_order("mentorpair_tenure_in_order"),
            no_overlap("mentorpair_once_at_a_time", "mentor", "mentee"),
            models.CheckConstraint(name="mentorpair_of_two", condition=~Q(mentor=F("mentee"))),
        ]

    def __str__(self) -> str:
        return f"{self.mentor_id} {self.mentee_id}"


class Reserve(models.Model):
    """A person who agreed in writing to be thought of for a kind of post in a body, for a time.

    Known to those who appoint there and to the person, who may take it back at any time; it is no
    rank and no promise, and nothing stays of it afterwards. `consent` is where the paper lies.
    """

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="reserves")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="reserves")
    role = models.CharField(max_length=30, choices=[(r.value, r.value) for r in Role])
    proposed_by = models.CharField(max_length=120)
    consent = models.CharField(max_length=120)
    valid_from = models.DateField()
    valid_to = models.DateField()

    objects = TenureQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [in_order("reserve_tenure_in_order")]
        indexes = [models.Index(fields=["body", "valid_to"], name="reserve_of_body")]

    def __str__(self) -> str:
        return f"{self.body_id} {self.role}"
