"""Before and after the yearly check of what is on the grid is due: who must check is told."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import date, datetime, timedelta
from uuid import uuid5

from django.db import transaction
from django.utils import timezone

from linli.domain.bodies.rules import subject_of
from linli.domain.mandates.models import GridAdmission
from linli.domain.mandates.queries.asking import check_due
from linli.domain.mandates.queries.catalogue import threshold
from linli.domain.mandates.states import AdmissionState
from linli.domain.territory import queries as territory
from linli.foundation.notices import actions as notices
from linli.foundation.notices.rules import Telling
from linli.foundation.notices.states import Inbox
from linli.kernel.access import Actor

COMES, LATE = "mandates.notice.check_comes", "mandates.notice.check_late"
AHEAD = "grid.check_ahead"

Checkers = Callable[[int, date], Collection[int]]  # a place, a day -> who may check there


@transaction.atomic
def remind_checks(*, by: Actor, at: datetime, checkers: Checkers) -> int:
    """Tell who must check, and the body that asked, once before a check is due and once after.

    Returns how many checks are near or late; run again, or killed half-way, it tells nobody twice.
    What is checked is due a year later, and told anew then.
    """
    on, found = timezone.localdate(at), []
    rows = GridAdmission.objects.filter(state=AdmissionState.ADMITTED).order_by("id")
    for row in rows.select_related("power_list", "matter"):
        due, place = check_due(row, on), row.power_list.place_id
        if due is None or place not in territory.atlas(on):
            continue
        if due - timedelta(days=threshold(AHEAD, place, on).number) <= on:
            found.append((row, due))
    tellings = [t for row, due in found for t in _told(row, due, at, checkers)]
    notices.tell(by=by, at=at, tellings=tellings)
    return len(found)


def _told(row: GridAdmission, due: date, at: datetime, checkers: Checkers) -> Iterator[Telling]:
    on, subject = timezone.localdate(at), subject_of("grid_admission", row.pk)
    kind = LATE if due <= on else COMES
    persons = checkers(row.power_list.place_id, on)
    for inbox, inbox_id in (
        *((Inbox.PERSON, person) for person in sorted(persons)),
        (Inbox.BODY, row.body_id),
    ):
        yield Telling(
            entry_id=uuid5(subject, f"{kind}:{due.isoformat()}"),
            inbox=inbox,
            inbox_id=inbox_id,
            kind=kind,
            subject_kind="grid_admission",
            subject_id=subject,
            at=at,
            params={"matter": row.matter.code, "day": due.isoformat()},
        )
