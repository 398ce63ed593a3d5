"""Notices are put into inboxes, read, and sent out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import reduce
from operator import or_
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from linli.foundation.notices import channels, queries
from linli.foundation.notices.models import Notice, Outbox
from linli.foundation.notices.rules import Telling, again_at, leaves_at
from linli.foundation.notices.states import Channel, Outcome
from linli.kernel.access import Actor
from linli.kernel.errors import NotFound


@transaction.atomic
def tell(
    *,
    by: Actor,
    at: datetime,
    tellings: Sequence[Telling],
    users_of: Mapping[tuple[str, int], Iterable[int]] | None = None,
) -> int:
    """Put tellings into inboxes and, for logins with an address, into the outbox; once per entry.

    `users_of` maps (inbox, id) to the logins that want it by e-mail. Returns how many were new.
    """
    rows = [
        Notice(
            inbox=t.inbox,
            inbox_id=t.inbox_id,
            kind=t.kind,
            subject_kind=t.subject_kind,
            subject_id=t.subject_id,
            entry_id=t.entry_id,
            params=dict(t.params),
            urgent=t.urgent,
            at=t.at,
        )
        for t in tellings
    ]
    made = [row.pk for row in rows]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    new = list(Notice.objects.filter(pk__in=made).order_by("pk"))
    _post(new, users_of or {}, at)
    return len(new)


def _post(
    new: Sequence[Notice], users_of: Mapping[tuple[str, int], Iterable[int]], at: datetime
) -> None:
    zone = ZoneInfo(settings.TIME_ZONE)
    Outbox.objects.bulk_create(
        [
            Outbox(
                notice=notice,
                entry_id=notice.entry_id,
                user_id=user,
                channel=Channel(settings.NOTICE_CHANNEL),
                due_at=leaves_at(at, urgent=notice.urgent, zone=zone),
            )
            for notice in new
            for user in users_of.get((notice.inbox, notice.inbox_id), ())
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def read(*, by: Actor, at: datetime, notice_id: UUID) -> Notice:
    """Mark one notice read; NotFound when it is in no inbox of the reader's."""
    notice = Notice.objects.select_for_update().filter(_mine(by), pk=notice_id).first()
    if notice is None:
        raise NotFound("unknown_notice")
    if notice.read_at is None:
        notice.read_at, notice.read_by = at, by.person
        notice.save(update_fields=["read_at", "read_by"])
    return notice


@transaction.atomic
def read_all(*, by: Actor, at: datetime, until: UUID) -> int:
    """Mark read everything up to the newest notice the reader has seen; returns how many."""
    unread = Notice.objects.filter(_mine(by), read_at__isnull=True, pk__lte=until)
    return unread.update(read_at=at, read_by=by.person)


def _mine(by: Actor) -> Q:
    return reduce(or_, queries.mine(by))


def send_due(*, by: Actor, at: datetime, limit: int = 200) -> tuple[int, int]:
    """Send what is due, each in its own transaction; returns (sent, failed) of this run."""
    sent = failed = 0
    due = Outbox.objects.filter(outcome=Outcome.DUE, due_at__lte=at).order_by("due_at", "id")
    for key in list(due.values_list("pk", flat=True)[:limit]):
        went = _send(key, at)
        sent += went is True
        failed += went is False
    return sent, failed


@transaction.atomic
def _send(key: UUID, at: datetime) -> bool | None:
    """Send one message; None if another worker holds it or has sent it."""
    rows = Outbox.objects.select_for_update(skip_locked=True).select_related("notice")
    row = rows.filter(pk=key, outcome=Outcome.DUE).first()
    if row is None:
        return None
    try:
        channels.send(row)
    except channels.FAULTS as error:
        row.tries += 1
        row.fault = type(error).__name__[:64]
        again = again_at(at, row.tries)
        row.due_at, row.outcome = (again, Outcome.DUE) if again else (row.due_at, Outcome.FAILED)
        row.save(update_fields=["tries", "fault", "due_at", "outcome"])
        return False
    row.tries += 1
    row.sent_at, row.outcome, row.fault = at, Outcome.SENT, ""
    row.save(update_fields=["tries", "sent_at", "outcome", "fault"])
    return True
