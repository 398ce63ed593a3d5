"""Posters that were asked for: one run over a place, in batches that are drawn one by one."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from linli.kernel.ids import uuid7
from linli.portal.states import Sheet, Size


class PosterRun(models.Model):
    """The posters of all buildings, grids or centres in a place, as asked for by someone.

    What is drawn is kept for a few days; printing again is asking again, with the same codes.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    place = models.ForeignKey("territory.Place", models.PROTECT, related_name="+")
    size = models.CharField(max_length=2, choices=[(s.value, s.value) for s in Size])
    sheets = ArrayField(
        models.CharField(max_length=10, choices=[(s.value, s.value) for s in Sheet])
    )
    asked_by_id = models.BigIntegerField(null=True)
    asked_at = models.DateTimeField()
    total = models.PositiveIntegerField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"posters {self.place_id} {self.size}"


class PosterBatch(models.Model):
    """Some posters of a run, one file: those of a community, a hundred at most.

    `taken_at` is a lease: a batch whose drawer was killed is taken again after it has run out.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    run = models.ForeignKey(PosterRun, models.CASCADE, related_name="batches")
    number = models.PositiveIntegerField()
    title_id = models.BigIntegerField()  # the community, or the place itself
    places = ArrayField(models.BigIntegerField())
    taken_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["run", "number"]
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="posterbatch_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.number}"
