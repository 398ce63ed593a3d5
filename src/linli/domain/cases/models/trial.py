"""Trial runs (试运行): days on which everything works and nothing counts."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from linli.domain.cases.states import TrialEnd
from linli.foundation.database.revision import AbstractRevision


class Revision(AbstractRevision):
    """Whether a trial runs: the mark that what is remembered of it belongs to."""


class TrialRun(models.Model):
    """One trial of the whole installation: when it began and ended, by whom, what became of it.

    Cases filed in it carry its id for ever, and their entries count 0 in every measure.
    """

    id = models.BigAutoField(primary_key=True)
    running = models.BooleanField(default=True)
    started_at = models.DateTimeField()
    started_by_id = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.BigIntegerField(null=True)
    end = models.CharField(max_length=8, blank=True, choices=[(e.value, e.value) for e in TrialEnd])

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["running"], condition=Q(running=True), name="trial_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(running=True, ended_at=None, end="")
                | (Q(running=False, ended_at__isnull=False) & ~Q(end="")),
                name="trial_ended_or_running",
            ),
        ]

    def __str__(self) -> str:
        return f"trial {self.pk}"
