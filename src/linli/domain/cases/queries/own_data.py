"""What a case holds of its reporter, who looked at it, and what became of their requests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from linli.domain.cases.models import Case
from linli.domain.cases.queries.resident import looks_at
from linli.domain.cases.queries.rows import SUBJECT
from linli.domain.territory import queries as territory
from linli.foundation.attachments import queries as attachments
from linli.foundation.journal import queries as journal
from linli.kernel.errors import NotFound

UNKNOWN_MATTER = "99"


@dataclass(frozen=True, slots=True)
class Request:
    """One request about a case's data; `asked` is a code, the state a case's."""

    id: UUID
    number: str
    asked: str
    state: str
    open: bool
    filed_at: datetime
    due_at: datetime


def requests_about(case_id: UUID) -> tuple[Request, ...]:
    """Return the requests about a case's data, newest first; two queries at most."""
    cases = list(Case.objects.filter(origin_id=case_id).order_by("-id"))
    first = journal.first_entries(SUBJECT, [c.id for c in cases]) if cases else {}
    return tuple(
        Request(
            id=c.id,
            number=c.number,
            asked=str(first[c.id].data.get("asked", "")) if c.id in first else "",
            state=c.state,
            open=c.open,
            filed_at=c.filed_at,
            due_at=c.due_at,
        )
        for c in cases
    )


def held(case_id: UUID) -> Mapping[str, Any]:
    """Return everything a case holds of its reporter, by name, as it goes into a copy."""
    case = Case.objects.filter(pk=case_id).first()
    if case is None:
        raise NotFound("unknown_tracking")
    texts = journal.particulars_by_entry(SUBJECT, case_id)
    place = territory.named([case.place_id]).get(case.place_id)
    return {
        "number": case.number,
        "filed_at": case.filed_at.isoformat(),
        "state": case.state,
        "matter": case.matter,
        "place": place.name if place else "",
        "source": case.source,
        "filed_for": case.filed_for,
        "tell_by": case.tell_by,
        "contact_of": case.whose,
        "entries": [
            {"at": e.at.isoformat(), "move": e.move, "texts": texts.get(e.id, {})}
            for e in journal.entries_of(SUBJECT, case_id)
            if e.value > 0
        ],
        "files": [str(f.id) for f in attachments.of(SUBJECT, [case_id]).get(case_id, [])],
        "looks": [
            {"at": look.at.isoformat(), "office": look.name, "reason": look.reason}
            for look in looks_at(case_id)
        ],
        "requests": [r.number for r in requests_about(case_id)],
    }
