"""Who looked at a reporter's contact: when, of which office, why. Never who."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.domain.bodies import queries as bodies
from linli.domain.cases.queries.rows import SUBJECT
from linli.foundation.journal import queries as journal

MOST = 50


@dataclass(frozen=True, slots=True)
class Looked:
    """One look; `reason` is a code, worded by `cases.look.<reason>`."""

    at: datetime
    name: str  # of the office
    name_en: str
    reason: str


def looks_at(case_id: UUID) -> tuple[Looked, ...]:
    """Return the latest looks at a case's contact, newest first; two queries."""
    rows = list(journal.looks_at(SUBJECT, case_id)[:MOST])
    offices = bodies.named({row.body_id for row in rows if row.body_id}) if rows else {}
    return tuple(
        Looked(
            at=row.at,
            name=offices[row.body_id].name if row.body_id in offices else "",
            name_en=offices[row.body_id].name_en if row.body_id in offices else "",
            reason=row.reason,
        )
        for row in rows
    )
