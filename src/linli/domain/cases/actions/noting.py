"""What is written of an order on its case: the times it sets, and an entry beside the moves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from linli.domain.cases.actions.clocks import Clocks
from linli.domain.cases.actions.work import changes, involve, settle, snapshot
from linli.domain.cases.models import Case, Order
from linli.domain.cases.queries.facts import Known, local_day
from linli.domain.cases.queries.rows import SUBJECT
from linli.domain.cases.states import ClockKind, Note, State
from linli.foundation.journal import actions as journal
from linli.foundation.journal.actions import Draft
from linli.kernel.access import Actor, ActorKind

_NOTHING: Mapping[str, Any] = {}


def times_set(orders: Iterable[Order], state: str) -> dict[str, datetime | None]:
    """Return what the platforms set for a case: the earliest of what still awaits something."""
    waiting = [o for o in orders if o.open]
    signs = [o.sign_by for o in waiting if o.sign_by] if state == State.FILED else []
    dues = [o.due_at for o in waiting if o.due_at]
    return {
        ClockKind.THEIR_SIGN: min(signs, default=None),
        ClockKind.THEIR_DUE: min(dues, default=None),
    }


def note_draft(
    case: Case,
    note: Note,
    order: Order,
    *,
    by: Actor,
    at: datetime,
    data: Mapping[str, Any] = _NOTHING,
    texts: Mapping[str, str] = _NOTHING,
) -> Draft:
    """Return the entry of a note and count the case's number on; nothing is written."""
    case.seq += 1
    case.changed_at = at
    return Draft(
        by=by,
        at=at,
        subject_kind=SUBJECT,
        subject_id=case.id,
        seq=case.seq,
        place_id=case.place_id,
        body_id=case.desk_id if by.kind is ActorKind.PERSON else None,
        procedure=case.procedure,
        move=note,
        from_state=case.state,
        to_state=case.state,
        matter=case.matter,
        data={"order": order.id, "platform": order.source.code, **data},
        particulars=dict(texts) or None,
    )


def note(
    case: Case,
    kind: Note,
    order: Order,
    *,
    by: Actor,
    at: datetime,
    data: Mapping[str, Any] = _NOTHING,
    texts: Mapping[str, str] = _NOTHING,
) -> None:
    """Write a note of an order on a locked case, and let its clocks show what is due there now.

    The order's row is written by the caller, before.
    """
    before, clocks = snapshot(case), Clocks(list(case.clocks.all()))
    for clock, due in times_set(_orders_of(case), case.state).items():
        clocks.set_theirs(case_id=case.id, kind=clock, due=due, at=at, body_id=case.desk_id)
    settle(case, clocks, Known(local_day(at)), at)
    changed = changes(before, case)
    draft = note_draft(case, kind, order, by=by, at=at, data={**data, **changed}, texts=texts)
    clocks.save()
    case.save(force_update=True)
    if changed:
        involve(case)
    journal.write_draft(draft)


def received_data(order: Order) -> dict[str, Any]:
    """Return what the note of an arrival holds of the platform's times."""
    held = {"received": order.received_at, "sign_by": order.sign_by, "their_due": order.due_at}
    return {name: moment for name, moment in held.items() if moment is not None}


def _orders_of(case: Case) -> list[Order]:
    return list(Order.objects.filter(case_id=case.id))
