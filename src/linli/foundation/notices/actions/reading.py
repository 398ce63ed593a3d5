"""Notices are read, by the person or by whoever of the body takes them first."""

from __future__ import annotations

from datetime import datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from linli.foundation.notices import queries
from linli.foundation.notices.models import Notice
from linli.foundation.notices.states import Inbox
from linli.kernel.access import Actor
from linli.kernel.errors import NotFound


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


@transaction.atomic
def read_about(*, by: Actor, at: datetime, subject_kind: str, subject_id: UUID) -> int:
    """Mark read what a person was told of a subject they now look at; returns how many."""
    if by.person is None:
        return 0
    unread = Notice.objects.filter(
        inbox=Inbox.PERSON,
        inbox_id=by.person,
        read_at__isnull=True,
        subject_kind=subject_kind,
        subject_id=subject_id,
    )
    return unread.update(read_at=at, read_by=by.person)


def _mine(by: Actor) -> Q:
    return reduce(or_, queries.mine(by))
