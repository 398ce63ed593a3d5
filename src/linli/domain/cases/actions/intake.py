"""File what a page has gathered: the case and its pictures, in one transaction."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.domain.cases.actions.filing import file
from linli.domain.cases.actions.moving import move
from linli.domain.cases.actions.work import SUBJECT
from linli.domain.cases.rules.filing import Filed, Filing
from linli.domain.cases.states import MoveName
from linli.foundation.attachments import actions as attachments
from linli.kernel.access import Actor

DRAFT = "draft"  # the kind of subject that holds pictures until they have a case


@transaction.atomic
def file_draft(*, by: Actor, at: datetime, filing: Filing, draft: UUID) -> Filed:
    """File a draft with its pictures; sent twice, it is filed once and answers alike.

    Refuses as `file` does; nothing is left behind when it refuses.
    """
    filed = file(by=by, at=at, filing=filing, key=str(draft))
    attachments.adopt(
        by=by, at=at, from_kind=DRAFT, from_id=draft, to_kind=SUBJECT, to_id=filed.case
    )
    return filed


@transaction.atomic
def report_event(*, by: Actor, at: datetime, filing: Filing, draft: UUID) -> Filed:
    """File what a grid worker found: settled on the spot, or passed on to the desk at once."""
    filed = file_draft(by=by, at=at, filing=filing, draft=draft)
    if not filing.settled:
        move(by=by, at=at, case_id=filed.case, move=MoveName.PASS_ON, key=f"{draft}:pass")
    return filed
