"""A calendar has arrived: open deadlines are counted anew, in batches that can be resumed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.domain.cases.actions.clocks import recounted
from linli.domain.cases.actions.moving import make
from linli.domain.cases.models import CalendarMark, Case, Clock
from linli.domain.cases.states import THEIRS, MoveName
from linli.domain.territory.actions.reorganising.holding import share_map
from linli.foundation.calendars import queries as calendars
from linli.kernel.access import SYSTEM

BATCH = 200


def recount_batch(*, at: datetime, size: int = BATCH) -> int | None:
    """Look at the next cases with open clocks; return how many changed, None when all are done.

    The calendar's state and the last case looked at are kept in one row, so whoever is killed goes
    on from there; a case counted already does not change again. History stays, and what
    is over and told.
    """
    mark = _mark(_state())
    if mark.done:
        return None
    open_clocks = Clock.objects.filter(stopped_at=None, missed=False, case__history=False)
    open_clocks = open_clocks.exclude(kind__in=THEIRS)
    rows = open_clocks.filter(case_id__gt=mark.after) if mark.after else open_clocks
    cases = list(rows.order_by("case_id").values_list("case_id", flat=True).distinct()[:size])
    changed = sum(_recount(at, case) for case in _moved(open_clocks.filter(case__in=cases)))
    _advance(mark, cases)
    return changed


def _state() -> str:
    years, revisions = calendars.revision()
    return f"{years}:{revisions}"


def _mark(state: str) -> CalendarMark:
    """Return how far counting by this state has come; another state begins from the first case."""
    mark, _ = CalendarMark.objects.get_or_create(id=1, defaults={"calendar": state})
    if mark.calendar != state:
        mark.calendar, mark.after, mark.done = state, None, False
        mark.save()
    return mark


def _advance(mark: CalendarMark, cases: list[UUID]) -> None:
    """Note the last case, unless the calendar has changed again meanwhile."""
    wanted = {"after": cases[-1]} if cases else {"done": True}
    CalendarMark.objects.filter(id=1, calendar=mark.calendar).update(**wanted)


def _moved(rows: Iterable[Clock]) -> list[UUID]:
    """Return the cases of which a clock would be due at another moment, read without a lock."""
    return sorted({row.case_id for row in rows if recounted(row) is not None})


@transaction.atomic
def _recount(at: datetime, case_id: UUID) -> bool:
    """Count one case anew under its lock; tell whether it changed, with its entry."""
    share_map()
    case = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    if not (case.open or case.telling) or not any(recounted(row) for row in case.clocks.all()):
        return False
    make(case, MoveName.RECOUNT, by=SYSTEM, at=at)
    return True
