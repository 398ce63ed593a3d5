"""Who is on duty for a case, as its page says it; a call made by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from linli.domain.cases import actions
from linli.domain.cases.queries import CaseRow
from linli.domain.cases.queries.duty import CaseDuty, case_duty
from linli.domain.people.queries import PersonName
from linli.foundation.notices import actions as notices
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import named, say
from linli.kernel.errors import Invalid


def duty_read(request: Request, row: CaseRow) -> CaseDuty | None:
    """Return who is on duty for a case that presses, None for all others.

    Who looks at it has read it: nothing is passed on to the leader.
    """
    reader = request.actor.person
    found = case_duty(row, request.at, reader=reader) if row.open else None
    if found and found.unread:
        notices.read_about(by=request.actor, at=request.at, subject_kind="case", subject_id=row.id)
    return found


def duty_shown(found: CaseDuty | None, holders: Mapping[int, PersonName]) -> dict[str, Any] | None:
    """Return what the page says of duty."""
    if found is None:
        return None
    shown = {
        "rung": _rung(found, holders),
        "asked": named(found.names.get(found.asked)),
        "people": [],
    }
    duty = found.duty
    if duty is None:
        return shown | {"nobody": True}
    body = found.names.get(duty.body)
    return shown | {
        "officers": "、".join(named(o) for o in duty.officers) or named(duty.leader),
        "leader": named(duty.leader),
        "phone": duty.phone or (body.phone if body else ""),
        "body": named(body),
        "climbed": bool(duty.climbed),
        "shift": duty.shift,
        "people": [(p.id, named(p)) for p in duty.people],
    }


def _rung(found: CaseDuty, holders: Mapping[int, PersonName]) -> list[dict[str, Any]]:
    return [
        {
            "at": r.at,
            "by": named(holders.get(r.by or 0)) or "–",
            "to": named(holders.get(r.to)) or "–",
        }
        for r in found.rung
    ]


@require_POST
def rang(request: Request, case_id: UUID) -> HttpResponse:
    """Record a call that was made by hand."""
    text = request.POST.get("person", "")
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise Invalid("rung_not_on_duty", field="person")
    actions.ring(by=request.actor, at=request.at, case_id=case_id, person_id=int(text))
    messages.info(request, say("cases.duty.rang_kept"))
    return redirect("cases:case", case_id=case_id)
