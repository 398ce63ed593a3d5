"""What lies unread is passed on; a call made by hand stands for a notice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.foundation.notices.actions.telling import tell
from linli.foundation.notices.models import Notice
from linli.foundation.notices.rules import Telling
from linli.foundation.notices.states import Inbox
from linli.kernel.access import Actor


@transaction.atomic
def ring(
    *,
    by: Actor,
    at: datetime,
    subject_kind: str,
    subject_id: UUID,
    entry_id: UUID,
    person_id: int,
    kind: str,
    params: Mapping[str, str | int],
) -> tuple[Notice, bool]:
    """Keep a call made by hand as the notice to a person; nothing of the subject is passed on.

    A notice that lay in the person's inbox already is that notice; the same call told again
    changes nothing. Returns the notice, and whether the call was new.
    """
    about = Notice.objects.filter(subject_kind=subject_kind, subject_id=subject_id)
    waiting = about.filter(pass_on_at__isnull=False, passed_at__isnull=True)
    mine = about.filter(inbox=Inbox.PERSON, inbox_id=person_id).order_by("-id")
    list(waiting.select_for_update().order_by("id").values_list("id"))
    held = mine.select_for_update().first()
    if held is None:
        telling = Telling(
            entry_id, Inbox.PERSON, person_id, kind, subject_kind, subject_id, at, dict(params)
        )
        tell(by=by, at=at, tellings=[telling])
        held = mine.select_for_update()[0]
    waiting.update(passed_at=at)
    if fresh := held.rang_at is None:
        held.rang_at, held.rang_by = at, by.person
        held.save(update_fields=["rang_at", "rang_by"])
    return held, fresh


@transaction.atomic
def take_unread(*, by: Actor, at: datetime, besides: Iterable[UUID] = ()) -> list[Notice]:
    """Lock and return the notices of one entry that lay unread until they must be passed on.

    None where one of those who were told has read it or was rung; those are looked after. What
    another worker holds is left to it. Whoever takes them calls `passed` in the same transaction.
    """
    due = Notice.objects.filter(pass_on_at__lte=at, passed_at__isnull=True)
    due = due.exclude(id__in=list(besides)).order_by("pass_on_at", "id")
    while (first := due.select_for_update(skip_locked=True).first()) is not None:
        alike = Notice.objects.filter(entry_id=first.entry_id, pass_on_at__isnull=False)
        held = list(alike.select_for_update().order_by("id"))
        if not any(n.read_at or n.rang_at for n in held):
            return held
        passed(by=by, at=at, notices=held)
    return []


@transaction.atomic
def passed(*, by: Actor, at: datetime, notices: Iterable[Notice]) -> int:
    """Note that these notices have been passed on, or need not be."""
    rows = Notice.objects.filter(pk__in=[n.pk for n in notices], passed_at__isnull=True)
    return rows.update(passed_at=at)
