"""Texts to who was filed for and chose them: that there is an answer, and where to read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from linli.domain.bodies import queries as bodies
from linli.domain.cases.models import Case
from linli.domain.cases.procedures import PROCEDURES
from linli.domain.cases.queries.rows import SUBJECT
from linli.domain.cases.states import ClockKind, MoveName, TellBy
from linli.foundation.journal import queries as journal
from linli.foundation.journal.models import Entry
from linli.foundation.notices.rules import Texting

# Moves with something to read: those that start the clock of who is told by call or visit.
TEXTED = {
    (name, move.name)
    for name, table in PROCEDURES.items()
    for move in table.moves
    if ClockKind.TELL in move.starts and "reporter" in move.tells
}
TEXT = "cases.text.answer"
QUESTION = "cases.text.question"
HOTLINE = "12345"


def texts_of(entries: Sequence[Entry], cases: Mapping[UUID, Case]) -> list[Texting]:
    """Return what is to be told by text; one query, none where nobody chose texts."""
    wanted = [
        (entry, case)
        for entry in entries
        if (case := cases.get(entry.subject_id)) is not None
        and case.tell_by == TellBy.SMS
        and not case.history
        and (entry.procedure, entry.move) in TEXTED
    ]
    desks = bodies.named({case.desk_id for _, case in wanted}) if wanted else {}
    return [
        Texting(
            entry_id=entry.id,
            kind=QUESTION if entry.move == MoveName.ASK_REPORTER else TEXT,
            subject_kind=entry.subject_kind,
            subject_id=case.id,
            params={"number": case.number, "phone": desks[case.desk_id].phone or HOTLINE},
        )
        for entry, case in wanted
    ]


def number_of(case_id: UUID) -> str:
    """Return the number a text goes to, "" where the contact is gone."""
    texts = journal.particulars_of(SUBJECT, [case_id], names=("contact_phone",))
    return texts.get(case_id, {}).get("contact_phone", "")
