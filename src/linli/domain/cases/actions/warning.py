"""Whose hand a case is in is told once a clock that it is about to be late."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from linli.domain.cases.models import Clock
from linli.domain.cases.queries.telling import about_to_be_late
from linli.foundation.notices import actions as notices
from linli.kernel.access import SYSTEM


@transaction.atomic
def warn(*, at: datetime, limit: int = 200) -> int:
    """Tell of clocks that will run out soon; return how many were looked at, 0 when none is left.

    A clock is ticked off in the transaction of its notice: whoever is killed has done both or
    neither, and two at once never hold the same clock.
    """
    soon = Clock.objects.select_for_update(of=("self",), skip_locked=True).filter(
        warn_at__lte=at, stopped_at=None, paused_at=None, watched=True
    )
    rows = list(soon.select_related("case").order_by("warn_at", "id")[:limit])
    told = [about_to_be_late(row) for row in rows if row.due_at > at and not row.missed]
    notices.tell(by=SYSTEM, at=at, tellings=[t for t in told if t is not None])
    Clock.objects.filter(pk__in=[row.pk for row in rows]).update(warn_at=None)
    return len(rows)
