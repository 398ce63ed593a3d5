"""A call made by hand about an urgent case is the notice: who was rung, by whom, when."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.domain.bodies import actions as bodies
from linli.domain.cases.queries.duty import duty_of
from linli.domain.cases.queries.rows import SUBJECT
from linli.domain.cases.queries.scope import visible_to
from linli.domain.mandates.states import PRESSING
from linli.foundation.journal import queries as journal
from linli.foundation.notices.models import Notice
from linli.kernel.access import Actor
from linli.kernel.errors import Conflict, Invalid


@transaction.atomic
def ring(*, by: Actor, at: datetime, case_id: UUID, person_id: int) -> Notice:
    """Record that somebody on duty was rung about a case; nothing is passed on after that.

    The same person again changes nothing. Raises NotFound outside the scope, Conflict for a case
    that is over or can wait, Invalid for somebody who is not on duty for it.
    """
    case = visible_to(by).get(case_id)
    if not case.open:
        raise Conflict("case_is_over")
    if case.urgency not in PRESSING:
        raise Conflict("rung_can_wait")
    duty = duty_of(case, at)
    if duty is None or person_id not in {p.id for p in duty.people}:
        raise Invalid("rung_not_on_duty", field="person")
    last = journal.entries_of(SUBJECT, case.id).order_by("-seq", "-id")[0]
    return bodies.ring(
        by=by,
        at=at,
        subject_kind=SUBJECT,
        subject_id=case.id,
        entry_id=last.id,
        person_id=person_id,
        duty=duty,
        params={"number": case.number},
    )
