"""Who may change mandates, and the entry that each change leaves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Max

from linli.domain.bodies.rules import subject_of
from linli.domain.mandates.entries import INSTRUMENT, PROCEDURE
from linli.domain.mandates.models import PowerInstrument, Revision
from linli.domain.mandates.states import Permission
from linli.domain.territory import queries as territory
from linli.foundation.journal import actions as journal
from linli.foundation.journal import queries as entries
from linli.kernel.access import Actor, ActorKind, Target, can
from linli.kernel.errors import NotPermitted


def permit(by: Actor, place_id: int | None, on: date) -> None:
    """Refuse whoever may not change mandates at a place; None is the catalogue of all places."""
    if by.kind is ActorKind.SYSTEM:
        return
    if place_id is None:
        allowed = bool(by.of(Permission.MANAGE))
    else:
        path = frozenset(territory.path_ids(place_id, on))
        allowed = can(by, Permission.MANAGE, Target(places=path))
    if not allowed:
        raise NotPermitted("not_permitted", permission=Permission.MANAGE.value)


def record(
    *,
    by: Actor,
    at: datetime,
    subject: UUID,
    place_id: int,
    body_id: int | None,
    move: str,
    matter: str = "",
    data: Mapping[str, Any],
    procedure: str = PROCEDURE,
    states: tuple[str | None, str | None] = (None, None),
) -> None:
    """Write one entry of the mandates' procedure and renew the mark of what is cached."""
    Revision.renew()  # the row it locks also queues writers of one subject
    last = entries.entries_of("mandate", subject).aggregate(last=Max("seq"))["last"] or 0
    journal.write(
        by=by,
        at=at,
        subject_kind="mandate",
        subject_id=subject,
        seq=last + 1,
        place_id=place_id,
        body_id=body_id,
        procedure=procedure,
        move=move,
        from_state=states[0],
        to_state=states[1],
        matter=matter,
        data=data,
    )


def record_instrument(
    by: Actor,
    at: datetime,
    held: PowerInstrument,
    move: str,
    data: Mapping[str, Any],
    *,
    was: str | None,
) -> None:
    """Write one entry of an instrument's own procedure."""
    record(
        by=by,
        at=at,
        subject=subject_of("power_instrument", held.pk),
        place_id=held.power_list.place_id,
        body_id=None,
        move=move,
        data=data,
        procedure=INSTRUMENT,
        states=(was, held.state),
    )
