"""Tellings are put into inboxes; the single ones are counted and leave at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction

from linli.foundation.notices import queries
from linli.foundation.notices.models import Notice, Outbox
from linli.foundation.notices.rules import Reader, Telling, leaves_at
from linli.foundation.notices.states import Channel, Inbox
from linli.kernel.access import Actor


@transaction.atomic
def tell(*, by: Actor, at: datetime, tellings: Sequence[Telling]) -> int:
    """Put tellings into inboxes, once per entry; returns how many were new.

    The single ones are counted for whoever reads the inbox, and go to those who want them by
    e-mail; all others wait there for the next list.
    """
    rows = [_notice(t, at) for t in tellings]
    made = [row.pk for row in rows]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    new = list(Notice.objects.filter(pk__in=made).order_by("pk"))
    alone = [n for n in new if n.single]
    if alone:
        _leave(alone, at)
    return len(new)


@transaction.atomic
def take_back(*, by: Actor, at: datetime, subject_kind: str, subject_id: UUID) -> int:
    """Delete what nobody has read yet of a subject that is another now; return how many.

    A list that was made meanwhile has counted it: what it says stays.
    """
    rows = Notice.objects.filter(
        subject_kind=subject_kind, subject_id=subject_id, read_at=None, rang_at=None
    )
    return rows.delete()[1].get("notices.Notice", 0)


def _notice(t: Telling, at: datetime) -> Notice:
    return Notice(
        inbox=t.inbox,
        inbox_id=t.inbox_id,
        kind=t.kind,
        subject_kind=t.subject_kind,
        subject_id=t.subject_id,
        entry_id=t.entry_id,
        params=dict(t.params),
        single=t.single or "",
        at=t.at,
        told_at=at,
        pass_on_at=t.pass_on_at,
    )


def _leave(notices: Sequence[Notice], at: datetime) -> None:
    zone = ZoneInfo(settings.TIME_ZONE)
    day = at.astimezone(zone).date()
    readers = queries.readers(day, [(n.inbox, n.inbox_id) for n in notices])
    pairs = [(n, r) for n in notices for r in readers if reads(r, n.inbox, n.inbox_id)]
    count(Counter(r.person for _, r in pairs), day, "singles")
    wanted = queries.by_email([r.user for _, r in pairs if r.user], "single")
    hours = queries.hours(day)
    messages: list[dict[str, Any]] = [
        {
            "notice": n,
            "entry_id": n.entry_id,
            "user_id": r.user,
            "due_at": leaves_at(at, single=n.single, zone=zone, hours=hours),
        }
        for n, r in pairs
        if r.user in wanted
    ]
    post(messages)


def reads(reader: Reader, inbox: str, inbox_id: int) -> bool:
    """Tell whether a reader reads an inbox."""
    if inbox == Inbox.BODY:
        return inbox_id in reader.bodies
    return inbox_id == reader.person or inbox_id in reader.stands_for


def post(messages: Iterable[Mapping[str, Any]]) -> None:
    """Put messages into the outbox, by the channel of this installation; none in training."""
    if not settings.NOTICES_LEAVE:
        return
    channel = Channel(settings.NOTICE_CHANNEL)
    rows = [Outbox(channel=channel, **m) for m in messages]
    Outbox.objects.bulk_create(rows, ignore_conflicts=True)


def count(persons: Mapping[int, int], day: date, column: str) -> None:
    """Add to what persons were told on a day; `column` is `singles` or `lists`."""
    if column not in ("singles", "lists"):
        raise ValueError(column)
    # in one order, so that two who count at once wait for each other and never for ever
    rows = [(person, day, persons[person]) for person in sorted(persons)]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO notices_tellingcount (person_id, day, singles, lists) "  # noqa: S608
            f"VALUES (%s, %s, {'%s, 0' if column == 'singles' else '0, %s'}) "
            f"ON CONFLICT (person_id, day) DO UPDATE "
            f"SET {column} = notices_tellingcount.{column} + excluded.{column}",
            rows,
        )
