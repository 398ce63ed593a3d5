"""Whom a move tells: the bodies whose hand it comes to, and the grid worker who found it.

A reporter is told by the tracking page and by the desk's call, never here.
"""

from __future__ import annotations

from collections.abc import Sequence

from linli.domain.cases.models import Case
from linli.domain.cases.procedures import PROCEDURES
from linli.domain.cases.rules.telling import single
from linli.domain.cases.states import MoveName
from linli.foundation.journal.models import Entry
from linli.foundation.notices.jobs import Told
from linli.foundation.notices.rules import Telling
from linli.foundation.notices.states import Inbox

# (procedure, move) -> who is told, of all moves that tell somebody. A filing is no move of the
# table: an appeal lies at its desk from then on, a grid event still in its finder's hand.
TELLS: dict[tuple[str, str], tuple[str, ...]] = {
    ("appeal", MoveName.FILE): ("desk",),
    **{
        (name, move.name): move.tells
        for name, table in PROCEDURES.items()
        for move in table.moves
        if move.tells
    },
}


def told_by(entries: Sequence[Entry]) -> Told:
    """Return what some entries tell, one query whatever their number; history tells nobody."""
    cases = Case.objects.in_bulk([e.subject_id for e in entries])
    tellings = [
        telling
        for entry in entries
        if (case := cases.get(entry.subject_id)) is not None and not case.history
        for who in TELLS.get((entry.procedure, entry.move), ())
        if (telling := _telling(entry, case, who)) is not None
    ]
    return Told(tellings)


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
    if who == "finder":
        return Inbox.PERSON, case.filed_by_id
    return Inbox.PERSON, None
