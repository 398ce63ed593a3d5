"""Messages leave, each in its own transaction, and are tried again when they cannot."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from linli.foundation.notices import channels
from linli.foundation.notices.models import Outbox
from linli.foundation.notices.rules import again_at
from linli.foundation.notices.states import Outcome
from linli.kernel.access import Actor


def send_due(*, by: Actor, at: datetime, limit: int = 200) -> tuple[int, int]:
    """Send what is due, each in its own transaction; returns (sent, failed) of this run.

    In a training space nothing leaves, whatever stands in the outbox.
    """
    sent = failed = 0
    if not settings.NOTICES_LEAVE:
        return sent, failed
    due = Outbox.objects.filter(outcome=Outcome.DUE, due_at__lte=at).order_by("due_at", "id")
    for key in list(due.values_list("pk", flat=True)[:limit]):
        went = _send(key, at)
        sent += went is True
        failed += went is False
    return sent, failed


@transaction.atomic
def _send(key: UUID, at: datetime) -> bool | None:
    """Send one message; None if another worker holds it or has sent it."""
    rows = Outbox.objects.select_for_update(of=("self",), skip_locked=True).select_related(
        "notice", "day_list"
    )
    rows = rows.select_related("notice", "day_list")
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
