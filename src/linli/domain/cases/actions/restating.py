"""Correct where or as what a case was filed, so that figures move with the correction.

A measure is a sum over rows alone. When place or first-level matter is corrected, the filing's
entry is taken back and stated again at the new place, on the day of the filing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from linli.domain.cases.actions.work import SUBJECT, Work, weight
from linli.domain.cases.queries.rows import RESTATE
from linli.foundation.journal import actions as journal
from linli.foundation.journal import queries as entries
from linli.foundation.journal.models import Entry


def restate(work: Work, before: Mapping[str, Any]) -> None:
    """Reverse the standing filing and write it anew, if place or first-level matter changed."""
    case = work.case
    if (case.place_id, case.matter1) == (before["place"], before["matter"][:2]):
        return
    filing = take_back_filing(work)
    case.seq += 1
    journal.write(
        by=work.by,
        at=work.at,
        effective_on=filing.effective_on,
        subject_kind=SUBJECT,
        subject_id=case.id,
        seq=case.seq,
        place_id=case.place_id,
        body_id=filing.body_id,
        procedure=case.procedure,
        move=RESTATE,
        from_state=None,
        to_state=filing.to_state,
        matter=case.matter,
        value=weight(case),
    )


def take_back_filing(work: Work) -> Entry:
    """Reverse the standing filing of a case and return it: it counts nowhere any more."""
    case = work.case
    rows = list(entries.entries_of(SUBJECT, case.id))
    undone = {r.reverses_id for r in rows}
    mine = (r for r in rows if r.from_state is None and r.reverses_id is None)
    filing = next(r for r in mine if r.id not in undone)
    case.seq += 1
    journal.reverse(filing, by=work.by, at=work.at, seq=case.seq)
    return filing
