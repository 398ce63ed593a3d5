"""Temporary bodies: founded in one step, extended by a document, ended when nothing is open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from uuid import uuid5

from django.db import transaction
from django.utils import timezone

from linli.domain.bodies.actions.organising import end, found, set_up_post
from linli.domain.bodies.actions.recording import permit, record
from linli.domain.bodies.models import Body, Charter
from linli.domain.bodies.queries import temporary
from linli.domain.bodies.rules import subject_of
from linli.domain.bodies.states import TEMPORARY, BodyKind, Permission, Role
from linli.domain.territory.models import Place
from linli.foundation.notices import actions as notices
from linli.foundation.notices.rules import Telling
from linli.foundation.notices.states import Inbox
from linli.kernel.access import Actor
from linli.kernel.errors import Conflict, Invalid

Open = Callable[[int], int]  # a body -> how much open work it has
COMES, OVER = "bodies.notice.temporary_ends", "bodies.notice.temporary_over"


@transaction.atomic
def found_temporary(
    *,
    by: Actor,
    at: datetime,
    kind: BodyKind,
    name: str,
    seat: Place,
    purpose: str,
    until: date,
    document: str,
    superior: Body | None = None,
    name_en: str = "",
    purpose_en: str = "",
    hands: int = 5,
) -> Body:
    """Found a temporary body with its purpose, end, head's and members' posts, in one step.

    Raises NotPermitted, Invalid for another kind of body, without purpose or document, or for an
    end that is not to come.
    """
    today = timezone.localdate(at)
    if kind not in TEMPORARY:
        raise Invalid("not_temporary", field="kind")
    _check(purpose, document, until, today)
    if hands < 1:
        raise Invalid("quota_not_positive", field="hands", quota=hands)
    body = found(
        by=by,
        at=at,
        kind=kind,
        name=name,
        name_en=name_en,
        seat=seat,
        superior=superior,
        valid_from=today,
    )
    for role, title, title_en, quota in (
        (Role.DEPARTMENT_HEAD, "负责人", "Head", 1),
        (Role.HANDLER, "成员", "Member", hands),
    ):
        set_up_post(by=by, at=at, body=body, role=role, title=title, title_en=title_en, quota=quota)
    _charter(by, at, body, (purpose, purpose_en), until, document, today)
    return body


def _check(purpose: str, document: str, until: date, today: date) -> None:
    if not purpose.strip():
        raise Invalid("purpose_missing", field="purpose")
    if not document.strip():
        raise Invalid("document_missing", field="document")
    if until <= today:
        raise Invalid("end_not_to_come", field="until")


def _charter(
    by: Actor,
    at: datetime,
    body: Body,
    purpose: tuple[str, str],
    until: date,
    document: str,
    since: date,
) -> Charter:
    row = Charter.objects.create(
        body=body,
        purpose=purpose[0].strip(),
        purpose_en=purpose[1].strip(),
        until=until,
        document=document.strip(),
        valid_from=since,
    )
    record(by=by, at=at, body=body, move="charter", data={"until": until, "since": since})
    return row


@transaction.atomic
def extend(*, by: Actor, at: datetime, body: Body, until: date, document: str) -> Charter:
    """Let a temporary body go on until a later day, by a document; said again, it is the same.

    Raises NotPermitted, Conflict for a body that is none or has ended, Invalid without a document
    or for a day that is not later.
    """
    today = timezone.localdate(at)
    permit(by, Permission.MANAGE, body.seat_id, today)
    held = Body.objects.select_for_update().get(pk=body.pk)
    row = temporary.charter_of(held.pk, today)
    if row is None or (held.valid_to is not None and held.valid_to <= today):
        raise Conflict("not_temporary", name=held.name)
    if (row.until, row.document) == (until, document.strip()):
        return row
    _check(row.purpose, document, until, today)
    if until <= row.until:
        raise Invalid("extension_not_later", field="until", day=row.until.isoformat())
    if row.valid_from == today:  # put right on the day it was said
        row.until, row.document = until, document.strip()
        row.save(update_fields=["until", "document"])
        record(by=by, at=at, body=held, move="charter", data={"until": until, "since": today})
        return row
    row.valid_to = today
    row.save(update_fields=["valid_to"])
    return _charter(by, at, held, (row.purpose, row.purpose_en), until, document, today)


def close_due(*, by: Actor, at: datetime, open_work: Open) -> tuple[int, int]:
    """End the temporary bodies whose day has come and on which nothing is open.

    Returns how many ended, and how many are over their day with something open: their people and
    superiors are told once. One transaction a body: killed, it goes on next time.
    """
    today, ended, over = timezone.localdate(at), 0, 0
    for row in temporary.due(today):
        with transaction.atomic():
            body = Body.objects.select_for_update().get(pk=row.body_id)
            below = Body.objects.filter(superior=body, valid_to=None).exists()
            if open_work(body.pk) or below:
                over += 1
                _tell(by, at, row, OVER)
            else:
                end(by=by, at=at, body=body, on=today)
                ended += 1
    return ended, over


@transaction.atomic
def warn_of_charters(*, by: Actor, at: datetime, days: int) -> int:
    """Tell a temporary body and its superior once that its end comes; return how many end."""
    rows = temporary.coming(timezone.localdate(at), days)
    for row in rows:
        _tell(by, at, row, COMES)
    return len(rows)


def _tell(by: Actor, at: datetime, row: Charter, kind: str) -> None:
    subject = subject_of("body", row.body_id)
    tellings = [
        Telling(
            entry_id=uuid5(subject, f"{kind}:{row.until.isoformat()}"),
            inbox=Inbox.BODY,
            inbox_id=body,
            kind=kind,
            subject_kind="post",
            subject_id=subject,
            at=at,
            params={"day": row.until.isoformat()},
        )
        for body in (row.body_id, row.body.superior_id)
        if body is not None
    ]
    notices.tell(by=by, at=at, tellings=tellings)
