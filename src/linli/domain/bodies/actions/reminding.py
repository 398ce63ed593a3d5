"""Before a duty: the shift's people are reminded once, in the evening list before it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from linli.domain.bodies.entries import DUTY
from linli.domain.bodies.models import DutyShift
from linli.domain.bodies.queries import directory
from linli.domain.bodies.queries.gaps import Gap, endings, of_end
from linli.domain.bodies.queries.on_duty import shifts_with_people
from linli.domain.bodies.rules import subject_of
from linli.foundation.notices import actions as notices
from linli.foundation.notices.rules import Telling
from linli.foundation.notices.states import Inbox
from linli.kernel.access import Actor

LEADS = "bodies.notice.duty_comes.leader"
ENDS = "bodies.notice.term_ends"
ON_DUTY = "bodies.notice.duty_comes.officer"
FURTHEST = timedelta(days=31)  # no threshold looks further ahead
AT_ONCE = 200

Ahead = Callable[[int], int]  # a seat -> days before the duty


@transaction.atomic
def remind(*, by: Actor, at: datetime, ahead: Ahead, from_hour: time) -> int | None:
    """Remind the people of some hundred shifts that come; return how many, None when none is left.

    `ahead` says for a body's seat how many days before; on that day from `from_hour` on, so that
    the evening's list has it. A shift is ticked off in the transaction of its notices: whoever is
    killed has done both or neither, and run again it tells nobody twice.
    """
    due = _due(at, ahead, from_hour)[:AT_ONCE]
    if not due:
        return None
    rows = shifts_with_people().select_for_update(of=("self",), skip_locked=True)
    held = list(rows.filter(pk__in=due, reminded_at=None).order_by("starts_at", "id"))
    notices.tell(by=by, at=at, tellings=[t for shift in held for t in _tellings(shift, at)])
    DutyShift.objects.filter(pk__in=[s.pk for s in held]).update(reminded_at=at)
    return len(held) or None  # what another hand holds is left to it


def _due(at: datetime, ahead: Ahead, from_hour: time) -> list[UUID]:
    local, seats = timezone.localtime(at), directory().bodies
    coming = DutyShift.objects.filter(
        reminded_at=None, starts_at__gt=at, starts_at__lt=at + FURTHEST
    )
    rows = coming.order_by("starts_at", "id").values_list("id", "day", "body_id")
    return [
        pk
        for pk, day, body in rows
        if body in seats and _is_near(day, local, ahead(seats[body].seat), from_hour)
    ]


def _is_near(day: date, local: datetime, days: int, from_hour: time) -> bool:
    first = day - timedelta(days=days)
    return local.date() > first or (local.date() == first and local.time() >= from_hour)


def _tellings(shift: DutyShift, at: datetime) -> Iterator[Telling]:
    officers = {o.person_id for o in shift.officers.all()}
    # of the shift as it begins now: moved to other hours it is told anew
    cause = uuid5(shift.pk, shift.starts_at.isoformat())
    for person in sorted({shift.leader_id, *officers}):
        yield Telling(
            entry_id=cause,
            inbox=Inbox.PERSON,
            inbox_id=person,
            kind=ON_DUTY if person in officers else LEADS,
            subject_kind=DUTY,
            subject_id=shift.pk,
            at=at,
            params={"begins_at": shift.starts_at.isoformat()},
        )


@transaction.atomic
def warn_of_ends(*, by: Actor, at: datetime, days: int) -> int:
    """Tell holders and their bodies once that a term, or an acting, ends within some days.

    Returns how many ends; run again, or killed half-way, it tells nobody twice: a notice is of one
    end. What is renewed to another day is told anew.
    """
    on = timezone.localdate(at)
    near = [of_end(row) for row in endings(on, days)]
    notices.tell(by=by, at=at, tellings=[t for gap in near for t in _end_told(gap, at)])
    return len(near)


def _end_told(gap: Gap, at: datetime) -> Iterator[Telling]:
    if gap.day is None or gap.person is None or gap.post is None:
        return
    subject = subject_of("post", gap.post)
    for inbox, inbox_id in ((Inbox.PERSON, gap.person), (Inbox.BODY, gap.body)):
        yield Telling(
            entry_id=uuid5(subject, f"{gap.key}:{gap.day.isoformat()}"),
            inbox=inbox,
            inbox_id=inbox_id,
            kind=ENDS,
            subject_kind="post",
            subject_id=subject,
            at=at,
            params={"day": gap.day.isoformat()},
        )
