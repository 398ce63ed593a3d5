"""The case page: everything one actor sees of one case, in seven queries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from linli.domain.bodies import queries as bodies
from linli.domain.bodies.queries import BodyName
from linli.domain.bodies.rules import SecondHand
from linli.domain.cases.models import Case, Clock
from linli.domain.cases.procedures import PROCEDURES
from linli.domain.cases.queries.facts import Known, local_day
from linli.domain.cases.queries.rows import SUBJECT, is_told, row_of
from linli.domain.cases.queries.scope import visible_to
from linli.domain.cases.queries.shapes import (
    AllowedMove,
    CaseDetail,
    ClockView,
    SecondView,
    TimelineItem,
)
from linli.domain.cases.rules.guards import GUARDS, ON_SUPPLIES
from linli.domain.cases.rules.hands import Standing, may
from linli.domain.cases.rules.limits import SECOND_HAND
from linli.domain.cases.rules.looks import is_needed, may_see_contact
from linli.domain.cases.states import Note, Permission
from linli.domain.territory import queries as territory
from linli.foundation.journal import queries as journal
from linli.foundation.journal.models import Entry
from linli.kernel.access import Actor, ActorKind, Target, can
from linli.kernel.codes import mask_name, mask_phone
from linli.kernel.errors import Refusal
from linli.kernel.procedure import Move

# Particulars that are looked at, not read along: contact_of writes the look first.
PERSONAL = frozenset({"contact_name", "contact_phone", "new_name", "new_phone"})
_WHY: dict[str, str] = {
    **dict.fromkeys(Note, "cases.why.order"),
    Note.HANDED_OVER: "cases.why.hand_over",
}
_NOBODY = BodyName(0, "", "", "", "", 0)


def detail(case_id: UUID, *, actor: Actor, at: datetime) -> CaseDetail:
    """Return the case page for an actor; NotFound outside the scope."""
    case = visible_to(actor).get(case_id)
    known = Known(local_day(at))
    terms = known.terms(case.matter)  # first: it asks for the marks of mandates and bodies at once
    clocks = list(case.clocks.all())
    rows, texts = journal.story_of(SUBJECT, case.id)
    latest = _latest(rows, texts)
    hand = _small(case, known)
    names = bodies.named(_body_ids(case, rows) | ({hand.body} if hand else set()))
    path, places = _places(case, known)
    standing = known.standing(case)
    return CaseDetail(
        row=row_of(case, latest, places, names),
        texts={n: t for n, t in latest.items() if n not in PERSONAL and n != "location"},
        path=path,
        desk=names.get(case.desk_id, _NOBODY).name,
        desk_en=names.get(case.desk_id, _NOBODY).name_en,
        verifier=names.get(case.verifier_id or 0, _NOBODY).name,
        verifier_en=names.get(case.verifier_id or 0, _NOBODY).name_en,
        second=_second(case, known, names[hand.body]) if hand else None,
        timeline=tuple(_item(case, r, texts.get(r.id, {}), names) for r in rows if is_told(r)),
        clocks=tuple(map(clock_view, clocks)),
        moves=tuple(allowed_moves(case, actor=actor, at=at, known=known, clocks=clocks)),
        resolution=known.resolve(case.matter, case.place_id),
        terms=terms,
        has_contact=case.reachable,
        may_see_contact=case.reachable
        and may_see_contact(actor, standing, telling=case.telling)
        and is_needed(
            open_now=case.open, telling=case.telling, re_open_until=case.re_open_until, at=at
        ),
        solved=case.solved,
        satisfied=case.satisfied,
        re_open_until=case.re_open_until,
        location=_location(latest.get("location", "")),
        may_order=_may_order(actor, standing),
        origin=case.origin_id,
        instead=" ".join(_masked(latest)),
    )


def _may_order(actor: Actor, standing: Standing) -> bool:
    target = Target(
        places=standing.path,
        bodies=frozenset({standing.desk}),
        matter=standing.matter1,
        barred=standing.barred,
    )
    return can(actor, Permission.ORDERS, target)


def _small(case: Case, known: Known) -> SecondHand | None:
    """Return the second hand where the desk is the lead and too small to check itself."""
    if case.lead_id is None or case.lead_id != case.desk_id:
        return None
    found = known.second_hand(case, case.handled_by_id)
    return found if found and found.small else None


def _second(case: Case, known: Known, body: BodyName) -> SecondView:
    rule = known.threshold(SECOND_HAND, case)
    return SecondView(body.name, body.name_en, rule.number, rule.basis, rule.basis_en)


def allowed_moves(
    case: Case,
    *,
    actor: Actor,
    at: datetime,
    known: Known | None = None,
    clocks: Sequence[Clock] | None = None,
) -> list[AllowedMove]:
    """Return the moves an actor may make now, in the table's order, with what fills their forms.

    A guard that depends on what will be supplied does not hide its move.
    """
    known = known or Known(local_day(at))
    standing = known.standing(case)
    steps = [m for m in PROCEDURES[case.procedure].allowed(case.state) if may(actor, m, standing)]
    if not steps:
        return []
    if actor.kind is ActorKind.REPORTER:
        facts = known.facts_of_reporter(case, actor=actor, at=at)
    else:
        rows = list(case.clocks.all()) if clocks is None else clocks
        facts = known.facts(case, actor=actor, at=at, clocks=rows)
    return [_allowed(m, facts.resolved) for m in steps if _passes(m, facts)]


def _passes(step: Move, facts: Any) -> bool:
    if step.when is None or step.when in ON_SUPPLIES:
        # a matter with its own channel cannot be accepted unless the matter is corrected first
        return True
    try:
        GUARDS[step.when](facts)
    except Refusal:
        return False
    return True


def _allowed(step: Move, resolved: int | None) -> AllowedMove:
    has_lead = "lead" in (*step.supplies, *step.takes)
    return AllowedMove(
        name=step.name,
        hand=step.hand,
        why=step.why,
        supplies=step.supplies,
        takes=step.takes,
        defaults={"lead": resolved} if has_lead else {},
    )


def _latest(rows: Sequence[Entry], texts: Mapping[UUID, Mapping[str, str]]) -> dict[str, str]:
    merged: dict[str, str] = {}
    for row in rows:
        merged |= texts.get(row.id, {})
    return merged


def _body_ids(case: Case, rows: Sequence[Entry]) -> set[int]:
    ids = {case.desk_id, case.lead_id, case.hand_id, case.verifier_id, case.teller_id}
    ids |= {*(r.body_id for r in rows)}
    ids |= {r.data.get(name) for r in rows for name in ("desk", "lead")}
    return {i for i in ids if i}


def _places(case: Case, known: Known) -> tuple[tuple[str, ...], dict[int, str]]:
    """Return the names from the county down to the place, and those by id."""
    ids = [case.county_id, case.town_id, case.community_id, case.grid_id, case.place_id]
    order = list(dict.fromkeys(i for i in ids if i))
    names = {i: p.name for i, p in territory.named(order).items()}
    return tuple(names[i] for i in order if i in names), names


def _item(
    case: Case, row: Entry, texts: Mapping[str, str], names: Mapping[int, BodyName]
) -> TimelineItem:
    body = names.get(row.body_id or 0, _NOBODY)
    step = next((m for m in PROCEDURES[case.procedure].moves if m.name == row.move), None)
    return TimelineItem(
        seq=row.seq,
        at=row.at,
        move=row.move,
        from_state=row.from_state,
        to_state=row.to_state,
        actor_kind=row.actor_kind,
        actor_id=row.actor_id,
        body_id=row.body_id,
        body=body.name,
        body_en=body.name_en,
        texts={n: t for n, t in texts.items() if n not in PERSONAL},
        data=row.data,
        elapsed=row.elapsed,
        on_time=row.on_time,
        why=step.why if step else _WHY.get(row.move, "cases.why.file"),
    )


def clock_view(row: Clock) -> ClockView:
    """Return a clock as pages show it."""
    return ClockView(
        kind=row.kind,
        limit=row.limit,
        started_at=row.started_at,
        due_at=row.due_at,
        paused_at=row.paused_at,
        stopped_at=row.stopped_at,
        missed=row.missed,
        guessed=row.guessed,
        steps=tuple((code, params) for code, params in row.steps),
    )


def _masked(latest: Mapping[str, str]) -> Iterator[str]:
    """Yield, masked, what a request wants to stand instead."""
    if name := latest.get("new_name"):
        yield mask_name(name)
    if phone := latest.get("new_phone"):
        yield mask_phone(phone)


def _location(text: str) -> tuple[float, float] | None:
    if not text:
        return None
    longitude, _, latitude = text.partition(",")
    return float(longitude), float(latitude)
