"""Keep the tables in order: months ahead, erasures."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from linli.foundation.journal.models import Erasure, Particular
from linli.foundation.keys import actions as keys
from linli.kernel.access import Actor

MONTHS_AHEAD = 3
_NOTHING: Mapping[str, Beside] = {}


@transaction.atomic
def make_months(*, at: datetime, ahead: int = MONTHS_AHEAD) -> list[str]:
    """Make the partitions of this month (UTC) and the next ones; return their names."""
    day = at.astimezone(UTC).date().replace(day=1)
    names = []
    with connection.cursor() as cursor:
        for n in range(ahead + 1):
            year, month = divmod(day.month - 1 + n, 12)
            first = day.replace(year=day.year + year, month=month + 1)
            cursor.execute(
                "SELECT linli_entry_partition(%s), linli_look_partition(%s)", [first] * 2
            )
            names += cursor.fetchone()
    return names


@transaction.atomic
def erase(
    *, by: Actor, at: datetime, subject_kind: str, subject_id: UUID, reason: str = "asked"
) -> int:
    """Delete a subject's particulars and key, and list the erasure; entries and seals stay whole.

    Return how many texts were erased. The list is also kept outside the database (setting
    ERASURES_FILE), because a restored dump does not know what was erased after it was made.
    """
    count = _forget(subject_kind, subject_id)
    row = Erasure.objects.create(
        at=at,
        subject_kind=subject_kind,
        subject_id=subject_id,
        reason=reason,
        actor_kind=by.kind.value,
        actor_id=by.person,
        particulars=count,
    )
    transaction.on_commit(lambda: _list(row))
    return count


class Beside(Protocol):
    """Erases what an area keeps beside a subject's words: pictures, search words."""

    def __call__(self, subject_id: UUID, /, *, by: Actor, at: datetime) -> None:
        """Erase it; again changes nothing."""


@transaction.atomic
def replay_erasures(*, by: Actor, at: datetime, beside: Mapping[str, Beside] = _NOTHING) -> int:
    """Erase again, after a restore, what the list outside the database names; return how many.

    `beside` says by kind of subject what else goes with its words.
    """
    path = Path(settings.ERASURES_FILE)
    if not path.exists():
        return 0
    known = set(Erasure.objects.values_list("subject_kind", "subject_id"))
    again = 0
    for line in path.read_text().splitlines():
        kind, subject = (item := json.loads(line))["kind"], UUID(item["subject"])
        if (kind, subject) not in known:
            if kind in beside:
                beside[kind](subject, by=by, at=at)
            erase(by=by, at=at, subject_kind=kind, subject_id=subject, reason=item["reason"])
            known.add((kind, subject))
            again += 1
    return again


def _forget(subject_kind: str, subject_id: UUID) -> int:
    words = Particular.objects.filter(subject_kind=subject_kind, subject_id=subject_id)
    count, _ = words.delete()
    keys.destroy(subject_kind, subject_id)
    return count


def _list(row: Erasure) -> None:
    path = Path(settings.ERASURES_FILE)
    path.parent.mkdir(parents=True, exist_ok=True)
    item = {"kind": row.subject_kind, "subject": str(row.subject_id), "reason": row.reason}
    with path.open("a") as out:
        out.write(json.dumps(item) + "\n")
