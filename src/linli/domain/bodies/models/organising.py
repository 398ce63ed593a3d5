"""Organisations seated on places, their posts, who holds them, office hours, the duty rota."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from linli.domain.bodies.states import BodyKind, Role, SwapState, acts_of
from linli.foundation.database.revision import AbstractRevision
from linli.foundation.database.tenure import TenureQuerySet, in_order, no_overlap
from linli.kernel.ids import uuid7


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
    """A person holding a post; `chair` numbers the quota from 1.

    `acting` is 主持工作, with `care` 代管 by somebody of another body, and always has an end.
    `term_ends` is the day a term is over (届满): the holder keeps duty until a successor begins.
    """

    id = models.BigAutoField(primary_key=True)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="appointments")
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="appointments"
    )
    chair = models.PositiveSmallIntegerField(default=1)
    acting = models.BooleanField(default=False)
    care = models.BooleanField(default=False, db_default=False)
    term_ends = models.DateField(null=True, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    objects = TenureQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            in_order("appointment_tenure_in_order"),
            no_overlap("appointment_one_holder_per_chair", "post", "chair"),
            no_overlap("appointment_once_per_person", "post", "person"),
            models.CheckConstraint(
                name="appointment_acting_ends",
                condition=Q(acting=False) | Q(valid_to__isnull=False),
            ),
            models.CheckConstraint(
                name="appointment_care_is_acting", condition=Q(care=False) | Q(acting=True)
            ),
        ]
        indexes = [
            models.Index(
                fields=["term_ends"], condition=Q(term_ends__isnull=False), name="appointment_term"
            )
        ]

    def __str__(self) -> str:
        return f"{self.post_id} {self.person_id}"

    @property
    def acts(self) -> str:
        """How it is held without being appointed for good; "" for a holder."""
        return acts_of(acting=self.acting, care=self.care)


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


class DutyRevision(AbstractRevision):
    """The state of all rotas that caches belong to."""


class DutyRule(models.Model):
    """What holds for the duty of bodies of a kind, from a day to a day; no kind for all others.

    `required` bodies are on the gap list without a rota. A shift without hours begins and ends
    at `begins`. How long a notice may lie unread is a threshold (`duty.unread`).
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=30, blank=True)
    required = models.BooleanField()
    begins = models.TimeField()
    basis = models.CharField(max_length=200)
    basis_en = models.CharField(max_length=300, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    objects = TenureQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "id"]
        constraints = [
            in_order("dutyrule_tenure_in_order"),
            models.UniqueConstraint(
                fields=["kind"], condition=Q(valid_to=None), name="dutyrule_one_standing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.begins:%H:%M}"


class DutyShift(models.Model):
    """One shift of a body's rota: who leads it (带班), who is on duty (值班), the duty phone.

    A body has one shift at a time, so at any moment it has at most one leader. `planned` is the
    digest of what the rota said: the same line brought in again changes nothing, a swap stays.
    The book of a shift is its entries; `signed_by` is who of the next shift took it over.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="duty_shifts")
    day = models.DateField()
    name = models.CharField(max_length=30, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    leader = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="duty_led")
    phone = models.CharField(max_length=30, blank=True)
    planned = models.CharField(max_length=64)
    seq = models.PositiveIntegerField(default=0)
    signed_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="duty_signed"
    )
    signed_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)  # its people were told that it comes

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(name="duty_in_order", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(
                name="duty_signed_wholly",
                condition=Q(signed_at=None, signed_by=None)
                | Q(signed_at__isnull=False, signed_by__isnull=False),
            ),
            ExclusionConstraint(
                name="duty_one_shift_at_a_time",
                expressions=[
                    (
                        Func(F("body"), F("body"), Value("[]"), function="int8range"),
                        RangeOperators.EQUAL,
                    ),
                    (
                        Func(F("starts_at"), F("ends_at"), Value("[)"), function="tstzrange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]
        indexes = [
            models.Index(fields=["body", "starts_at"], name="duty_of_body"),
            models.Index(
                fields=["starts_at"], condition=Q(reminded_at=None), name="duty_to_remind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body_id} {self.starts_at:%F %H:%M}"


class DutyOfficer(models.Model):
    """Who is on duty in a shift beside its leader."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    shift = models.ForeignKey(DutyShift, on_delete=models.CASCADE, related_name="officers")
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="duty_shifts"
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["shift", "person"], name="duty_officer_once")
        ]

    def __str__(self) -> str:
        return f"{self.shift_id} {self.person_id}"


class DutySwap(models.Model):
    """One duty asked to be taken over by a colleague; it moves only with that one's consent."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    shift = models.ForeignKey(DutyShift, on_delete=models.CASCADE, related_name="swaps")
    giver = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="duty_given")
    taker = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="duty_taken")
    state = models.CharField(
        max_length=10, default=SwapState.ASKED, choices=[(s.value, s.value) for s in SwapState]
    )
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.CheckConstraint(name="duty_swap_of_two", condition=~Q(giver=F("taker"))),
            models.UniqueConstraint(
                fields=["shift", "giver"],
                condition=Q(state=SwapState.ASKED.value),
                name="duty_swap_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shift_id} {self.state}"
