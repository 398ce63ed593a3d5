"""What is published of cases: words made for it, a place no finer than an estate, for a time."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from linli.domain.cases.states import PublicationState, RetractGround
from linli.kernel.ids import uuid7


class Publication(models.Model):
    """One case as the public reads it: put there by a named person, until a day.

    `place_id` is the estate, the community or the village, never the building. Words are the
    publisher's, not the reporter's; a retraction empties them. `me_toos` counts browsers.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="publications")
    place_id = models.BigIntegerField()
    county_id = models.BigIntegerField(null=True)
    town_id = models.BigIntegerField(null=True)
    community_id = models.BigIntegerField(null=True)
    title = models.CharField(max_length=40)
    words = models.TextField()
    state = models.CharField(max_length=12, choices=[(s.value, s.value) for s in PublicationState])
    published_by_id = models.BigIntegerField()
    published_at = models.DateTimeField()
    until = models.DateField()
    retracted_by_id = models.BigIntegerField(null=True)
    retracted_at = models.DateTimeField(null=True)
    ground = models.CharField(
        max_length=12, blank=True, choices=[(g.value, g.value) for g in RetractGround]
    )
    me_toos = models.PositiveIntegerField(default=0)
    flags = models.PositiveIntegerField(default=0)  # people who say it gives somebody away

    class Meta:
        ordering = ["-published_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state=PublicationState.PUBLISHED),
                name="publication_one_a_case",
            ),
            models.CheckConstraint(
                name="publication_retracted_is_empty",
                condition=~Q(state=PublicationState.RETRACTED) | Q(words=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=[*columns, "published_at", "id"],
                name=f"publication_{name}",
                condition=Q(state=PublicationState.PUBLISHED),
            )
            for name, columns in (
                ("all", []),
                ("county", ["county_id"]),
                ("town", ["town_id"]),
                ("community", ["community_id"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.state}"


class MeToo(models.Model):
    """Somebody has the same trouble: one row a browser and publication, nothing about the person.

    The token is a keyed hash of a random number in the browser and of the publication, so that no
    two rows can be told to be the same browser's.
    """

    id = models.BigAutoField(primary_key=True)
    publication = models.ForeignKey(Publication, models.CASCADE, related_name="+", db_index=False)
    token = models.BinaryField(max_length=32)
    kind = models.CharField(max_length=4, choices=[("too", "too"), ("flag", "flag")])
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "kind", "token"], name="metoo_once_a_browser"
            )
        ]

    def __str__(self) -> str:
        return f"{self.publication_id} {self.kind}"
