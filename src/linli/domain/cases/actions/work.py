"""One move in the making: the locked row, its clocks, what changes, the entry at the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q, Value

from linli.domain.cases.actions.clocks import Clocks, ended
from linli.domain.cases.entries import TRACKED
from linli.domain.cases.models import Case, Clock, Involvement
from linli.domain.cases.procedures import PROCEDURES
from linli.domain.cases.queries.facts import Known
from linli.domain.cases.queries.rows import SUBJECT
from linli.domain.cases.rules.guards import Facts
from linli.domain.cases.rules.hands import acts
from linli.domain.cases.rules.limits import limit_of
from linli.domain.cases.states import ClockKind, InvolvementRole, MoveName
from linli.domain.mandates.queries import Held
from linli.domain.mandates.rules.terms import MatterTerms
from linli.foundation.journal import actions as journal
from linli.kernel.access import Actor
from linli.kernel.procedure import Move

# The answer to the reporter: its elapsed time is what "days to the reply" counts.
OWN_REPLIES = frozenset({MoveName.REPORT_BACK, MoveName.EXPLAIN, MoveName.SETTLE_ON_SPOT})
REPLIES = OWN_REPLIES | {MoveName.ANSWERED_ELSEWHERE}

# Of several clocks a move stops, the first of these says whether it came in time.
_JUDGED = (ClockKind.RESOLVE, ClockKind.SIGN, ClockKind.ADJUDICATE, ClockKind.VERIFY)
# Moves that answer to clocks of their own.
_JUDGED_BY: dict[str, tuple[ClockKind, ...]] = {
    MoveName.DISPATCH: (ClockKind.RESPOND,),
    MoveName.REFER: (ClockKind.RESPOND,),
    MoveName.REFUSE: (ClockKind.RESPOND, ClockKind.REVIEW),
    MoveName.TOLD: (ClockKind.TELL,),
    MoveName.MARK_OBJECTION: (ClockKind.MARK,),
    MoveName.UPHOLD: (ClockKind.REVIEW,),
    MoveName.DISMISS: (ClockKind.REVIEW,),
    MoveName.GRANT: (ClockKind.REVIEW,),
}


@dataclass
class Work:
    """What an effect may read and change."""

    case: Case
    step: Move
    by: Actor
    at: datetime
    supplies: Mapping[str, Any]
    known: Known
    facts: Facts
    terms: MatterTerms
    clocks: Clocks
    data: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    stopped: dict[str, Clock] = field(default_factory=dict)

    def start(self, kind: str, body_id: int | None = None) -> None:
        """Start a clock in the office hours of a body, the desk's if none is named."""
        self.clocks.start(
            case_id=self.case.id,
            kind=kind,
            limit=limit_of(kind, self.terms, lambda key: self.threshold(key).value),
            at=self.at,
            body_id=body_id or self.case.desk_id,
            watched=not self.case.history,
        )

    def threshold(self, key: str) -> Held:
        """Return a general limit as it is where the case is, today."""
        return self.known.threshold(key, self.case)

    def keep(self, *names: str) -> None:
        """Take supplied texts over as particulars, under their own names."""
        self.texts.update({n: str(self.supplies[n]) for n in names if n in self.supplies})


def snapshot(case: Case) -> dict[str, Any]:
    """Return the values of the tracked columns."""
    return {name: getattr(case, column) for name, column in TRACKED.items()}


def changes(before: Mapping[str, Any], case: Case) -> dict[str, Any]:
    """Return what differs from a snapshot, by the entry's field names."""
    return {n: v for n, v in snapshot(case).items() if n not in before or before[n] != v}


def settle(case: Case, clocks: Clocks, known: Known, at: datetime) -> None:
    """Derive what follows from state and clocks: open, to be told, hand, due."""
    state = PROCEDURES[case.procedure].state[case.state]
    case.open = state.open
    case.telling = clocks.running(ClockKind.TELL) is not None
    if state.open:
        case.hand_id = known.standing(case).awaited
    case.changed_at = at
    case.due_at = clocks.next_due() or case.due_at


def involve(case: Case, *, fresh: bool = False) -> None:
    """Bring the involvement rows in line with the case: who is part of it, and what they list."""
    wanted, repeated = _roles(case), _repeated(case)
    held: set[tuple[int, str]] = set()
    if not fresh:
        rows = Involvement.objects.filter(case_id=case.id)
        held = set(rows.values_list("body_id", "role"))
        gone = [pair for pair in held - wanted if pair[1] != InvolvementRole.HELPER]
        for body, role in gone:
            rows.filter(body_id=body, role=role).delete()
        if held - set(gone):
            rows.update(acting=_acting(case), **repeated)
    made = [_involved(case, body, role, repeated) for body, role in sorted(wanted - held)]
    if made:
        Involvement.objects.bulk_create(made)


def involvements(case: Case) -> list[Involvement]:
    """Return the rows of a case that has none yet, not written."""
    repeated = _repeated(case)
    return [_involved(case, body, role, repeated) for body, role in sorted(_roles(case))]


def _roles(case: Case) -> set[tuple[int, str]]:
    roles = (
        (case.desk_id, InvolvementRole.DESK),
        (case.lead_id, InvolvementRole.LEAD),
        (case.verifier_id, InvolvementRole.VERIFIER),
        (case.teller_id, InvolvementRole.TELLER),
    )
    return {(b, r.value) for b, r in roles if b is not None and b not in case.barred_ids}


def _repeated(case: Case) -> dict[str, Any]:
    return {
        "matter1": case.matter1,
        "state": case.state,
        "open": case.open,
        "filed_at": case.filed_at,
        "due_at": case.due_at,
        "confidential": case.confidential,
        "barred_ids": case.barred_ids,
    }


def _involved(case: Case, body: int, role: str, repeated: Mapping[str, Any]) -> Involvement:
    acting = acts(case, body, role)
    return Involvement(case_id=case.id, body_id=body, role=role, acting=acting, **repeated)


def _acting(case: Case) -> Q | Value:
    """Return `acts` as a condition on involvement rows."""
    teller = Q(role=InvolvementRole.TELLER)
    if case.open and case.hand_id is not None:
        hand = ~teller & Q(body_id=case.hand_id)
        return hand | teller if case.telling else hand
    return teller if case.telling else Value(value=False)


def write_entry(work: Work, *, from_state: str | None, acting: int | None) -> None:
    """Write the move's entry with its data and texts."""
    journal.write_draft(draft_of(work, from_state=from_state, acting=acting))


def draft_of(work: Work, *, from_state: str | None, acting: int | None) -> journal.Draft:
    """Return the move's entry with its data and texts, not written yet."""
    case = work.case
    elapsed, on_time = judged(work)
    return journal.Draft(
        by=work.by,
        at=work.at,
        subject_kind=SUBJECT,
        subject_id=case.id,
        seq=case.seq,
        place_id=case.place_id,
        body_id=acting,
        procedure=case.procedure,
        move=work.step.name,
        from_state=from_state,
        to_state=case.state,
        matter=case.matter,
        elapsed=elapsed,
        on_time=on_time,
        # of a case that joins another the filing is taken back instead
        value=0 if work.step.name == MoveName.JOIN else weight(case),
        data=work.data,
        particulars=work.texts or None,
    )


def weight(case: Case) -> int:
    """Return what an entry of a case counts in every measure: nothing in a trial run."""
    return 0 if case.trial_id else 1


def judged(work: Work) -> tuple[int | None, bool | None]:
    """Return the seconds a move closes and whether its clock was kept, None where none stopped.

    For the reply these are the seconds since filing and whether the matter was resolved in time.
    """
    case, name = work.case, work.step.name
    is_reply = name in REPLIES or (name == MoveName.CLOSE and case.procedure == "grid_event")
    kinds = _JUDGED_BY.get(name, _JUDGED)
    row = next((work.stopped[k] for k in kinds if k in work.stopped), None)
    if name == MoveName.SETTLE_ON_SPOT:
        row = row or work.stopped.get(ClockKind.RESPOND)  # settled before a limit to resolve began
    if is_reply:
        return _seconds(case.filed_at, work.at), None if row is None else not row.missed
    if row is None or name == MoveName.WITHDRAW:
        return None, None
    return _seconds(row.started_at, ended(row, work.at)), not row.missed


def _seconds(start: datetime, end: datetime) -> int:
    return max(0, int((end - start).total_seconds()))
