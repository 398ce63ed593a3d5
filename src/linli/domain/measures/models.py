"""Tallies: sums of entries by measure, place, body, first-level matter and day or month."""

from __future__ import annotations

from django.db import models

from linli.domain.measures.states import Grain, Name


class Tally(models.Model):
    """One sum, folded from the journal; recomputed by `linli verify measures`.

    `body_id` 0 stands for none. A month's tally carries the month's first day.
    """

    id = models.BigAutoField(primary_key=True)
    measure = models.CharField(max_length=24, choices=[(n.value, n.value) for n in Name])
    place_id = models.BigIntegerField()
    grain = models.CharField(max_length=1, choices=[(g.value, g.value) for g in Grain])
    day = models.DateField()
    body_id = models.BigIntegerField(default=0)
    matter = models.CharField(max_length=2)
    bucket = models.IntegerField(default=0)
    total = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place_id", "measure", "grain", "day", "body_id", "matter", "bucket"],
                name="measures_tally_key",
                include=["total"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.place_id} {self.grain}{self.day}"
