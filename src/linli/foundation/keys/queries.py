"""Boxes of subjects that have a key."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from linli.foundation.keys.box import Box
from linli.foundation.keys.models import NIL, DataKey
from linli.foundation.keys.wrapping import unwrap


def cipher_for(kind: str, subject_id: UUID = NIL) -> Box | None:
    """Return the box of a subject, or None if it has no key (never had, or erased)."""
    return ciphers_for(kind, [subject_id]).get(subject_id)


def ciphers_for(kind: str, subject_ids: Iterable[UUID]) -> dict[UUID, Box]:
    """Return boxes by subject, for those that have a key; one query whatever the number."""
    rows = DataKey.objects.filter(kind=kind, subject_id__in=list(subject_ids))
    return {row.subject_id: Box(unwrap(row)) for row in rows}
