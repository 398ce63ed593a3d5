"""Old lists and counts are deleted: how often someone was told is nobody's file on them."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Model

from linli.foundation.notices.models import DayList, Round, TellingCount
from linli.kernel.access import Actor

AT_ONCE = 5_000


@transaction.atomic
def forget_lists(*, by: Actor, at: datetime, before: date) -> int:
    """Delete some lists, rounds and counts of days before one; return how many, 0 when none left.

    What waits in an inbox stays there; a list's message that never left goes with it.
    """
    done = 0
    kinds: tuple[type[Model], ...] = (DayList, TellingCount, Round)
    for model in kinds:
        old = model._default_manager.filter(day__lt=before).order_by("day", "pk")
        ids = list(old.values_list("pk", flat=True)[:AT_ONCE])
        done += len(ids)
        model._default_manager.filter(pk__in=ids).delete()
    return done
