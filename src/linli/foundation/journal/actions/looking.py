"""Log looks at personal fields, before they are shown."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from linli.foundation.journal.entries import Kind, encoded
from linli.foundation.journal.models import Look
from linli.kernel.access import Actor
from linli.kernel.errors import Invalid


@transaction.atomic
def look(
    *,
    by: Actor,
    at: datetime,
    subject_kind: str,
    subject_id: UUID,
    fields: tuple[str, ...],
    reason: str,
    body_id: int | None = None,
) -> Look:
    """Log who looks at which fields of a subject, and why; call it before showing them.

    `fields` and `reason` are codes; `body_id` is the office named to the resident, by default the
    actor's own. Raises Invalid for words where a code belongs, or `at` later than now.
    """
    try:
        codes, why = encoded(Kind.CODES, fields), encoded(Kind.CODE, reason)
    except ValueError:
        raise Invalid("look_needs_codes") from None
    office = body_id if body_id is not None else min(by.bodies, default=None)
    row = Look(
        at=at,
        actor_kind=by.kind.value,
        actor_id=by.person,
        body_id=office,
        subject_kind=subject_kind,
        subject_id=subject_id,
        fields=codes,
        reason=why,
    )
    try:
        row.save(force_insert=True)
    except IntegrityError:
        raise Invalid("at_later_than_now", field="at") from None
    return row
