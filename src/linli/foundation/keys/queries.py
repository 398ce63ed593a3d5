"""Boxes of subjects that have a key."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

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


def keyed(rows: QuerySet[Any], kind: str) -> QuerySet[Any]:
    """Return the rows of subjects that have a key, each with it as `box_of` wants it."""
    return with_keys(rows, kind).filter(key_wrapped__isnull=False)


def with_keys(rows: QuerySet[Any], kind: str) -> QuerySet[Any]:
    """Return the rows, each with its subject's key, None where that has none."""
    key = DataKey.objects.filter(kind=kind, subject_id=OuterRef("subject_id"))
    return rows.annotate(
        key_wrapped=Subquery(key.values("wrapped")), key_master=Subquery(key.values("master_no"))
    )


def box_of(row: Any, kind: str) -> Box:
    """Return the box of a row's subject, from a queryset that `keyed` or `with_keys` made."""
    held = DataKey(
        kind=kind,
        subject_id=row.subject_id,
        wrapped=row.key_wrapped,
        master_no=row.key_master,
    )
    return Box(unwrap(held))
