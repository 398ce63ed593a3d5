"""Notices in inboxes, and messages on their way out."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from linli.foundation.notices.states import Channel, Inbox, Outcome
from linli.kernel.ids import uuid7


class Notice(models.Model):
    """One line in one inbox: what happened to which subject, in codes; no personal words."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    inbox = models.CharField(max_length=8, choices=[(i, i) for i in Inbox])
    inbox_id = models.BigIntegerField()
    kind = models.CharField(max_length=48)
    subject_kind = models.CharField(max_length=32)
    subject_id = models.UUIDField()
    entry_id = models.UUIDField()
    params = models.JSONField(default=dict)
    urgent = models.BooleanField(default=False)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    read_by = models.BigIntegerField(null=True)  # the person of a shared inbox who took it

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=["entry_id", "inbox", "inbox_id"], name="notice_once_per_entry_and_inbox"
            ),
        ]
        indexes = [
            models.Index(fields=["inbox", "inbox_id", "-id"], name="notice_of_inbox"),
            models.Index(
                fields=["inbox", "inbox_id", "-id"],
                condition=Q(read_at__isnull=True),
                name="notice_unread",
            ),
            models.Index(fields=["subject_kind", "subject_id"], name="notice_of_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Outbox(models.Model):
    """One message on its way out, at most one per entry, recipient and channel."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="messages")
    entry_id = models.UUIDField()
    user_id = models.BigIntegerField()  # the login whose address it goes to; read when it leaves
    channel = models.CharField(max_length=8, choices=[(c, c) for c in Channel])
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField(max_length=8, choices=[(o, o) for o in Outcome], default=Outcome.DUE)
    sent_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=64, blank=True)  # class of the last error, no address

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["entry_id", "user_id", "channel"], name="message_once_per_entry"
            ),
            models.CheckConstraint(
                condition=~Q(outcome="sent") | Q(sent_at__isnull=False),
                name="message_sent_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(outcome="due"), name="message_due")
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.id}"
