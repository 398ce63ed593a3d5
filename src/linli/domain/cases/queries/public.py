"""What a reporter sees of their own case, with number and tracking code, without a login."""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from linli.domain.bodies import queries as bodies
from linli.domain.bodies.queries import BodyName
from linli.domain.cases.models import Case, Clock
from linli.domain.cases.procedures import PROCEDURES
from linli.domain.cases.queries.detail import allowed_moves, clock_view
from linli.domain.cases.queries.facts import Known, local_day
from linli.domain.cases.queries.rows import NOTES, SUBJECT, is_told
from linli.domain.cases.queries.shapes import PublicStatus
from linli.domain.cases.rules.re_homing import MOVE
from linli.domain.cases.states import ClockKind, State
from linli.domain.mandates.models import Mandate
from linli.domain.territory import queries as territory
from linli.foundation.journal import queries as journal
from linli.foundation.journal.models import Entry
from linli.foundation.keys.lookup import lookup_hash
from linli.kernel.access import Actor, ActorKind
from linli.kernel.codes import mask_name, mask_phone
from linli.kernel.errors import NotFound
from linli.kernel.ids import read_case_number, read_tracking_code

TRACKING = "case-tracking"  # kind of the look-up hash of tracking codes
_NOBODY = BodyName(0, "", "", "", "", 0)
_NO_HASH = bytes(32)

# Texts of the reporter's own, and those written to them; never notes between offices.
TOLD = (
    *("title", "words", "address", "question", "supplement", "result", "basis"),
    *("office", "phone", "go_to", "rating", "objection", "review"),
)


def by_tracking(number: str, code: str) -> Actor:
    """Return the actor of whoever knows number and tracking code of a case.

    Raises NotFound: a wrong number and a wrong code answer alike, after the same work.
    """
    printed = read_case_number(number) or ""
    case = Case.objects.only("id", "tracking_hash").filter(number=printed).first()
    asked = lookup_hash(read_tracking_code(code), TRACKING)
    held = bytes(case.tracking_hash) if case else _NO_HASH
    if not hmac.compare_digest(asked, held) or case is None:
        raise NotFound("unknown_tracking")
    return Actor(ActorKind.REPORTER, subject=case.id)


def public_status(case_id: UUID, *, at: datetime) -> PublicStatus:
    """Return what the reporter of a case is told; the caller has proved to be the reporter."""
    case = Case.objects.filter(pk=case_id).first()
    if case is None:
        raise NotFound("unknown_tracking")
    known = Known(local_day(at))
    clocks = list(case.clocks.all())
    rows = [r for r in journal.entries_of(SUBJECT, case.id) if is_told(r) and r.move not in NOTES]
    wanted = (*TOLD, "contact_phone", "contact_name")
    texts = journal.particulars_of(SUBJECT, [case.id], names=wanted).get(case.id, {})
    names = bodies.named({i for i in (case.desk_id, case.lead_id, case.teller_id) if i})
    reporter = Actor(ActorKind.REPORTER, subject=case.id)
    lead = names.get(case.lead_id or 0, _NOBODY)
    desk = names.get(case.desk_id, _NOBODY)
    promise = _promise(case, clocks)
    phone, name = texts.get("contact_phone", ""), texts.get("contact_name", "")
    return PublicStatus(
        case=case.id,
        number=case.number,
        procedure=case.procedure,
        state=case.state,
        seq=case.seq,
        filed_at=case.filed_at,
        title=texts.get("title", ""),
        words=texts.get("words", ""),
        place=_place(case),
        params=_params(case, clocks, texts, names, rows),
        steps=_told(case, rows),
        moves=tuple(
            m.name for m in allowed_moves(case, actor=reporter, at=at, known=known, clocks=clocks)
        ),
        due_at=promise.due_at if promise else None,
        solved=case.solved,
        why_lead=lead.name,
        why_lead_en=lead.name_en,
        why_basis=_basis(case, rows),
        lead_phone=lead.phone,
        desk=desk.name,
        desk_en=desk.name_en,
        desk_phone=desk.phone,
        phone=mask_phone(phone) if phone else "",
        name=mask_name(name) if name else "",
        clock=clock_view(promise) if promise else None,
        re_open_until=case.re_open_until,
        tell_by=case.tell_by,
        teller=names.get(case.teller_id or 0, desk).name,
        teller_en=names.get(case.teller_id or 0, desk).name_en,
        whose=case.whose,
        reachable=case.reachable,
        erased=case.erased,
        open=case.open,
        telling=case.telling,
    )


def _place(case: Case) -> tuple[str, ...]:
    order = [i for i in (case.county_id, case.town_id, case.community_id, case.place_id) if i]
    names = territory.named(order)
    return tuple(names[i].name for i in dict.fromkeys(order) if i in names)


def _promise(case: Case, clocks: Sequence[Clock]) -> Clock | None:
    """Return the clock behind what the reporter was promised: who acts, then done."""
    kinds: Mapping[str, str] = {
        State.FILED: ClockKind.RESPOND,
        State.ACCEPTED: ClockKind.RESPOND,
        State.RETURNED: ClockKind.ADJUDICATE,
        State.WAITING: ClockKind.WAIT,
        State.REPORTED_BACK: ClockKind.CLOSE,
        State.EXPLAINED: ClockKind.CLOSE,
        State.OBJECTED: ClockKind.REVIEW,
    }
    kind = ClockKind.REVIEW if case.procedure == "own_data" else ClockKind.RESOLVE
    wanted = kind if case.procedure == "own_data" else kinds.get(State(case.state), kind)
    rows = [c for c in clocks if c.kind == wanted]
    return rows[-1] if rows and case.open else None


def _params(
    case: Case,
    clocks: Sequence[Clock],
    texts: Mapping[str, str],
    names: Mapping[int, BodyName],
    rows: Sequence[Entry],
) -> dict[str, Any]:
    """Return what fills the sentence of the state (words.md C3)."""
    desk, lead = names.get(case.desk_id, _NOBODY), names.get(case.lead_id or 0, _NOBODY)
    said = (r.data for r in reversed(rows) if r.move != MOVE)
    last: Mapping[str, Any] = next(said, {})
    promise = _promise(case, clocks)
    return {
        "number": case.number,
        "due": promise.due_at if promise else None,
        "body": lead.name or desk.name,
        "body_en": lead.name_en or desk.name_en,
        "desk": desk.name,
        "desk_en": desk.name_en,
        "desk_phone": desk.phone,
        "question": texts.get("question", ""),
        "result": texts.get("result", ""),
        "basis": texts.get("basis", ""),
        "go_to": texts.get("go_to", ""),
        "review": texts.get("review", ""),
        "office": texts.get("office", ""),
        "phone": texts.get("phone", "") or desk.phone,
        "ground": last.get("ground", ""),
        "channel": last.get("channel", ""),
        "until": case.re_open_until,
    }


def _told(case: Case, rows: Sequence[Entry]) -> tuple[tuple[datetime, str], ...]:
    """Return when the case came into each state; a state entered and left at once is not told."""
    states = PROCEDURES[case.procedure].state
    seen: list[tuple[datetime, str]] = []
    for row in rows:
        if row.move == MOVE and row.data.keys() & {"desk", "lead"}:
            seen.append((row.at, MOVE))  # another body acts: no other state
            continue
        if row.to_state is None or row.to_state not in states:
            continue
        if seen and seen[-1][1] == row.to_state:
            continue
        if seen and seen[-1][0] == row.at:
            seen.pop()
        seen.append((row.at, row.to_state))
    return tuple(seen)


def _basis(case: Case, rows: Sequence[Entry]) -> str:
    """Return the written rule by which the lead was given the case, "" where a hand chose it."""
    given = (r.data for r in reversed(rows) if r.data.get("lead") == case.lead_id)
    data = next(given, None) if case.lead_id else None
    mandate = data.get("mandate") if data else None
    if not mandate:
        return ""
    return str(Mandate.objects.filter(pk=mandate).values_list("basis", flat=True).first() or "")
