"""Rights on one's own data: ask for correction or erasure, take a copy (R-31)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from linli.domain.cases.actions.filing import file, scope_of
from linli.domain.cases.actions.looking import CONTACT
from linli.domain.cases.models import Case
from linli.domain.cases.procedures.own_data import OWN_DATA
from linli.domain.cases.queries.own_data import UNKNOWN_MATTER, held
from linli.domain.cases.queries.rows import SUBJECT
from linli.domain.cases.queries.scope import visible_to
from linli.domain.cases.rules.filing import Contact, Filed, Filing
from linli.domain.cases.rules.looks import takes_requests
from linli.domain.cases.states import Asked, Papers, Permission, Source
from linli.foundation.journal import actions as journal
from linli.foundation.journal.queries import answered
from linli.kernel.access import Actor, ActorKind
from linli.kernel.errors import Conflict, Invalid, NotFound, NotPermitted

OWN_COPY = "own_copy"  # why: the person asked for it


@transaction.atomic
def ask(
    *,
    by: Actor,
    at: datetime,
    case_id: UUID,
    asked: str,
    words: str,
    instead: Contact | None = None,
    papers: str = "",
    key: str | None = None,
) -> Filed:
    """File a request to correct or erase what a case holds; return its receipt, at once.

    The reporter asks after a code sent to the contact on file (the page sees to it), a desk of the
    case after checking papers. Raises NotFound, NotPermitted, Invalid (nothing to correct, no
    papers), Conflict: erased already, asked already, or still needed while work goes on.
    """
    target = _target(by, case_id)
    instead = instead or Contact()
    if by.kind is ActorKind.PERSON:
        _at_a_desk(by, target, papers)
    if target.erased:
        raise Conflict("erased_already")
    if asked == Asked.ERASE and (target.open or target.telling):
        raise Conflict("erase_needs_end")
    if asked == Asked.CORRECT and not (instead.phone.strip() or instead.name.strip()):
        raise Invalid("nothing_to_correct", field="phone")
    filing = Filing(
        matter=UNKNOWN_MATTER,
        place=target.place_id,
        words=words,
        source=Source.COUNTER if by.kind is ActorKind.PERSON else Source.WEB,
        procedure=OWN_DATA.name,
        confidential=True,
        about=frozenset(target.barred_ids),
        origin=target.id,
        asked=Asked(asked).value,
        papers=papers,
        instead=instead,
    )
    if not _is_repeated(by, key):
        _refuse_twice(target)
    return file(by=by, at=at, filing=filing, key=key)


def _is_repeated(by: Actor, key: str | None) -> bool:
    return key is not None and bool(answered(scope=scope_of(by, history=False), prefix=key))


def _target(by: Actor, case_id: UUID) -> Case:
    case = Case.objects.select_for_update(of=("self",)).filter(pk=case_id).first()
    mine = by.kind is ActorKind.REPORTER and by.subject == case_id
    seen = by.kind is ActorKind.PERSON and visible_to(by).sees(case_id)
    if case is None or case.procedure == OWN_DATA.name or not (mine or seen):
        raise NotFound("case_not_found")
    return case


def _at_a_desk(by: Actor, target: Case, papers: str) -> None:
    if not takes_requests(by, target.desk_id):
        raise NotPermitted("not_permitted", permission=Permission.DATA.value)
    if papers not in tuple(Papers):
        raise Invalid("papers_missing", field="papers")


def _refuse_twice(target: Case) -> None:
    """One request at a time: a second one while the first is open says nothing new."""
    waiting = Case.objects.filter(origin_id=target.id, open=True).first()
    if waiting is not None:
        raise Conflict("asked_already", number=waiting.number)


@transaction.atomic
def copy(*, by: Actor, at: datetime, case_id: UUID) -> Mapping[str, Any]:
    """Return everything a case holds of its reporter, after writing down that they took it."""
    if by.kind is not ActorKind.REPORTER or by.subject != case_id:
        raise NotFound("unknown_tracking")
    journal.look(
        by=by, at=at, subject_kind=SUBJECT, subject_id=case_id, fields=CONTACT, reason=OWN_COPY
    )
    return held(case_id)
