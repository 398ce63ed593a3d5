"""Entries of instruments in the journal, and who may make which move."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from linli.domain.territory.actions.tree import PERMISSION
from linli.domain.territory.models import Reorganisation
from linli.domain.territory.procedures import REORGANISATION
from linli.domain.territory.states import ReorganisationMove
from linli.foundation.journal import actions as journal
from linli.kernel.access import Actor, ActorKind
from linli.kernel.errors import NotPermitted

SUBJECT = "reorganisation"


def subject_of(key: int) -> UUID:
    """Return the journal's id of an instrument."""
    return uuid5(NAMESPACE_OID, f"linli:{SUBJECT}:{key}")


def permit(by: Actor) -> None:
    """Refuse whoever may not change the map anywhere (403)."""
    if by.kind is not ActorKind.SYSTEM and not by.of(PERMISSION):
        raise NotPermitted("place_change_not_permitted")


def step(
    row: Reorganisation,
    move: ReorganisationMove,
    *,
    by: Actor,
    at: datetime,
    data: Mapping[str, Any] | None = None,
) -> None:
    """Make a move of an instrument whose row the caller has locked, with its entry.

    Raises MoveNotAllowed from a state that the table does not name.
    """
    before = row.state
    row.state = REORGANISATION.move(before, move).to or before
    row.seq += 1
    write(row, move, by=by, at=at, from_state=before, data=data)


def write(
    row: Reorganisation,
    move: ReorganisationMove,
    *,
    by: Actor,
    at: datetime,
    from_state: str | None,
    data: Mapping[str, Any] | None = None,
) -> None:
    """Write one entry of an instrument."""
    journal.write(
        by=by,
        at=at,
        subject_kind=SUBJECT,
        subject_id=subject_of(row.pk),
        seq=row.seq,
        place_id=0,
        body_id=None,
        procedure=REORGANISATION.name,
        move=move.value,
        from_state=from_state,
        to_state=row.state,
        data=data or {},
    )
