"""Write entries: one by one with a move, or many at once for imports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from psycopg import errors
from psycopg.types.json import Jsonb

from linli.foundation.database.keys import copy_rows
from linli.foundation.journal.drafts import NO_DATA, Draft, composed
from linli.foundation.journal.entries import PARTICULARS
from linli.foundation.journal.models import Entry, Particular
from linli.foundation.journal.queries import entries_of
from linli.foundation.journal.registry import checked
from linli.foundation.keys import actions as keys
from linli.foundation.keys.box import Box
from linli.kernel.access import Actor
from linli.kernel.errors import Conflict, Invalid


def write(
    *,
    by: Actor,
    at: datetime,
    subject_kind: str,
    subject_id: UUID,
    seq: int,
    place_id: int,
    body_id: int | None,
    procedure: str,
    move: str,
    from_state: str | None,
    to_state: str | None,
    matter: str = "",
    elapsed: int | None = None,
    on_time: bool | None = None,
    value: int = 1,
    data: Mapping[str, Any] = NO_DATA,
    effective_on: date | None = None,
    particulars: Mapping[str, str] | None = None,
) -> Entry:
    """Write one entry in the caller's transaction, under the lock of the subject's row.

    `seq` counts the subject's entries from 1; `elapsed` is in seconds; `data` must fit the move's
    schema; `particulars` (name → text) are sealed with the subject's key and bound by the entry.
    Raises Invalid: data outside the schema, or `at` later than now.
    """
    draft = Draft(
        by=by,
        at=at,
        subject_kind=subject_kind,
        subject_id=subject_id,
        seq=seq,
        place_id=place_id,
        body_id=body_id,
        procedure=procedure,
        move=move,
        from_state=from_state,
        to_state=to_state,
        matter=matter,
        elapsed=elapsed,
        on_time=on_time,
        value=value,
        data=data,
        effective_on=effective_on,
        particulars=particulars,
    )
    return _write_one(draft)


def write_draft(draft: Draft) -> Entry:
    """Write one entry that was put together before; as `write`."""
    return _write_one(draft)


def reverse(entry: Entry, *, by: Actor, at: datetime, seq: int | None = None) -> Entry:
    """Take an entry back: the same place, body, day and figures, value with the other sign.

    `seq` is the subject's next number; looked up when not given. Raises Conflict when the entry is
    itself a reversal or was reversed before.
    """
    mine = entries_of(entry.subject_kind, entry.subject_id)
    if entry.reverses_id is not None or mine.filter(reverses_id=entry.id).exists():
        raise Conflict("entry_already_reversed", move=entry.move)
    last = seq - 1 if seq else mine.order_by().aggregate(n=Max("seq"))["n"]
    return _write_one(
        Draft(
            by=by,
            at=at,
            subject_kind=entry.subject_kind,
            subject_id=entry.subject_id,
            seq=last + 1,
            place_id=entry.place_id,
            body_id=entry.body_id,
            procedure=entry.procedure,
            move=entry.move,
            from_state=entry.from_state,
            to_state=entry.to_state,
            matter=entry.matter,
            elapsed=entry.elapsed,
            on_time=entry.on_time,
            value=-entry.value,
            data={k: v for k, v in entry.data.items() if k != PARTICULARS},
            effective_on=entry.effective_on,
            reverses_id=entry.id,
        )
    )


@transaction.atomic
def write_many(rows: Iterable[Draft]) -> list[Entry]:
    """Write many entries by COPY, in the order given; the database's stamps are not read back.

    For imports and the demo: the subjects are new or locked by the caller. Raises as `write`.
    """
    drafts = list(rows)
    boxes = _boxes(drafts)
    entries, particulars = [], []
    for draft in drafts:
        entry, sealed = composed(draft, boxes.get((draft.subject_kind, draft.subject_id)))
        entries.append(entry)
        particulars += sealed
    try:
        copy_rows("journal_entry", _ENTRY_COLUMNS, map(_entry_row, entries))
    except errors.IntegrityError as error:
        raise _refusal(error) or error from None
    copy_rows("journal_particular", _PARTICULAR_COLUMNS, map(_particular_row, particulars))
    return entries


def _write_one(draft: Draft) -> Entry:
    # data is refused before the database is touched: only its own refusals spoil a transaction
    checked(draft.procedure, draft.move, draft.data)
    with transaction.atomic(savepoint=False):
        box = _boxes([draft]).get((draft.subject_kind, draft.subject_id))
        entry, particulars = composed(draft, box)
        try:
            entry.save(force_insert=True)
        except IntegrityError as error:
            raise _refusal(error) or error from None
        if particulars:
            Particular.objects.bulk_create(particulars)
    return entry


def _refusal(error: Exception) -> Invalid | None:
    if "is later than now" in str(error):
        return Invalid("at_later_than_now", field="at")
    return None


def _boxes(drafts: Sequence[Draft]) -> dict[tuple[str, UUID], Box]:
    subjects: dict[str, dict[UUID, bool]] = defaultdict(dict)
    for draft in drafts:
        if draft.particulars:
            subjects[draft.subject_kind].setdefault(draft.subject_id, draft.seq == 1)
    boxes = {}
    for kind, ids in subjects.items():
        for new in (True, False):
            some = [i for i, is_new in ids.items() if is_new is new]
            if some:
                boxes.update({(kind, i): b for i, b in keys.ciphers(kind, some, new=new).items()})
    return boxes


_ENTRY_COLUMNS = [f.attname for f in Entry._meta.concrete_fields if not f.has_db_default()]
_PARTICULAR_COLUMNS = [f.attname for f in Particular._meta.concrete_fields]


def _entry_row(entry: Entry) -> list[Any]:
    values = {**entry.__dict__, "data": Jsonb(entry.data)}
    return [values[column] for column in _ENTRY_COLUMNS]


def _particular_row(particular: Particular) -> list[Any]:
    return [getattr(particular, column) for column in _PARTICULAR_COLUMNS]
