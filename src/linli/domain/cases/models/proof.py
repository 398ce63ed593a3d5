"""One-time codes: sent to the contact on file, kept as a hash, short-lived, few tries."""

from __future__ import annotations

from django.db import models

from linli.kernel.ids import uuid7


class OneTimeCode(models.Model):
    """A code that opens the rights on one case's personal data; only the latest one counts."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(
        "cases.Case", on_delete=models.CASCADE, related_name="codes", db_index=False
    )
    hash = models.BinaryField(max_length=32)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["case", "-id"], name="one_time_code_case")]

    def __str__(self) -> str:
        return str(self.case_id)
