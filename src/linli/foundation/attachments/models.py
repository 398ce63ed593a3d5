"""Rows of files: what a file belongs to and under which random name its sealed bytes lie."""

from __future__ import annotations

from django.db import models

from linli.foundation.attachments.rules import Kind
from linli.kernel.ids import uuid7


class Attachment(models.Model):
    """One file of a subject; bytes and thumbnail are sealed with the subject's key."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    subject_kind = models.CharField(max_length=32)
    subject_id = models.UUIDField()
    part = models.CharField(max_length=16, default="asked")  # what was asked, or what was done
    name = models.CharField(max_length=32, unique=True)
    thumb = models.CharField(max_length=32, blank=True, db_index=True)
    kind = models.CharField(max_length=8, choices=[(k, k) for k in (Kind.JPEG, Kind.PDF)])
    original_kind = models.CharField(max_length=8, choices=[(k, k) for k in Kind])
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    digest = models.BinaryField(max_length=32)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "id"], name="attachment_of_subject")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def is_picture(self) -> bool:
        """Whether a browser can show it in the page."""
        return self.kind == Kind.JPEG
