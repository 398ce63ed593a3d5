"""Files of subjects, and the question whether someone may see them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string

from linli.foundation.attachments.models import Attachment
from linli.foundation.attachments.storage import storage
from linli.foundation.keys import queries as keys
from linli.kernel.errors import NotFound

Guard = Callable[[HttpRequest, UUID], bool]

PARTS = ("asked", "done")


def of(subject_kind: str, subject_ids: Iterable[UUID]) -> Mapping[UUID, list[Attachment]]:
    """Return the files of some subjects of one kind, oldest first, in one query."""
    found: dict[UUID, list[Attachment]] = defaultdict(list)
    rows = Attachment.objects.filter(subject_kind=subject_kind, subject_id__in=list(subject_ids))
    for row in rows.order_by("id"):
        found[row.subject_id].append(row)
    return found


def visible(request: HttpRequest, attachment_id: UUID) -> Attachment:
    """Return a file if its subject's guard lets the asker see it; else NotFound, told alike."""
    row = Attachment.objects.filter(pk=attachment_id).first()
    if row is None or not may_see(request, row.subject_kind, row.subject_id):
        raise NotFound("unknown_file")
    return row


def may_see(request: HttpRequest, subject_kind: str, subject_id: UUID) -> bool:
    """Ask the guard that `settings.ATTACHMENT_GUARDS` names for the kind; none means no."""
    path = settings.ATTACHMENT_GUARDS.get(subject_kind)
    if path is None:
        return False
    guard: Guard = import_string(path)
    return guard(request, subject_id)


def content(row: Attachment) -> bytes:
    """Return the bytes of a file, opened; NotFound if its key was erased or its bytes are gone."""
    return _opened(row, row.name)


def thumb(row: Attachment) -> bytes:
    """Return the small picture of a file."""
    if not row.thumb:
        raise NotFound("unknown_file")
    return _opened(row, row.thumb)


def _opened(row: Attachment, name: str) -> bytes:
    try:
        sealed = storage().read(name)
    except FileNotFoundError as error:
        raise NotFound("unknown_file") from error
    box = keys.cipher_for(row.subject_kind, row.subject_id)
    if box is None:
        raise NotFound("unknown_file")
    return box.open(sealed, bound(name))


def bound(name: str) -> str:
    """Return what sealed bytes are bound to: bytes under another name do not open."""
    return f"file:{name}"
