"""Texts (SMS) to the person behind a subject: put on their way, sent, or sent at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import override

from linli.foundation.notices import queries
from linli.foundation.notices.models import TextMessage
from linli.foundation.notices.rules import Texting, again_at, leaves_at
from linli.foundation.notices.states import NO_ADDRESS, Outcome
from linli.foundation.notices.texts import sender
from linli.foundation.ui.text import say
from linli.kernel.access import Actor


@transaction.atomic
def text(*, by: Actor, at: datetime, texts: Sequence[Texting]) -> int:
    """Put texts on their way, once per entry, none at night; returns how many were new."""
    zone = ZoneInfo(settings.TIME_ZONE)
    hours = queries.hours(at.astimezone(zone).date())
    before = TextMessage.objects.filter(entry_id__in=[t.entry_id for t in texts])
    known = set(before.values_list("entry_id", flat=True))
    rows = [
        TextMessage(
            entry_id=t.entry_id,
            kind=t.kind,
            subject_kind=t.subject_kind,
            subject_id=t.subject_id,
            params=dict(t.params),
            due_at=leaves_at(at, single="", zone=zone, hours=hours),
        )
        for t in texts
        if t.entry_id not in known
    ]
    return len(TextMessage.objects.bulk_create(rows, ignore_conflicts=True))


def text_now(*, key: UUID, number: str, kind: str, params: Mapping[str, str | int]) -> None:
    """Send one text at once and keep nothing of it (one-time codes); raises OSError."""
    with override(settings.LANGUAGE_CODE):
        words = say(kind, **params)
    sender().send(key=key, number=number, words=words)


def send_texts(*, by: Actor, at: datetime, limit: int = 200) -> tuple[int, int]:
    """Send the texts that are due, each in its own transaction; returns (sent, failed)."""
    sent = failed = 0
    due = TextMessage.objects.filter(outcome=Outcome.DUE, due_at__lte=at).order_by("due_at", "id")
    for key in list(due.values_list("pk", flat=True)[:limit]):
        went = _send_text(key, at)
        sent += went is True
        failed += went is False
    return sent, failed


@transaction.atomic
def _send_text(key: UUID, at: datetime) -> bool | None:
    """Send one text; None if another worker holds it. A contact that is gone is not tried again."""
    rows = TextMessage.objects.select_for_update(skip_locked=True)
    row = rows.filter(pk=key, outcome=Outcome.DUE).first()
    if row is None:
        return None
    row.tries += 1
    number = import_string(settings.TEXT_NUMBERS[row.subject_kind])(row.subject_id)
    if not number:
        row.outcome, row.fault = Outcome.FAILED, NO_ADDRESS
        row.save(update_fields=["tries", "outcome", "fault"])
        return False
    try:
        text_now(key=row.id, number=number, kind=row.kind, params=row.params)
    except OSError as error:
        row.fault = type(error).__name__[:64]
        again = again_at(at, row.tries)
        row.due_at, row.outcome = (again, Outcome.DUE) if again else (row.due_at, Outcome.FAILED)
        row.save(update_fields=["tries", "fault", "due_at", "outcome"])
        return False
    row.sent_at, row.outcome, row.fault = at, Outcome.SENT, ""
    row.save(update_fields=["tries", "sent_at", "outcome", "fault"])
    return True
