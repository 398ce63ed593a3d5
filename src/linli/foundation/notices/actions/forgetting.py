"""Old lists and counts are deleted: how often someone was told is nobody's file on them."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from linli.foundation.notices.models import DayList, Round, TellingCount
from linli.kernel.access import Actor

AT_ONCE = 5_000


@transaction.atomic
def forget_lists(*, by: Actor, at: datetime, before: date) -> int:
    """Delete some lists, rounds and counts of days before one; return how many, 0 when none left.

    What waits in an inbox stays there; a list's message that never left goes with it.
    """
    done = 0
    for model in (DayList, TellingCount, Round):
        old = model.objects.filter(day__lt=before).order_by("day", "pk")
        ids = list(old.values_list("pk", flat=True)[:AT_ONCE])
        done += len(ids)
        model.objects.filter(pk__in=ids).delete()
    return done
