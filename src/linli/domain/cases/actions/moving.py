"""Move a case by its procedure's table: one lock, one entry, everything or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from linli.domain.cases.actions.answers import forget
from linli.domain.cases.actions.clocks import Clocks
from linli.domain.cases.actions.effects import EFFECTS
from linli.domain.cases.actions.restating import restate
from linli.domain.cases.actions.work import (
    OWN_REPLIES,
    SUBJECT,
    Work,
    changes,
    involve,
    settle,
    snapshot,
    write_entry,
)
from linli.domain.cases.models import Case
from linli.domain.cases.procedures import PROCEDURES
from linli.domain.cases.queries.facts import Known, local_day
from linli.domain.cases.queries.scope import visible_to
from linli.domain.cases.rules.consequences import (
    RATINGS,
    RE_OPENINGS,
    TAKEN_BACK,
    follows,
    is_told_by_hand,
)
from linli.domain.cases.rules.guards import GUARDS
from linli.domain.cases.rules.hands import Standing, may
from linli.domain.cases.rules.limits import LATE_SOON
from linli.domain.cases.rules.supplies import cleaned
from linli.domain.cases.states import Asked, Checks, ClockKind, MoveName
from linli.domain.territory.actions.reorganising.holding import share_map
from linli.foundation.journal import actions as journal
from linli.foundation.journal import queries as entries
from linli.kernel.access import SYSTEM, Actor
from linli.kernel.errors import Conflict, NotFound, NotPermitted
from linli.kernel.procedure import Move

_NOTHING: Mapping[str, Any] = {}
NEW = ("new_phone", "new_name")  # what a request to correct puts in the place of what stands


@transaction.atomic
def move(
    *,
    by: Actor,
    at: datetime,
    case_id: UUID,
    move: str,
    supplies: Mapping[str, Any] = _NOTHING,
    seen_seq: int | None = None,
    key: str | None = None,
) -> Case:
    """Make one move and what follows from it by itself; return the row as it stands then.

    Raises NotFound (absent, or the actor may not know of it), Conflict `moved_meanwhile` when the
    case has moved since `seen_seq`, MoveNotAllowed (with the moves that are allowed), NotPermitted,
    Invalid for supplies, and the guards' refusals. The same key moves once.
    """
    if key is None:
        return _move(by, at, case_id, move, supplies, seen_seq)
    asked = repr((str(case_id), move, sorted((k, str(v)) for k, v in supplies.items())))
    journal.once(
        scope=f"cases.move:{by.kind.value}:{by.person or by.subject or ''}",
        key=key,
        request=asked.encode(),
        make=lambda: {"seq": _move(by, at, case_id, move, supplies, seen_seq).seq},
    )
    return Case.objects.get(pk=case_id)


def _move(
    by: Actor,
    at: datetime,
    case_id: UUID,
    name: str,
    supplies: Mapping[str, Any],
    seen_seq: int | None,
) -> Case:
    share_map()
    case = Case.objects.select_for_update(of=("self",)).filter(pk=case_id).first()
    if case is None:
        raise NotFound("case_not_found")
    if seen_seq is not None and seen_seq != case.seq:
        _refuse_strangers(by, case_id)
        raise Conflict("moved_meanwhile", seen=seen_seq, seq=case.seq, state=case.state)
    return make(case, name, by=by, at=at, supplies=supplies)


def make(
    case: Case, name: str, *, by: Actor, at: datetime, supplies: Mapping[str, Any] = _NOTHING
) -> Case:
    """Make a move on a row the caller has locked, and the system's own that follow from it."""
    known = Known(local_day(at))
    clocks = Clocks(list(case.clocks.all()), late_soon=known.threshold(LATE_SOON, case).share)
    hand, given = by, supplies
    next_move: str | None = name
    while next_move is not None:
        _make_one(case, next_move, known, clocks, hand, at, given)
        next_move = follows(
            case.procedure,
            next_move,
            state=case.state,
            checks=case.checks,
            solved=case.solved,
            re_opens=case.re_opens,
        )
        hand, given = SYSTEM, _NOTHING
    involve(case)
    clocks.save()
    case.save(force_update=True)
    if name == MoveName.GRANT:
        _carry_out(case, at)
    return case


def _carry_out(request: Case, at: datetime) -> None:
    """Correct or erase what a granted request about one's own data asks for, and tell both cases.

    Raises NotFound (no such case any more) and MoveNotAllowed (the case is at work again).
    """
    rows = Case.objects.select_for_update(of=("self",))
    target = rows.filter(pk=request.origin_id).first() if request.origin_id else None
    first = entries.entries_of(SUBJECT, request.id).first()
    if target is None or first is None:
        raise NotFound("case_not_found")
    supplies: dict[str, Any] = {"request": request.id}
    if first.data.get("asked") == Asked.ERASE:
        make(target, MoveName.ERASE, by=SYSTEM, at=at, supplies=supplies)
        for asked in Case.objects.filter(origin_id=target.id):  # what the requests said goes too
            forget(asked, by=SYSTEM, at=at)
        return
    texts = entries.particulars_of(SUBJECT, [request.id], names=NEW).get(request.id, {})
    supplies |= {name.removeprefix("new_"): text for name, text in texts.items()}
    make(target, MoveName.CORRECT, by=SYSTEM, at=at, supplies=supplies)


def _make_one(
    case: Case,
    name: str,
    known: Known,
    clocks: Clocks,
    by: Actor,
    at: datetime,
    supplies: Mapping[str, Any],
) -> None:
    standing, from_state = known.standing(case), case.state
    step = _permitted(case, name, by, standing)
    given = cleaned(step, supplies)
    facts = known.facts(case, actor=by, at=at, clocks=clocks.rows, supplies=given)
    if step.when:
        GUARDS[step.when](facts)
    before = snapshot(case)
    work = Work(case, step, by, at, given, known, facts, known.terms(case.matter), clocks)
    _stop_clocks(work)
    if step.name in RE_OPENINGS:
        _take_back(work)
    if case.history and step.name in OWN_REPLIES:
        _supersede(work)
    EFFECTS.get(step.name, _nothing)(work)
    case.state = step.to or case.state
    _start_clocks(work)
    settle(case, clocks, known, at)
    restate(work, before)
    case.seq += 1
    work.data |= changes(before, case)
    write_entry(work, from_state=from_state, acting=standing.credited(step))


def _nothing(work: Work) -> None:
    """Change nothing but state and clocks."""


def _permitted(case: Case, name: str, by: Actor, standing: Standing) -> Move:
    """Return the table's move if this hand may make it; strangers learn nothing."""
    table = PROCEDURES[case.procedure]
    named = next((m for m in table.moves if m.name == name), None)
    if named is None or not may(by, named, standing):
        _refuse_strangers(by, case.id)
    step = table.move(case.state, name)
    if not may(by, step, standing):
        raise NotPermitted("move_not_permitted", move=name)
    return step


def _refuse_strangers(by: Actor, case_id: UUID) -> None:
    if not visible_to(by).sees(case_id):
        raise NotFound("case_not_found")


def _stop_clocks(work: Work) -> None:
    """Pause and stop what the table says; a stopped clock tells whether the move was in time."""
    for kind in work.step.pauses:
        work.clocks.pause(kind, work.at)
    for kind in work.step.stops:
        if row := work.clocks.stop(kind, work.at):
            work.stopped[kind] = row


def _start_clocks(work: Work) -> None:
    for kind in work.step.resumes:
        work.clocks.resume(kind, work.at)
    for kind in work.step.starts:
        case = work.case
        if kind == ClockKind.VERIFY and case.checks != Checks.DUE:
            continue
        if kind == ClockKind.TELL and not is_told_by_hand(case.tell_by, case.teller_id):
            continue
        owners: dict[str, int | None] = {
            ClockKind.SIGN: case.lead_id,
            ClockKind.TELL: case.teller_id,
        }
        work.start(kind, owners.get(kind))


def _take_back(work: Work) -> None:
    """Reverse the entries of the ending that is undone: none of them counts any more."""
    rows = list(entries.entries_of(SUBJECT, work.case.id))
    undone = {r.reverses_id for r in rows if r.reverses_id}
    for row in rows:
        if row.reverses_id or row.id in undone or not _counts(row):
            continue
        work.case.seq += 1
        journal.reverse(row, by=work.by, at=work.at, seq=work.case.seq)


def _supersede(work: Work) -> None:
    """Take the platform's answer out of the figures: the office's own stands in its place."""
    rows = list(entries.entries_of(SUBJECT, work.case.id))
    undone = {r.reverses_id for r in rows if r.reverses_id}
    for row in rows:
        is_theirs = row.move == MoveName.ANSWERED_ELSEWHERE and not row.reverses_id
        if is_theirs and row.id not in undone:
            work.case.seq += 1
            journal.reverse(row, by=work.by, at=work.at, seq=work.case.seq)


def _counts(row: Any) -> bool:
    if row.move in RATINGS:
        return bool(row.data.get("said_solved"))
    return row.move in TAKEN_BACK
