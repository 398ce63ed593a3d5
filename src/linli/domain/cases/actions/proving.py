"""Prove that one is the person on file: a code sent there, typed here."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.domain.cases.models import Case, OneTimeCode
from linli.domain.cases.queries.texting import number_of
from linli.domain.cases.rules.proofs import LIVES, fresh_code, may_ask, opens
from linli.domain.cases.states import Whose
from linli.foundation.keys.lookup import lookup_hash
from linli.foundation.notices.actions import text_now
from linli.kernel.access import Actor, ActorKind
from linli.kernel.errors import Conflict, NotFound, NotPermitted
from linli.kernel.ids import uuid7

KIND = "case-one-time-code"  # kind of the look-up hash of codes
_NO_HASH = bytes(32)


class TooOften(NotPermitted):
    """Asked for too many codes; wait (429)."""

    status = 429


@transaction.atomic
def send_code(*, by: Actor, at: datetime, case_id: UUID) -> None:
    """Send a one-time code to the contact of the case that the reporter has proved to be theirs.

    Raises NotFound for anybody else, Conflict where no contact of the person's own is on file or
    the text could not leave, TooOften after three in an hour. The code is kept as a hash.
    """
    case = Case.objects.select_for_update(of=("self",)).filter(pk=case_id).first()
    if case is None or by.kind is not ActorKind.REPORTER or by.subject != case_id:
        raise NotFound("unknown_tracking")
    if case.whose == Whose.PROXY:
        raise Conflict("contact_is_proxys")
    number = number_of(case_id) if case.reachable else ""
    if not number:
        raise Conflict("no_contact_on_file")
    if not may_ask(list(case.codes.values_list("sent_at", flat=True)[:10]), at):
        raise TooOften("codes_too_often")
    code = fresh_code()
    row = OneTimeCode.objects.create(
        id=uuid7(), case=case, hash=lookup_hash(code, KIND), sent_at=at, expires_at=at + LIVES
    )
    minutes = int(LIVES.total_seconds() // 60)
    params: dict[str, str | int] = {"code": code, "number": case.number, "minutes": minutes}
    try:
        text_now(key=row.id, number=number, kind="cases.text.code", params=params)
    except OSError:
        raise Conflict("code_not_sent") from None


@transaction.atomic
def prove(*, by: Actor, at: datetime, case_id: UUID, code: str) -> bool:
    """Tell whether a code opens the rights on a case's data; it opens once, a wrong one is counted.

    No code, a wrong one, one that has expired or was tried too often: all answer alike.
    """
    if by.kind is not ActorKind.REPORTER or by.subject != case_id:
        return False
    row = OneTimeCode.objects.select_for_update().filter(case_id=case_id).first()
    held = bytes(row.hash) if row else _NO_HASH
    asked = lookup_hash("".join(c for c in code if c.isdigit()), KIND)
    if row is None:
        opens(held=held, asked=asked, expires_at=at, tries=0, used=True, at=at)
        return False
    good = opens(
        held=held,
        asked=asked,
        expires_at=row.expires_at,
        tries=row.tries,
        used=row.used_at is not None,
        at=at,
    )
    row.tries += 1
    row.used_at = at if good else row.used_at
    row.save(update_fields=["tries", "used_at"])
    return good
