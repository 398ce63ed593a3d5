"""Entries, what stands beside them, looks, and how far each reader has come."""

from __future__ import annotations

from django.db import models
from django.db.models import Func, Q

from linli.foundation.journal.fields import Xid8Field
from linli.kernel.ids import uuid7


class ClockTimestamp(Func):
    """The database's clock at this row, not at the transaction's beginning."""

    function = "clock_timestamp"
    output_field = models.DateTimeField()


class CurrentTransaction(Func):
    """The id of the running transaction."""

    function = "pg_current_xact_id"
    output_field = Xid8Field()


class Entry(models.Model):
    """One move of one subject, written once: audit trail, timeline, outbox and source of measures.

    `recorded_at`, `txid` and `epoch` are the database's. (subject, seq) is unique because whoever
    writes holds the lock of the subject's row; a partitioned table cannot say so itself.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    recorded_at = models.DateTimeField(db_default=ClockTimestamp())
    txid = Xid8Field(db_default=CurrentTransaction())
    epoch = models.SmallIntegerField(db_default=1)
    at = models.DateTimeField()
    effective_on = models.DateField()
    cell = models.IntegerField()
    place_id = models.BigIntegerField()
    body_id = models.BigIntegerField(null=True)
    actor_kind = models.CharField(max_length=16)
    actor_id = models.BigIntegerField(null=True)
    subject_kind = models.CharField(max_length=24)
    subject_id = models.UUIDField()
    seq = models.IntegerField()
    procedure = models.CharField(max_length=40)
    move = models.CharField(max_length=40)
    from_state = models.CharField(max_length=40, null=True)  # noqa: DJ001 - none: the first entry
    to_state = models.CharField(max_length=40, null=True)  # noqa: DJ001 - none: left as it was
    matter = models.CharField(max_length=16)
    elapsed = models.BigIntegerField(null=True)  # seconds, what they count is the move's
    on_time = models.BooleanField(null=True)
    value = models.SmallIntegerField(default=1)
    reverses_id = models.UUIDField(null=True)
    data = models.JSONField(default=dict)
    digest = models.BinaryField()

    class Meta:
        indexes = [
            models.Index(fields=["subject_id", "seq"], name="journal_entry_subject"),
            models.Index(fields=["epoch", "txid", "id"], name="journal_entry_horizon"),
            models.Index(fields=["effective_on", "move"], name="journal_entry_day"),
            # logins, packs, exports: few, and an auditor reads them by time
            models.Index(fields=["id"], name="journal_entry_no_place", condition=Q(place_id=0)),
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_id} {self.seq} {self.move}"


class Particular(models.Model):
    """Words that belong to an entry, sealed with the subject's key together with their salt."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    entry_id = models.UUIDField()
    subject_kind = models.CharField(max_length=24)
    subject_id = models.UUIDField()
    seq = models.IntegerField()
    name = models.CharField(max_length=40)
    sealed = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["subject_id", "seq"], name="journal_particular_subject")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.name}"


class Erasure(models.Model):
    """One subject whose words were erased; a restore replays the list before the site opens."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField()
    subject_kind = models.CharField(max_length=24)
    subject_id = models.UUIDField()
    reason = models.CharField(max_length=40)
    actor_kind = models.CharField(max_length=16)
    actor_id = models.BigIntegerField(null=True)
    particulars = models.IntegerField()  # how many were erased

    class Meta:
        indexes = [models.Index(fields=["subject_id"], name="journal_erasure_subject")]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_id}"


class Look(models.Model):
    """One look at personal fields, written before they are shown."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    recorded_at = models.DateTimeField(db_default=ClockTimestamp())
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=16)
    actor_id = models.BigIntegerField(null=True)
    body_id = models.BigIntegerField(null=True)  # the office that the resident is told
    subject_kind = models.CharField(max_length=24)
    subject_id = models.UUIDField()
    fields = models.JSONField(default=list)  # codes of the fields
    reason = models.CharField(max_length=64)

    class Meta:
        indexes = [
            models.Index(fields=["subject_id", "id"], name="journal_look_subject"),
            models.Index(fields=["actor_id", "at"], name="journal_look_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_id} {self.reason}"


class Once(models.Model):
    """One request that must act once: the hash of what was asked and the sealed answer."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    scope = models.CharField(max_length=80)
    key = models.CharField(max_length=80)
    request = models.BinaryField()
    result = models.BinaryField(null=True)
    created_at = models.DateTimeField(db_default=ClockTimestamp())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key"], name="journal_once_key")]
        indexes = [models.Index(fields=["created_at"], name="journal_once_created")]

    def __str__(self) -> str:
        return f"{self.scope} {self.key}"


class Horizon(models.Model):
    """How far one consumer has read: the last entry in the order (epoch, txid, id)."""

    consumer = models.CharField(max_length=40, primary_key=True)
    epoch = models.SmallIntegerField(default=0)
    txid = Xid8Field(default=0)
    entry_id = models.UUIDField(null=True)

    def __str__(self) -> str:
        return self.consumer


class Epoch(models.Model):
    """One life of the database under one cluster; transaction ids only compare within it."""

    append_only = True

    number = models.SmallIntegerField(primary_key=True)
    system = models.CharField(max_length=24)  # PostgreSQL's system identifier
    began_at = models.DateTimeField(db_default=ClockTimestamp())

    def __str__(self) -> str:
        return str(self.number)
