"""Act on clocks that ran out: up one level, go on without an answer, close without a rating."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from linli.domain.cases.actions.moving import make
from linli.domain.cases.models import Case, Clock
from linli.domain.cases.states import ClockKind, MoveName
from linli.domain.territory.actions.reorganising.holding import share_map
from linli.kernel.access import SYSTEM
from linli.kernel.errors import Refusal

log = logging.getLogger(__name__)

# What a missed clock does by itself; every other kind takes the case one level up.
BY_ITSELF: Mapping[str, str] = {
    ClockKind.WAIT: MoveName.RESUME,
    ClockKind.CLOSE: MoveName.CLOSE,
}


@transaction.atomic
def chase(*, at: datetime, besides: frozenset[UUID] = frozenset()) -> UUID | None:
    """Act on the watched clock that has been missed longest; return its id, None if there is none.

    Cases somebody moves right now are left for the next round. A clock is marked missed with its
    entry in one transaction, so whoever is killed has done it wholly or not at all.
    """
    share_map()
    missed = Clock.objects.filter(
        stopped_at=None, paused_at=None, missed=False, watched=True, due_at__lt=at
    )
    for clock in missed.exclude(id__in=besides).order_by("due_at", "id")[:50]:
        case = Case.objects.select_for_update(of=("self",), skip_locked=True)
        locked = case.filter(pk=clock.case_id, history=False).first()
        if locked is None or not missed.filter(pk=clock.pk).exists():
            continue
        _act_or_note(locked, clock, at)
        return clock.id
    return None


def _act_or_note(case: Case, clock: Clock, at: datetime) -> None:
    """Act; where the table has no answer say so in the log, and never stop at that clock again."""
    try:
        with transaction.atomic():
            _act(case, clock.kind, at)
    except Refusal as refusal:
        log.error("missed clock", extra={"case": str(case.id), "code": refusal.code})
        Clock.objects.filter(pk=clock.pk).update(missed=True)


def _act(case: Case, kind: str, at: datetime) -> None:
    supplies: dict[str, Any] = {}
    name = BY_ITSELF.get(kind)
    if name is None:
        name, supplies = MoveName.ESCALATE_MISSED, {"clock": kind}
    make(case, name, by=SYSTEM, at=at, supplies=supplies)
