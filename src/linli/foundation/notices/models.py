"""Notices in inboxes, and messages on their way out."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from linli.foundation.notices.states import Channel, Inbox, Outcome, Part, Single
from linli.kernel.ids import uuid7


class Notice(models.Model):
    """One line in one inbox: what happened to which subject, in codes; no personal words.

    `single` says why it leaves by itself, empty for what waits for a list.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    inbox = models.CharField(max_length=8, choices=[(i, i) for i in Inbox])
    inbox_id = models.BigIntegerField()
    kind = models.CharField(max_length=48)
    subject_kind = models.CharField(max_length=32)
    subject_id = models.UUIDField()
    entry_id = models.UUIDField()
    params = models.JSONField(default=dict)
    single = models.CharField(max_length=12, blank=True, choices=[(s, s) for s in Single])
    at = models.DateTimeField()
    told_at = models.DateTimeField()  # when it came into the inbox
    read_at = models.DateTimeField(null=True)
    read_by = models.BigIntegerField(null=True)  # the person of a shared inbox who took it
    pass_on_at = models.DateTimeField(null=True)  # unread until then, it goes to somebody else
    passed_at = models.DateTimeField(null=True)  # when that was looked after
    rang_at = models.DateTimeField(null=True)  # a call made by hand stands for the notice
    rang_by = models.BigIntegerField(null=True)  # who made it

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
            models.Index(
                fields=["told_at"],
                condition=Q(read_at__isnull=True, single=""),
                name="notice_for_a_list",
            ),
            models.Index(
                fields=["pass_on_at", "id"],
                condition=Q(pass_on_at__isnull=False, passed_at__isnull=True),
                name="notice_to_pass_on",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class DayList(models.Model):
    """A person's list of a morning or an evening: what came since the last one, in codes.

    `counts` maps a kind to how many, `lines` are the first ones as [kind, subject kind, subject,
    params]. `until` is where the next list goes on.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person_id = models.BigIntegerField()
    day = models.DateField()
    part = models.CharField(max_length=8, choices=[(p, p) for p in Part])
    until = models.DateTimeField()
    made_at = models.DateTimeField()
    counts = models.JSONField(default=dict)
    lines = models.JSONField(default=list)

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=["person_id", "day", "part"], name="list_once_per_person_and_part"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.part}"

    @property
    def total(self) -> int:
        """How many notices it gathers."""
        return sum(self.counts.values())


class Round(models.Model):
    """The lists of a morning or an evening have been made for everybody."""

    day = models.DateField()
    part = models.CharField(max_length=8, choices=[(p, p) for p in Part])

    class Meta:
        ordering = ("day", "part")
        constraints = [models.UniqueConstraint(fields=["day", "part"], name="round_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.part}"


class TellingCount(models.Model):
    """How often a person was told something on a day: for them, and in sum for the auditor."""

    id = models.BigAutoField(primary_key=True)
    person_id = models.BigIntegerField()
    day = models.DateField()
    singles = models.PositiveIntegerField(default=0)
    lists = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("day", "person_id")
        constraints = [
            models.UniqueConstraint(fields=["person_id", "day"], name="count_once_per_day")
        ]
        indexes = [models.Index(fields=["day"], name="count_of_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.singles}+{self.lists}"


class Wish(models.Model):
    """What a login wants by e-mail; a login without a row wants what the defaults say."""

    user_id = models.BigIntegerField(primary_key=True)
    single = models.BooleanField(default=True)
    morning = models.BooleanField(default=True)
    evening = models.BooleanField(default=False)

    class Meta:
        ordering = ("user_id",)

    def __str__(self) -> str:
        return f"{self.user_id}"


class Outbox(models.Model):
    """One message on its way out, at most one per cause, recipient and channel.

    It carries a notice or a list; `entry_id` is the notice's entry or the list's own id.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, null=True, related_name="messages")
    day_list = models.ForeignKey(
        DayList, on_delete=models.CASCADE, null=True, related_name="messages"
    )
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
                condition=Q(notice=None) ^ Q(day_list=None), name="message_carries_one"
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


class TextMessage(models.Model):
    """One text (SMS) to the person behind a subject, at most one per entry.

    Neither number nor words are kept: the number is read when it leaves, so that what was erased
    meanwhile is never written to.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    entry_id = models.UUIDField()
    kind = models.CharField(max_length=48)
    subject_kind = models.CharField(max_length=32)
    subject_id = models.UUIDField()
    params = models.JSONField(default=dict)
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField(max_length=8, default=Outcome.DUE, choices=[(o, o) for o in Outcome])
    sent_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["entry_id"], name="text_once_per_entry"),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(outcome="due"), name="text_due"),
            models.Index(fields=["subject_kind", "subject_id"], name="text_of_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
