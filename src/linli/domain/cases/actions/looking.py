"""Show a contact: only to who needs it, only while it is needed, never without a trace."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.domain.cases.actions.work import SUBJECT
from linli.domain.cases.models import Case
from linli.domain.cases.queries.facts import Known, local_day
from linli.domain.cases.queries.scope import visible_to
from linli.domain.cases.rules.looks import is_needed, may_see_contact
from linli.foundation.journal import actions as journal
from linli.foundation.journal import queries as entries
from linli.kernel.access import Actor
from linli.kernel.errors import Conflict, NotPermitted

CONTACT = ("contact_name", "contact_phone")


@transaction.atomic
def contact_of(*, by: Actor, at: datetime, case_id: UUID, reason: str) -> Mapping[str, str]:
    """Return name and phone of a case's reporter, after writing down who looks and why.

    `reason` is a code (`call_back`, `ask`, `verify`, `visit`). Raises NotFound outside the scope,
    NotPermitted for who has no part in the case, Conflict once the case has been over too long.
    """
    case: Case = visible_to(by).get(case_id)
    standing = Known(local_day(at)).standing(case)
    if not may_see_contact(by, standing, telling=case.telling):
        raise NotPermitted("contact_not_permitted")
    if not is_needed(
        open_now=case.open, telling=case.telling, re_open_until=case.re_open_until, at=at
    ):
        raise Conflict("contact_no_longer_needed")
    part = {case.desk_id, case.lead_id, case.verifier_id, case.teller_id}
    office = min(by.bodies & part, default=None)
    journal.look(
        by=by,
        at=at,
        subject_kind=SUBJECT,
        subject_id=case.id,
        fields=CONTACT,
        reason=reason,
        body_id=office,
    )
    texts = entries.particulars_of(SUBJECT, [case.id], names=CONTACT).get(case.id, {})
    return {name: texts.get(name, "") for name in CONTACT}
