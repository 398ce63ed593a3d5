"""Wrapping of data keys by master keys; the first master key of an empty installation."""

from __future__ import annotations

import os
from uuid import UUID

from django.conf import settings

from linli.foundation.keys import box, masters
from linli.foundation.keys.models import DataKey


def ring(number: int | None = None) -> masters.Ring:
    """Return the master keys; the first use on an installation without data keys makes them.

    Where data keys stand already, a missing file is a fault to repair, never a key to replace.
    """
    try:
        return masters.ring(number)
    except masters.NoMasterKey:
        present = settings.KEY_COMMAND or masters.key_file().exists()
        if present or not settings.KEY_AUTO or DataKey.objects.exists():
            raise
        return masters.create()


def wrap(key: bytes, kind: str, subject_id: UUID, keys: masters.Ring) -> DataKey:
    """Return an unsaved row with the key wrapped by the current master key."""
    sealed = box.seal(keys.keys[keys.current], key, _bound(kind, subject_id, keys.current))
    return DataKey(kind=kind, subject_id=subject_id, wrapped=sealed, master_no=keys.current)


def fresh(kind: str, subject_id: UUID) -> tuple[DataKey, box.Box]:
    """Return an unsaved row of a new random data key, and its box."""
    key = os.urandom(box.KEY_BYTES)
    return wrap(key, kind, subject_id, ring()), box.Box(key)


def unwrap(row: DataKey) -> bytes:
    """Return the data key; raises NoMasterKey if its master is gone, Unreadable if altered."""
    master = ring(row.master_no).keys.get(row.master_no)
    if master is None:
        raise masters.NoMasterKey(f"no master key number {row.master_no}")
    return box.open(master, bytes(row.wrapped), _bound(row.kind, row.subject_id, row.master_no))


def _bound(kind: str, subject_id: UUID, master_no: int) -> str:
    return f"datakey:{kind}:{subject_id}:{master_no}"
