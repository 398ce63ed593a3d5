"""Handing a grid over: what its worker had found and still follows goes to another's hand."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from linli.domain.bodies import queries as bodies
from linli.domain.cases.models import Case
from linli.domain.cases.queries.facts import local_day
from linli.domain.cases.queries.handing import own_open
from linli.domain.cases.queries.rows import SUBJECT
from linli.domain.cases.states import Note, Permission
from linli.domain.territory import queries as territory
from linli.foundation.journal import actions as journal
from linli.foundation.journal.drafts import Draft
from linli.foundation.notices import actions as notices
from linli.foundation.notices.rules import Telling
from linli.foundation.notices.states import Inbox
from linli.kernel.access import Actor, ActorKind, Target, can
from linli.kernel.errors import Invalid, NotPermitted

AT_ONCE = 200
KIND = "cases.notice.hand_over.finder"


def hand_over_grid(*, by: Actor, at: datetime, grid: int, giver: int, taker: int) -> int:
    """Give what a person filed in a grid and is still open to another; return how many cases.

    One entry a case, some hundred in a transaction: killed half-way and asked again, the rest
    follows and nothing is moved twice. Raises NotPermitted for who does not dispatch there,
    Invalid for the same person or one who holds no post over the grid.
    """
    _permit(by, grid, at)
    if giver == taker:
        raise Invalid("hand_over_same", field="taker")
    held = bodies.holders_at(grid, local_day(at))
    if taker not in {h.person_id for h in held}:
        raise Invalid("hand_over_taker", field="taker")
    done = 0
    while moved := _some(by, at, grid, giver, taker):
        done += moved
    return done


def _permit(by: Actor, grid: int, at: datetime) -> None:
    if by.kind is ActorKind.SYSTEM:
        return
    path = frozenset(territory.atlas(local_day(at)).path(grid))
    if not can(by, Permission.DISPATCH, Target(places=path)):
        raise NotPermitted("not_permitted", permission=Permission.DISPATCH.value)


@transaction.atomic
def _some(by: Actor, at: datetime, grid: int, giver: int, taker: int) -> int:
    rows = own_open(giver, grid).select_for_update().order_by("id")[:AT_ONCE]
    cases = list(rows)
    for case in cases:
        case.seq, case.changed_at, case.filed_by_id = case.seq + 1, at, taker
    Case.objects.bulk_update(cases, ["seq", "changed_at", "filed_by_id"])
    journal.write_many(_draft(c, by, at, giver, taker) for c in cases)
    notices.tell(by=by, at=at, tellings=[_telling(c, at, taker) for c in cases])
    return len(cases)


def _draft(case: Case, by: Actor, at: datetime, giver: int, taker: int) -> Draft:
    return Draft(
        by=by,
        at=at,
        subject_kind=SUBJECT,
        subject_id=case.id,
        seq=case.seq,
        place_id=case.place_id,
        body_id=case.desk_id if by.kind is ActorKind.PERSON else None,
        procedure=case.procedure,
        move=Note.HANDED_OVER,
        from_state=case.state,
        to_state=case.state,
        matter=case.matter,
        data={"filed_by": taker, "giver": giver},
    )


def _telling(case: Case, at: datetime, taker: int) -> Telling:
    cause: UUID = uuid5(case.id, f"hand_over:{case.seq}")
    return Telling(
        entry_id=cause,
        inbox=Inbox.PERSON,
        inbox_id=taker,
        kind=KIND,
        subject_kind=SUBJECT,
        subject_id=case.id,
        at=at,
        params={"number": case.number},
    )
