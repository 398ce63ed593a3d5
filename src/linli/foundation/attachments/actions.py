"""Files come in, pass from a draft to its case, and go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import IO
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from linli.foundation.attachments import pictures, queries
from linli.foundation.attachments.models import Attachment
from linli.foundation.attachments.rules import PICTURES, Kind, Limits, admit
from linli.foundation.attachments.storage import new_name, storage
from linli.foundation.keys import actions as keys
from linli.foundation.keys.box import Box, sm3
from linli.kernel.access import Actor
from linli.kernel.errors import Invalid, NotFound


def limits() -> Limits:
    """Return the limits of this installation."""
    return Limits(**getattr(settings, "ATTACHMENT_LIMITS", {}))


@transaction.atomic
def add(
    *,
    by: Actor,
    at: datetime,
    subject_kind: str,
    subject_id: UUID,
    file: IO[bytes],
    part: str = "asked",
) -> Attachment:
    """Keep a file for a subject; refuses by content, size, pixels and number, never by its name.

    A picture is made anew from its pixels (no EXIF, no place, at most 2048 pixels, JPEG); a PDF is
    kept as it is and never shown inside a page. What the subject has already is kept once (an
    answer lost on its way is asked for again). `by` needs no right here: the caller asked.
    """
    allowed = limits()
    _one_at_a_time(subject_id)
    here = Attachment.objects.filter(subject_kind=subject_kind, subject_id=subject_id)
    full = here.count() >= allowed.files
    data = file.read(allowed.bytes + 1)
    kind = admit(data[:16], size=len(data), limits=allowed)
    if kind in PICTURES:
        made = pictures.remake(data, kind=kind, limits=allowed)
        row = Attachment(kind=Kind.JPEG, width=made.width, height=made.height)
        kept, small = made.content, made.thumb
    else:
        row = Attachment(kind=kind)
        kept, small = data, b""
    row.subject_kind, row.subject_id, row.part = subject_kind, subject_id, part
    row.original_kind, row.added_at = kind, at
    row.size, row.digest = len(kept), sm3(kept)
    if same := here.filter(digest=row.digest, part=part).first():
        return same
    if full:
        raise Invalid("file_many", field="file", limit=allowed.files)
    box = keys.cipher_for(subject_kind, subject_id)
    row.name, row.thumb = _keep(box, kept), _keep(box, small) if small else ""
    row.save(force_insert=True)
    return row


def _one_at_a_time(subject_id: UUID) -> None:
    """Queue with whoever adds to the same subject: a picture on its way and the form with it."""
    with connection.cursor() as cursor:
        number = subject_id.int & 0x7FFF_FFFF_FFFF_FFFF
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


@transaction.atomic
def adopt(
    *, by: Actor, at: datetime, from_kind: str, from_id: UUID, to_kind: str, to_id: UUID
) -> Sequence[Attachment]:
    """Pass every file of one subject to another, sealed anew with the other's key."""
    rows = Attachment.objects.select_for_update().filter(subject_kind=from_kind, subject_id=from_id)
    moved = list(rows.order_by("id"))
    if not moved:
        return moved
    box = keys.cipher_for(to_kind, to_id)
    for row in moved:
        full, small = queries.content(row), queries.thumb(row) if row.thumb else b""
        _drop_after_commit([row.name, row.thumb])
        row.name, row.thumb = _keep(box, full), _keep(box, small) if small else ""
        row.subject_kind, row.subject_id = to_kind, to_id
        row.save(update_fields=["subject_kind", "subject_id", "name", "thumb"])
    keys.destroy(from_kind, from_id)
    return moved


@transaction.atomic
def remove(
    *, by: Actor, at: datetime, subject_kind: str, subject_id: UUID, attachment_id: UUID
) -> None:
    """Take one file away from a subject (a draft's picture the person thinks better of)."""
    row = Attachment.objects.filter(
        pk=attachment_id, subject_kind=subject_kind, subject_id=subject_id
    ).first()
    if row is None:
        raise NotFound("unknown_file")
    _drop_after_commit([row.name, row.thumb])
    row.delete()


@transaction.atomic
def erase(*, by: Actor, at: datetime, subject_kind: str, subject_id: UUID) -> int:
    """Remove every file of a subject, rows and bytes; returns how many."""
    rows = list(Attachment.objects.filter(subject_kind=subject_kind, subject_id=subject_id))
    _drop_after_commit([name for row in rows for name in (row.name, row.thumb)])
    Attachment.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def _keep(box: Box, data: bytes) -> str:
    name = new_name()
    storage().write(name, box.seal(data, queries.bound(name)))
    return name


def _drop_after_commit(names: Sequence[str]) -> None:
    # Bytes go only when the row is surely gone; if that fails, the sweep finds them.
    store = storage()
    for name in names:
        if name:
            transaction.on_commit(partial(store.delete, name))
