"""Out of hours: what lies unread goes to the leader on duty; a call by hand stands for a notice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.domain.bodies.actions.duty import enter, locked
from linli.domain.bodies.queries import OnDuty, directory, on_duty_of
from linli.domain.bodies.queries.on_duty import chain_of
from linli.foundation.journal.drafts import local_day
from linli.foundation.notices import actions as notices
from linli.foundation.notices.models import Notice
from linli.foundation.notices.rules import Telling
from linli.foundation.notices.states import Inbox, Single
from linli.kernel.access import Actor

PASSED_ON = "bodies.notice.passed_on"
RUNG = "bodies.notice.rung"


@transaction.atomic
def pass_on(*, by: Actor, at: datetime, besides: Iterable[UUID] = ()) -> UUID | None:
    """Tell the leader on duty of the notice that has lain unread longest; return its id.

    None when there is none. The notice, its entry in the duty book and the mark that it was
    passed on are one transaction: whoever is killed has told the leader wholly or not at all.
    Where the leader was told already, the leader of the next rota above is.
    """
    held = notices.take_unread(by=by, at=at, besides=besides)
    if not held:
        return None
    first = held[0]
    for duty in _leaders(int(first.params["body"]), at):
        if _tell(duty, first, by=by, at=at):
            data = {"case": first.subject_id, "leader": duty.leader.id}
            enter(locked(duty.shift), by=by, at=at, move="pass_on", data=data)
            break
    notices.passed(by=by, at=at, notices=held)
    return first.pk


def _leaders(body_id: int, at: datetime) -> list[OnDuty]:
    """Return the shifts from a body upwards whose leaders could be told, the nearest first."""
    found = directory()
    if body_id not in found.bodies:
        return []
    on = on_duty_of(chain_of(found, body_id, local_day(at)), at)
    return list({d.shift: d for d in on.values()}.values())


def _tell(duty: OnDuty, unread: Notice, *, by: Actor, at: datetime) -> bool:
    telling = Telling(
        entry_id=unread.entry_id,
        inbox=Inbox.PERSON,
        inbox_id=duty.leader.id,
        kind=PASSED_ON,
        subject_kind=unread.subject_kind,
        subject_id=unread.subject_id,
        at=at,
        params=unread.params,
        single=Single.EMERGENCY,  # at night too: that is the duty
    )
    return bool(notices.tell(by=by, at=at, tellings=[telling]))


@transaction.atomic
def ring(
    *,
    by: Actor,
    at: datetime,
    subject_kind: str,
    subject_id: UUID,
    entry_id: UUID,
    person_id: int,
    duty: OnDuty | None,
    params: Mapping[str, str | int],
) -> Notice:
    """Keep that someone was rung about a subject: the call is the notice and ends the passing on.

    It stands in the book of the shift on duty too, if there is one.
    """
    row, fresh = notices.ring(
        by=by,
        at=at,
        subject_kind=subject_kind,
        subject_id=subject_id,
        entry_id=entry_id,
        person_id=person_id,
        kind=RUNG,
        params=params,
    )
    if duty is not None and fresh:
        data = {"case": subject_id, "person": person_id}
        enter(locked(duty.shift), by=by, at=at, move="ring", data=data)
    return row
