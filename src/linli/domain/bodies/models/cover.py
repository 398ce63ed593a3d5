"""Who stands in for whom, and what is handed over with a signature."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from linli.domain.bodies.models.organising import Post
from linli.domain.bodies.states import HandOverWhy, LeaveKind
from linli.foundation.database.tenure import TenureQuerySet, in_order, no_overlap
from linli.kernel.ids import uuid7


class Deputy(models.Model):
    """The standing deputy of a post (A/B 角): holds it on the days its holder is away."""

    id = models.BigAutoField(primary_key=True)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="deputies")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="deputises")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    objects = TenureQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            in_order("deputy_tenure_in_order"),
            no_overlap("deputy_one_per_post", "post"),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} {self.person_id}"


class Leave(models.Model):
    """Days on which a person is away: whoever stands in holds their posts, and they do not.

    `stand_in` is for this leave; without one, or while that one is away, the post's deputy. Why
    somebody is away in detail, illness above all, is nobody's business here.
    """

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="leaves")
    kind = models.CharField(max_length=12, choices=[(k.value, k.value) for k in LeaveKind])
    stand_in = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="stands_in"
    )
    valid_from = models.DateField()
    valid_to = models.DateField()

    objects = TenureQuerySet.as_manager()

    class Meta:
        ordering = ["valid_from", "id"]
        constraints = [
            in_order("leave_tenure_in_order"),
            no_overlap("leave_one_at_a_time", "person"),
            models.CheckConstraint(
                name="leave_not_covered_by_oneself",
                condition=Q(stand_in=None) | ~Q(stand_in=F("person")),
            ),
        ]
        indexes = [models.Index(fields=["valid_to", "valid_from"], name="leave_days")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.valid_from} {self.valid_to}"


class HandOver(models.Model):
    """The list of what one holder of a post hands to the next, signed by both or on paper.

    Without a taker the body takes it: whoever signs for the body is `taken_by`. What is on the list
    is read at the time: open work has moved with the post, nothing is copied.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="hand_overs")
    giver = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="hands_over")
    taker = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="takes_over"
    )
    why = models.CharField(max_length=12, choices=[(w.value, w.value) for w in HandOverWhy])
    on = models.DateField()
    given_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)
    taken_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="took_over"
    )
    on_paper = models.BooleanField(default=False)

    class Meta:
        ordering = ["on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["post", "giver", "on"], name="hand_over_once"),
            models.CheckConstraint(
                name="hand_over_of_two", condition=Q(taker=None) | ~Q(taker=F("giver"))
            ),
        ]
        indexes = [
            models.Index(
                fields=["on"],
                condition=Q(given_at=None) | Q(taken_at=None),
                name="hand_over_unsigned",
            )
        ]

    def __str__(self) -> str:
        return f"{self.post_id} {self.on}"

    @property
    def is_signed(self) -> bool:
        """Whether both have signed."""
        return self.given_at is not None and self.taken_at is not None
