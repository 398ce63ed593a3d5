"""List rows by id: one query for the rows, two for their titles, one each for names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from linli.domain.bodies import queries as bodies
from linli.domain.bodies.queries import BodyName
from linli.domain.cases.models import Case
from linli.domain.cases.queries.shapes import CaseRow
from linli.domain.cases.rules.day import came_back
from linli.domain.cases.states import Note
from linli.domain.territory import queries as territory
from linli.foundation.journal import queries as journal
from linli.foundation.journal.models import Entry

SUBJECT = "case"
RESTATE = "restate"  # the filing's entry again, after a correction: for figures, not for people
_NOBODY = BodyName(0, "", "", "", "", 0)


NOTES = frozenset(Note)  # of an order from above: no step of the case


def is_told(row: Entry) -> bool:
    """Tell whether an entry is a step of the case's story: not a reversal, not a restatement."""
    return row.reverses_id is None and row.move != RESTATE


def rows_from(cases: Sequence[Case]) -> list[CaseRow]:
    """Return list rows of cases at hand."""
    if not cases:
        return []
    titles = journal.particulars_of(SUBJECT, [c.id for c in cases], names=("title",))
    places = territory.named({i for c in cases for i in (c.place_id, c.town_id) if i})
    names = bodies.named({i for c in cases for i in (c.lead_id, c.hand_id) if i})
    place_names = {i: p.name for i, p in places.items()}
    return [row_of(c, titles.get(c.id, {}), place_names, names) for c in cases]


def row_of(
    c: Case, texts: Mapping[str, str], places: Mapping[int, str], names: Mapping[int, BodyName]
) -> CaseRow:
    """Return one list row with the texts and names it needs."""
    lead = names.get(c.lead_id or 0, _NOBODY)
    hand_id = c.hand_id if c.open else None
    hand = names.get(hand_id or 0, _NOBODY)
    return CaseRow(
        id=c.id,
        number=c.number,
        procedure=c.procedure,
        state=c.state,
        open=c.open,
        seq=c.seq,
        title=texts.get("title", ""),
        matter=c.matter,
        place_id=c.place_id,
        place=places.get(c.place_id, ""),
        town=places.get(c.town_id or 0, ""),
        source=c.source,
        urgency=c.urgency,
        filed_at=c.filed_at,
        due_at=c.due_at if c.open or c.telling else None,
        closed_at=c.closed_at,
        desk_id=c.desk_id,
        lead_id=c.lead_id,
        hand_id=hand_id,
        lead=lead.name,
        lead_en=lead.name_en,
        hand=hand.name,
        hand_en=hand.name_en,
        re_opens=c.re_opens,
        confidential=c.confidential,
        filed_for=c.filed_for,
        telling=c.telling,
        tell_by=c.tell_by,
        erased=c.erased,
        trial=c.trial_id is not None,
        back=came_back(c.state, solved=c.solved, checks=c.checks),
    )
