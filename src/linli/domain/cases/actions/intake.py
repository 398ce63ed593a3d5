"""File what a page has gathered: the case and its pictures, in one transaction, once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import IO
from uuid import UUID

from django.db import transaction

from linli.domain.cases.actions.filing import asked, file, receipt
from linli.domain.cases.actions.moving import move
from linli.domain.cases.actions.work import SUBJECT
from linli.domain.cases.rules.filing import Filed, Filing
from linli.domain.cases.states import MoveName
from linli.foundation.attachments import actions as attachments
from linli.foundation.attachments import queries as files
from linli.foundation.journal import actions as journal
from linli.foundation.keys.box import sm3
from linli.kernel.access import Actor

DRAFT = "draft"  # the kind of subject that holds pictures until they have a case


@transaction.atomic
def file_draft(
    *,
    by: Actor,
    at: datetime,
    filing: Filing,
    draft: UUID,
    uploads: Sequence[IO[bytes]] = (),
) -> Filed:
    """File a draft with its pictures and those that came along; sent twice, it is filed once.

    A grid event not settled on the spot is passed on at once. Refuses as `file` and attachments
    do, and Conflict `key_reused` for another body; nothing is left behind when it refuses.
    """
    digests = [sm3(upload.read()) for upload in uploads]
    for upload in uploads:
        upload.seek(0)
    answer = journal.once(
        scope=f"cases.intake:{by.kind.value}:{by.person or ''}",
        key=str(draft),
        request=asked(filing) + b"".join(digests),
        make=lambda: _taken(by, at, filing, draft, uploads),
    )
    return receipt(answer)


def _taken(
    by: Actor, at: datetime, filing: Filing, draft: UUID, uploads: Sequence[IO[bytes]]
) -> dict[str, str]:
    for upload in uploads:
        attachments.add(by=by, at=at, subject_kind=DRAFT, subject_id=draft, file=upload)
    pictures = tuple(a.pk for a in files.of(DRAFT, [draft]).get(draft, ()))
    filed = file(by=by, at=at, filing=replace(filing, evidence=pictures))
    attachments.adopt(
        by=by, at=at, from_kind=DRAFT, from_id=draft, to_kind=SUBJECT, to_id=filed.case
    )
    if filing.procedure == "grid_event" and not filing.settled:
        move(by=by, at=at, case_id=filed.case, move=MoveName.PASS_ON)
    return {
        "case": str(filed.case),
        "number": filed.number,
        "tracking_code": filed.tracking_code,
        "filed_at": filed.filed_at.isoformat(),
    }
