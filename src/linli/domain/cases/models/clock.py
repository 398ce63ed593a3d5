"""Clocks of a case: what is due when, and how that was computed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from linli.domain.cases.states import ClockKind
from linli.kernel.ids import uuid7


class Clock(models.Model):
    """One clock: a limit in working time from a moment, its pauses, and when it stopped.

    `pauses` are [from, to] pairs of ISO moments, `steps` the explanation as [code, params]
    pairs, `guessed` says that a year without a published calendar was counted Monday to Friday.
    An unwatched clock (history) is never chased. At `warn_at` its hand is told that it is about to
    be late; empty once that is done, and for clocks that are the reporter's time.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(
        "cases.Case", on_delete=models.CASCADE, related_name="clocks", db_index=False
    )
    kind = models.CharField(max_length=12, choices=[(k.value, k.value) for k in ClockKind])
    limit = models.CharField(max_length=8)
    body_id = models.BigIntegerField()  # whose office hours count
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)
    pauses = models.JSONField(default=list)
    warn_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    missed = models.BooleanField(default=False)
    watched = models.BooleanField(default=True)
    guessed = models.BooleanField(default=False)
    steps = models.JSONField(default=list)

    class Meta:
        ordering = ["started_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"],
                condition=Q(stopped_at=None),
                name="clock_one_running_per_kind",
            )
        ]
        indexes = [
            models.Index(fields=["case"], name="clock_case"),
            models.Index(
                fields=["due_at", "id"],
                name="clock_watched",
                condition=Q(stopped_at=None, paused_at=None, missed=False, watched=True),
            ),
            models.Index(
                fields=["warn_at", "id"],
                name="clock_to_warn",
                condition=Q(warn_at__isnull=False, stopped_at=None, paused_at=None, watched=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.due_at:%F %H:%M}"

    @property
    def is_open(self) -> bool:
        """Tell whether its due moment still counts: not stopped, and not yet acted upon."""
        return self.stopped_at is None and not self.missed

    @property
    def is_running(self) -> bool:
        """Tell whether time counts now."""
        return self.stopped_at is None and self.paused_at is None


class CalendarMark(models.Model):
    """One row: which state of the published calendar open deadlines are counted by, or will be.

    `after` is the last case that was looked at, `done` says that all were.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    calendar = models.CharField(max_length=40)
    after = models.UUIDField(null=True)
    done = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.calendar
