"""Make, destroy and re-wrap data keys: single statements, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from linli.foundation.keys import masters, wrapping
from linli.foundation.keys.box import Box
from linli.foundation.keys.models import NIL, DataKey
from linli.foundation.keys.queries import ciphers_for


def cipher_for(kind: str, subject_id: UUID = NIL) -> Box:
    """Return the box of a subject, making its key if it has none (2 queries at most, then 3)."""
    return ciphers(kind, [subject_id])[subject_id]


def ciphers(kind: str, subject_ids: Iterable[UUID]) -> dict[UUID, Box]:
    """Return boxes by subject, making the keys that are missing (3 queries at most)."""
    wanted = list(dict.fromkeys(subject_ids))
    held = ciphers_for(kind, wanted)
    missing = [s for s in wanted if s not in held]
    if not missing:
        return held
    made = [wrapping.fresh(kind, s) for s in missing]
    DataKey.objects.bulk_create([row for row, _ in made], ignore_conflicts=True)
    # someone may have made one of them meanwhile: what stands in the table counts
    return held | ciphers_for(kind, missing)


def new_ciphers(kind: str, subject_ids: Iterable[UUID]) -> dict[UUID, Box]:
    """Return boxes of subjects born in this transaction, which cannot have a key yet (1 query)."""
    made = {s: wrapping.fresh(kind, s) for s in subject_ids}
    DataKey.objects.bulk_create([row for row, _ in made.values()], batch_size=2000)
    return {s: cipher for s, (_, cipher) in made.items()}


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
