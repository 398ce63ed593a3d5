"""What waits in the inboxes is gathered: one list a person in the morning, one in the evening."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from linli.foundation.notices import queries
from linli.foundation.notices.actions.telling import count, post
from linli.foundation.notices.models import DayList, Notice, Round
from linli.foundation.notices.rules import FIRST, Reader, Slot, slot_at, summed
from linli.foundation.notices.states import Inbox
from linli.kernel.access import Actor

KEPT = timedelta(days=3)  # what nobody read by then has been on six lists' worth of days
AT_ONCE = 200  # persons in one transaction

Waiting = Mapping[tuple[str, int], Sequence[Notice]]


def make_lists(*, by: Actor, at: datetime) -> int:
    """Make the lists that are due, once per person, day and part; returns how many were made.

    Killed half-way it goes on where it stood; two at once make each list once.
    """
    zone = ZoneInfo(settings.TIME_ZONE)
    day = at.astimezone(zone).date()
    slot = slot_at(at, zone, queries.hours(day))
    if slot is None or Round.objects.filter(day=slot.day, part=slot.part).exists():
        return 0
    waiting = _waiting(slot.moment)
    readers = [r for r in queries.readers(slot.day, list(waiting))] if waiting else []
    readers.sort(key=lambda r: r.person)
    parts = [readers[i : i + AT_ONCE] for i in range(0, len(readers), AT_ONCE)]
    made = sum(_make(part, waiting, slot, at) for part in parts)
    Round.objects.get_or_create(day=slot.day, part=slot.part)
    return made


def _waiting(until: datetime) -> Waiting:
    """Return what lies unread in each inbox and left by itself to nobody, oldest first."""
    rows = Notice.objects.filter(
        read_at=None, single="", told_at__lt=until, told_at__gte=until - KEPT
    )
    found: dict[tuple[str, int], list[Notice]] = defaultdict(list)
    for row in rows.order_by("told_at", "id").iterator(chunk_size=2_000):
        found[row.inbox, row.inbox_id].append(row)
    return found


@transaction.atomic
def _make(readers: Sequence[Reader], waiting: Waiting, slot: Slot, at: datetime) -> int:
    last = dict(
        DayList.objects.filter(person_id__in=[r.person for r in readers], day__lte=slot.day)
        .exclude(day=slot.day, part=slot.part)
        .values_list("person_id")
        .annotate(Max("until"))
        .order_by("person_id")
    )
    rows = [
        row
        for r in readers
        if (row := _row(r, _of(r, waiting, last.get(r.person)), slot, at)) is not None
    ]
    DayList.objects.bulk_create(rows, ignore_conflicts=True)
    new = list(DayList.objects.filter(pk__in=[r.pk for r in rows]).order_by("person_id"))
    count({row.person_id: 1 for row in new}, slot.day, "lists")
    _send(new, {r.person: r.user for r in readers if r.user}, slot)
    return len(new)


def _of(reader: Reader, waiting: Waiting, since: datetime | None) -> list[Notice]:
    inboxes = [(Inbox.PERSON.value, reader.person)]
    inboxes += [(Inbox.PERSON.value, person) for person in sorted(reader.stands_for)]
    inboxes += [(Inbox.BODY.value, body) for body in sorted(reader.bodies)]
    found = [n for inbox in inboxes for n in waiting.get(inbox, ())]
    return sorted(
        (n for n in found if since is None or n.told_at >= since), key=lambda n: (n.told_at, n.pk)
    )


def _row(reader: Reader, notices: Sequence[Notice], slot: Slot, at: datetime) -> DayList | None:
    if not notices:
        return None
    return DayList(
        person_id=reader.person,
        day=slot.day,
        part=slot.part,
        until=slot.moment,
        made_at=at,
        counts=summed(n.kind for n in notices),
        lines=[[n.kind, n.subject_kind, str(n.subject_id), n.params] for n in notices[:FIRST]],
    )


def _send(lists: Sequence[DayList], users: Mapping[int, int], slot: Slot) -> None:
    wanted = queries.by_email(users.values(), slot.part)
    post(
        {
            "day_list": row,
            "entry_id": row.pk,
            "user_id": users[row.person_id],
            "due_at": slot.moment,
        }
        for row in lists
        if users.get(row.person_id) in wanted
    )
