"""Reorganisations: the instruments that change the map, what they say, and what they moved."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from linli.domain.territory.states import ReorganisationState, Share, SubjectKind, Verb


class Reorganisation(models.Model):
    """One instrument: what it is called, who decided it, from which day, how far it has come.

    `checked_mark` is the state of the tree that its check read. `after` is how far the re-homing
    of open work has come (the last case), `re_homed_at` when nothing was left; a revocation walks
    the same way back. `answers` are the choices made where the instrument left something open.
    """

    id = models.BigAutoField(primary_key=True)
    title = models.CharField(max_length=200)
    document = models.CharField(max_length=120, blank=True)
    decided_by = models.CharField(max_length=120)
    effective = models.DateField()
    note = models.TextField(blank=True)
    state = models.CharField(
        max_length=10,
        default=ReorganisationState.DRAFTED,
        choices=[(s.value, s.value) for s in ReorganisationState],
    )
    seq = models.PositiveIntegerField(default=0)
    answers = models.JSONField(default=dict, blank=True)
    drafted_by_id = models.BigIntegerField(null=True)
    drafted_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)
    checked_mark = models.UUIDField(null=True)
    enacted_by_id = models.BigIntegerField(null=True)
    enacted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_why = models.CharField(max_length=200, blank=True)
    after = models.UUIDField(null=True)
    moved = models.PositiveIntegerField(default=0)  # open cases re-homed so far
    re_homed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-effective", "-id"]

    def __str__(self) -> str:
        return self.title

    @property
    def basis(self) -> str:
        """What a row says it was made by."""
        return f"{self.title} {self.document}".strip()[:200]

    @property
    def state_key(self) -> str:
        """The text key of its state."""
        return f"territory.reorganising.state.{self.state}"


class Change(models.Model):
    """One change of an instrument, as it was said: the form of the file, by codes and names."""

    id = models.BigAutoField(primary_key=True)
    reorganisation = models.ForeignKey(Reorganisation, models.CASCADE, related_name="changes")
    number = models.PositiveSmallIntegerField()
    verb = models.CharField(max_length=8, choices=[(v.value, v.value) for v in Verb])
    subject = models.CharField(max_length=5, choices=[(k.value, k.value) for k in SubjectKind])
    said: Any = models.JSONField(default=dict)

    class Meta:
        ordering = ["reorganisation_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["reorganisation", "number"], name="change_numbered")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.verb}"


class Successor(models.Model):
    """What came after a place or body from a day on; `heir` marks the one its work went to."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=5, choices=[(k.value, k.value) for k in SubjectKind])
    from_id = models.BigIntegerField()
    to_id = models.BigIntegerField()
    on = models.DateField()
    share = models.CharField(max_length=5, choices=[(s.value, s.value) for s in Share])
    heir = models.BooleanField(default=True)
    reorganisation = models.ForeignKey(Reorganisation, models.PROTECT, related_name="successors")

    class Meta:
        ordering = ["kind", "on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["reorganisation", "kind", "from_id", "to_id"], name="successor_once"
            ),
            models.UniqueConstraint(
                fields=["reorganisation", "kind", "from_id"],
                condition=Q(heir=True),
                name="successor_one_heir",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.from_id} {self.to_id}"


class Moved(models.Model):
    """One row that an instrument ended, made or changed: what it was, so that it can be restored.

    `kind` names the table (`place`, `body`, `post` …), `old` the row that ended, `new` the one made
    for it; `was` keeps what a changed row said before.
    """

    id = models.BigAutoField(primary_key=True)
    reorganisation = models.ForeignKey(Reorganisation, models.PROTECT, related_name="rows")
    kind = models.CharField(max_length=16)
    old = models.BigIntegerField(null=True)
    new = models.BigIntegerField(null=True)
    was: Any = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["reorganisation", "kind", "id"], name="moved_of_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.old} {self.new}"
