"""Organisations seated on places, their posts, who holds them and when their office is open."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from linli.domain.bodies.states import BodyKind, Role
from linli.foundation.database.revision import AbstractRevision
from linli.foundation.database.tenure import TenureQuerySet, in_order, no_overlap


class Revision(AbstractRevision):
    """The state of bodies, posts and hours that caches belong to."""


class Body(models.Model):
    """An organisation: party committee, bureau, office, team, committee, company.

    `seat` is the place it sits on (块), `superior` the body above it (条), `line` the short word
    by which mandates of a template find it (`housing`).
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=30, choices=[(k.value, k.value) for k in BodyKind])
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=200, blank=True)
    seat = models.ForeignKey("territory.Place", on_delete=models.PROTECT, related_name="bodies")
    superior = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="subordinates"
    )
    line = models.CharField(max_length=30, blank=True)
    uscc = models.CharField(max_length=18, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    objects = TenureQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            in_order("body_tenure_in_order"),
            models.UniqueConstraint(
                fields=["seat", "kind", "line"],
                condition=Q(valid_to=None) & ~Q(line=""),
                name="body_one_per_line_at_a_seat",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A position in a body: a role over a place (块) and, where given, some matters only.

    `matters` are first-level codes of the catalogue, null for all. `quota` is how many may hold
    it at once.
    """

    id = models.BigAutoField(primary_key=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=30, choices=[(r.value, r.value) for r in Role])
    title = models.CharField(max_length=60)
    title_en = models.CharField(max_length=120, blank=True)
    place = models.ForeignKey("territory.Place", on_delete=models.PROTECT, related_name="posts")
    matters = ArrayField(models.CharField(max_length=2), null=True, blank=True)
    quota = models.PositiveSmallIntegerField(default=1)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    objects = TenureQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            in_order("post_tenure_in_order"),
            models.CheckConstraint(name="post_quota_positive", condition=Q(quota__gte=1)),
        ]

    def __str__(self) -> str:
        return self.title


class Appointment(models.Model):
    """A person holding a post; `chair` numbers the quota from 1, `acting` is 主持工作."""

    id = models.BigAutoField(primary_key=True)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="appointments")
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="appointments"
    )
    chair = models.PositiveSmallIntegerField(default=1)
    acting = models.BooleanField(default=False)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    objects = TenureQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            in_order("appointment_tenure_in_order"),
            no_overlap("appointment_one_holder_per_chair", "post", "chair"),
            no_overlap("appointment_once_per_person", "post", "person"),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} {self.person_id}"


class OfficeHours(models.Model):
    """When a body's office is open in some months of the year.

    `months` 1-12 and `weekdays` 1-7 (Monday first), empty for all; `windows` are local times as
    `08:30-12:00 14:00-17:30`. Of several rows that hold, the one that says most decides.
    """

    id = models.BigAutoField(primary_key=True)
    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="hours")
    months = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    weekdays = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    windows = models.CharField(max_length=60)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    objects = TenureQuerySet.as_manager()

    class Meta:
        ordering = ["body_id", "id"]
        constraints = [in_order("hours_tenure_in_order")]

    def __str__(self) -> str:
        return f"{self.body_id} {self.windows}"
