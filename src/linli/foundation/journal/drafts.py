"""Entries before they are rows: checked data, commitments to particulars, the digest."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from linli.foundation.journal.entries import PARTICULARS
from linli.foundation.journal.models import Entry, Particular
from linli.foundation.journal.registry import checked
from linli.foundation.keys.box import Box
from linli.kernel.access import Actor
from linli.kernel.digest import SALT_BYTES, commitment, digest
from linli.kernel.ids import uuid7

NO_DATA: Mapping[str, Any] = {}
# what the digest binds: all that a program said; the database's own stamps are not in it
DIGESTED = (
    *("id", "at", "effective_on", "cell", "place_id", "body_id", "actor_kind", "actor_id"),
    *("subject_kind", "subject_id", "seq", "procedure", "move", "from_state", "to_state"),
    *("matter", "elapsed", "on_time", "value", "reverses_id", "data"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One entry to write, as `write` takes it (see there)."""

    by: Actor
    at: datetime
    subject_kind: str
    subject_id: UUID
    seq: int
    place_id: int
    body_id: int | None
    procedure: str
    move: str
    from_state: str | None
    to_state: str | None
    matter: str = ""
    elapsed: int | None = None
    on_time: bool | None = None
    value: int = 1
    data: Mapping[str, Any] = field(default_factory=dict)
    effective_on: date | None = None
    particulars: Mapping[str, str] | None = None
    reverses_id: UUID | None = None


def local_day(at: datetime) -> date:
    """Return the installation's day of a moment."""
    return at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()


def composed(draft: Draft, box: Box | None) -> tuple[Entry, list[Particular]]:
    """Return the unsaved entry with its digest, and its particulars sealed with the box."""
    entry = Entry(
        id=uuid7(),
        at=draft.at,
        effective_on=draft.effective_on or local_day(draft.at),
        cell=settings.CELL,
        place_id=draft.place_id,
        body_id=draft.body_id,
        actor_kind=draft.by.kind.value,
        actor_id=draft.by.person,
        subject_kind=draft.subject_kind,
        subject_id=draft.subject_id,
        seq=draft.seq,
        procedure=draft.procedure,
        move=draft.move,
        from_state=draft.from_state,
        to_state=draft.to_state,
        matter=draft.matter,
        elapsed=draft.elapsed,
        on_time=draft.on_time,
        value=draft.value,
        reverses_id=draft.reverses_id,
        data=checked(draft.procedure, draft.move, draft.data),
    )
    sealed = []
    if draft.particulars:
        assert box is not None  # noqa: S101 - callers make the box where there are particulars
        bindings = {}
        for name, text in draft.particulars.items():
            particular, bindings[name] = _sealed(entry, name, text, box)
            sealed.append(particular)
        entry.data[PARTICULARS] = bindings
    entry.digest = digest_of(entry)
    return entry, sealed


def digest_of(entry: Entry) -> bytes:
    """Return the digest that an entry must have, 32 bytes."""
    return digest({name: getattr(entry, name) for name in DIGESTED})


def opened(particular: Particular, box: Box) -> tuple[str, str]:
    """Return a particular's text and the commitment (hex) that its entry must hold."""
    plain = box.open(bytes(particular.sealed), _bound(particular))
    salt, payload = plain[:SALT_BYTES], plain[SALT_BYTES:]
    return payload.decode(), commitment(salt, payload).hex()


def _sealed(entry: Entry, name: str, text: str, box: Box) -> tuple[Particular, str]:
    particular = Particular(
        entry_id=entry.id,
        subject_kind=entry.subject_kind,
        subject_id=entry.subject_id,
        seq=entry.seq,
        name=name,
    )
    # the salt is sealed too: beside a short text (a telephone number) it would give it away
    salt, payload = os.urandom(SALT_BYTES), text.encode()
    particular.sealed = box.seal(salt + payload, _bound(particular))
    return particular, commitment(salt, payload).hex()


def _bound(p: Particular) -> str:
    return f"particular:{p.subject_kind}:{p.subject_id}:{p.entry_id}:{p.name}"
