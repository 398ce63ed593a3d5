"""Whom a move tells: the bodies whose hand it comes to, and the grid worker who found it.

Out of a body's hours an urgent matter also tells whoever is on duty for it, by name; everything
else waits for the morning. A reporter is told by the tracking page and by the desk's call, never
here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from linli.domain.bodies import queries as bodies
from linli.domain.bodies.queries import OnDuty
from linli.domain.cases.models import Case, Clock
from linli.domain.cases.procedures import PROCEDURES
from linli.domain.cases.queries.texting import texts_of
from linli.domain.cases.rules.telling import single
from linli.domain.cases.states import ClockKind, MoveName
from linli.domain.mandates import queries as mandates
from linli.domain.mandates.states import PRESSING, Urgency
from linli.foundation.journal.models import Entry
from linli.foundation.notices.jobs import Told
from linli.foundation.notices.rules import Telling
from linli.foundation.notices.states import Inbox, Single

# (procedure, move) -> who is told, of all moves that tell somebody. A filing is no move of the
# table: an appeal lies at its desk from then on, a grid event still in its finder's hand.
TELLS: dict[tuple[str, str], tuple[str, ...]] = {
    ("appeal", MoveName.FILE): ("desk",),
    ("own_data", MoveName.FILE): ("desk",),
    **{
        (name, move.name): move.tells
        for name, table in PROCEDURES.items()
        for move in table.moves
        if move.tells
    },
}

ON_DUTY = "cases.notice.on_duty"
UNREAD = "duty.unread"


def told_by(entries: Sequence[Entry]) -> Told:
    """Return what some entries tell; history tells nobody.

    One query whatever their number, and some more for urgent matters out of hours.
    """
    cases = Case.objects.in_bulk([e.subject_id for e in entries])
    told = [
        (entry, case, telling)
        for entry in entries
        if (case := cases.get(entry.subject_id)) is not None and not case.history
        for who in TELLS.get((entry.procedure, entry.move), ())
        if (telling := _telling(entry, case, who)) is not None
    ]
    duty = [t for entry, case, telling in told for t in _on_duty(entry, case, telling)]
    return Told([t for *_, t in told] + duty, texts=texts_of(entries, cases))


def about_to_be_late(clock: Clock) -> Telling | None:
    """Return the telling of a clock that will run out; None where no body's move is awaited."""
    case = clock.case
    # what is over may still have to be told, by the desk that took it
    hand = case.teller_id if clock.kind == ClockKind.TELL else case.hand_id if case.open else None
    if hand is None or case.history:
        return None
    return Telling(
        entry_id=clock.id,
        inbox=Inbox.BODY,
        inbox_id=hand,
        kind=f"cases.notice.late_soon.{clock.kind}",
        subject_kind="case",
        subject_id=case.id,
        at=clock.due_at,
        params={"number": case.number, "due_at": clock.due_at.isoformat()},
        single=Single.EMERGENCY if case.urgency == Urgency.EXTREME else Single.LATE_SOON,
    )


def _telling(entry: Entry, case: Case, who: str) -> Telling | None:
    inbox, number = _inbox(entry, case, who)
    if number is None or (inbox is Inbox.PERSON and number == entry.actor_id):
        return None  # nobody there, or their own doing
    return Telling(
        entry_id=entry.id,
        inbox=inbox,
        inbox_id=number,
        kind=f"cases.notice.{entry.move}.{who}",
        subject_kind=entry.subject_kind,
        subject_id=case.id,
        at=entry.at,
        params={"number": case.number},
        single=single(entry.move, who, case.urgency),
    )


def _inbox(entry: Entry, case: Case, who: str) -> tuple[Inbox, int | None]:
    """Return whose inbox a word of the table means, as the entry left the case."""
    if who == "lead":
        return Inbox.BODY, entry.data.get("lead") or case.lead_id
    if who == "desk":
        return Inbox.BODY, entry.data.get("desk") or case.desk_id
    if who == "teller":
        return Inbox.BODY, entry.data.get("teller") or case.teller_id
    if who == "finder":
        return Inbox.PERSON, case.filed_by_id
    return Inbox.PERSON, None


def _on_duty(entry: Entry, case: Case, told: Telling) -> list[Telling]:
    """Return what those on duty are told beside a body whose office is closed."""
    if case.urgency not in PRESSING or told.inbox is not Inbox.BODY:
        return []
    if bodies.is_open(told.inbox_id, entry.at):
        return []
    duty = bodies.on_duty(told.inbox_id, entry.at)
    if duty is None or duty.body in case.barred_ids:
        return []
    officers = [o.id for o in duty.officers if o.id != entry.actor_id]
    until = _unread_until(duty, entry.at) if officers else None
    return [_to_person(entry, case, duty, person, until) for person in officers or [duty.leader.id]]


def _unread_until(duty: OnDuty, at: datetime) -> datetime | None:
    """Return until when a notice may lie unread, by the threshold that holds where they sit."""
    held = mandates.threshold(UNREAD, bodies.seat_of(duty.body), timezone.localdate(at))
    return bodies.used_up(duty.body, at, held.limit)


def _to_person(
    entry: Entry, case: Case, duty: OnDuty, person: int, until: datetime | None
) -> Telling:
    """Return what one of them is told: by itself, at night too, for that is their duty."""
    return Telling(
        entry_id=entry.id,
        inbox=Inbox.PERSON,
        inbox_id=person,
        kind=ON_DUTY,
        subject_kind=entry.subject_kind,
        subject_id=case.id,
        at=entry.at,
        params={"number": case.number, "body": duty.body},
        single=Single.EMERGENCY,
        pass_on_at=until,
    )
