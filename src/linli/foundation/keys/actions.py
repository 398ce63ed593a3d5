"""Make, destroy and re-wrap data keys: single statements, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import connection, transaction

from linli.foundation.keys import masters, wrapping
from linli.foundation.keys.box import Box
from linli.foundation.keys.models import NIL, DataKey
from linli.foundation.keys.queries import ciphers_for

_INSERT = """
    INSERT INTO keys_datakey (subject_id, wrapped, kind, master_no)
    SELECT subject_id, wrapped, %s, %s
      FROM unnest(%s::uuid[], %s::bytea[]) AS made (subject_id, wrapped)
    ON CONFLICT DO NOTHING RETURNING subject_id
"""


def cipher_for(kind: str, subject_id: UUID = NIL) -> Box:
    """Return the box of a subject, making its key if it has none (2 queries at most, then 3)."""
    return ciphers(kind, [subject_id])[subject_id]


def ciphers(kind: str, subject_ids: Iterable[UUID], *, new: bool = False) -> dict[UUID, Box]:
    """Return boxes by subject, making the keys that are missing.

    `new` says that the subjects have no key yet, most likely: one query then, else up to three.
    """
    wanted = list(dict.fromkeys(subject_ids))
    held = {} if new else ciphers_for(kind, wanted)
    missing = [s for s in wanted if s not in held]
    if not missing:
        return held
    made = _insert(kind, missing)
    late = [s for s in missing if s not in made]  # someone else made these meanwhile
    return held | made | (ciphers_for(kind, late) if late else {})


def _insert(kind: str, subject_ids: Sequence[UUID]) -> dict[UUID, Box]:
    made = {s: wrapping.fresh(kind, s) for s in subject_ids}
    rows = [row for row, _ in made.values()]
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT,
            [
                kind,
                rows[0].master_no,
                [row.subject_id for row in rows],
                [row.wrapped for row in rows],
            ],
        )
        return {subject: made[subject][1] for (subject,) in cursor.fetchall()}


def destroy(kind: str, subject_id: UUID) -> bool:
    """Delete a subject's key; what was sealed with it stays closed for ever."""
    count, _ = DataKey.objects.filter(kind=kind, subject_id=subject_id).delete()
    return count > 0


def rewrap(batch: int = 1000) -> int:
    """Wrap every data key that is not wrapped by the current master anew; return how many.

    Each batch is a transaction of its own: a run that was stopped goes on where it ended.
    """
    keys, total = wrapping.ring(), 0
    while done := _rewrap_batch(keys, batch):
        total += done
    return total


@transaction.atomic
def _rewrap_batch(keys: masters.Ring, batch: int) -> int:
    old = DataKey.objects.exclude(master_no=keys.current).order_by("master_no", "id")
    rows = list(old.select_for_update(skip_locked=True)[:batch])
    for row in rows:
        new = wrapping.wrap(wrapping.unwrap(row), row.kind, row.subject_id, keys)
        row.wrapped, row.master_no = new.wrapped, new.master_no
    DataKey.objects.bulk_update(rows, ["wrapped", "master_no"])
    return len(rows)
