"""Who may change organisations, and the entry that each change leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Max

from linli.domain.bodies.entries import PROCEDURE
from linli.domain.bodies.models import Body, Revision
from linli.domain.bodies.rules import subject_of
from linli.domain.territory import queries as territory
from linli.foundation.journal import actions as journal
from linli.foundation.journal import queries as entries
from linli.foundation.journal.models import Entry
from linli.kernel.access import Actor, ActorKind, Target, can
from linli.kernel.errors import NotPermitted


def permit(by: Actor, permission: str, place_id: int, on: date) -> None:
    """Refuse whoever may not do this at a place (403)."""
    if by.kind is ActorKind.SYSTEM:
        return
    path = frozenset(territory.path_ids(place_id, on))
    if not can(by, permission, Target(places=path)):
        raise NotPermitted("not_permitted", permission=str(permission))


def record(
    *, by: Actor, at: datetime, body: Body, move: str, data: Mapping[str, Any] | None = None
) -> None:
    """Write the entry of a change to a body (its row is locked by the caller), renew the mark."""
    write(
        by=by,
        at=at,
        subject=subject_of("body", body.pk),
        place_id=body.seat_id,
        body_id=body.pk,
        move=move,
        data=data or {},
    )


def write(
    *,
    by: Actor,
    at: datetime,
    subject: UUID,
    place_id: int,
    body_id: int | None,
    move: str,
    data: Mapping[str, Any],
) -> None:
    """Write one entry of the organisation's procedure and renew the mark of what is cached."""
    Revision.renew()  # the row it locks also queues writers of one subject
    last = entries.entries_of("body", subject).aggregate(last=Max("seq"))["last"] or 0
    journal.write(
        by=by,
        at=at,
        subject_kind="body",
        subject_id=subject,
        seq=last + 1,
        place_id=place_id,
        body_id=body_id,
        procedure=PROCEDURE,
        move=move,
        from_state=None,
        to_state=None,
        data=data,
    )


def write_bulk(
    *, by: Actor, at: datetime, rows: Sequence[tuple[int, int, str, Mapping[str, Any]]]
) -> None:
    """Write many entries at once, as (body, place, move, data); the caller renews the mark.

    For what changes many bodies in one transaction that holds the map alone.
    """
    subjects = {body: subject_of("body", body) for body, *_ in rows}
    held = Entry.objects.filter(subject_kind="body", subject_id__in=subjects.values()).order_by()
    last = dict(held.values_list("subject_id").annotate(n=Max("seq")))
    drafts = []
    for body, place, move, data in rows:
        last[subjects[body]] = last.get(subjects[body], 0) + 1
        drafts.append(
            journal.Draft(
                by=by,
                at=at,
                subject_kind="body",
                subject_id=subjects[body],
                seq=last[subjects[body]],
                place_id=place,
                body_id=body,
                procedure=PROCEDURE,
                move=move,
                from_state=None,
                to_state=None,
                data=data,
            )
        )
    journal.write_many(drafts)
