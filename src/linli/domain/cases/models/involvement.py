"""Which bodies are part of a case, with what they need to list it without joining."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from linli.domain.cases.states import InvolvementRole, State
from linli.kernel.ids import uuid7


class Involvement(models.Model):
    """Case × body × role; repeats what the lists of a body filter and sort by."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(
        "cases.Case", on_delete=models.CASCADE, related_name="involvements", db_index=False
    )
    body_id = models.BigIntegerField()
    role = models.CharField(max_length=8, choices=[(r.value, r.value) for r in InvolvementRole])
    matter1 = models.CharField(max_length=2)
    state = models.CharField(max_length=20, choices=[(s.value, s.value) for s in State])
    open = models.BooleanField(default=True)
    filed_at = models.DateTimeField()
    due_at = models.DateTimeField()
    acting = models.BooleanField(default=False)  # the body's own move, or a call, is awaited
    confidential = models.BooleanField(default=False)
    barred_ids = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        ordering = ["case_id", "body_id", "role"]
        constraints = [
            models.UniqueConstraint(fields=["case", "body_id", "role"], name="involvement_once")
        ]
        indexes = [
            models.Index(
                fields=["body_id", "due_at", "case", "state", "matter1"],
                name="involvement_due",
                condition=Q(open=True),
            ),
            models.Index(
                fields=["body_id", "due_at", "case"],
                name="involvement_acting",
                condition=Q(acting=True),  # a closed case is told as well
            ),
            models.Index(
                fields=["body_id", "filed_at", "case", "state", "matter1", "due_at"],
                name="involvement_open",
                condition=Q(open=True),
                include=["role", "confidential", "barred_ids"],
            ),
            models.Index(
                fields=["body_id", "filed_at", "case", "state", "matter1"],
                name="involvement_all",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.body_id} {self.role}"
