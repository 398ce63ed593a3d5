"""Look for faults of the journal: rows altered behind its back, lost or doubled numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import connection

from linli.foundation.journal.drafts import digest_of, opened
from linli.foundation.journal.entries import PARTICULARS
from linli.foundation.journal.models import Entry, Particular
from linli.foundation.keys.box import Unreadable
from linli.foundation.keys.queries import ciphers_for
from linli.kernel.ids import uuid7_millis

# an id carries the server's clock; the database's stamp of the same row cannot be far from it
_DRIFT = timedelta(hours=6)
_BATCH = 2000

_DOUBLED = """
    SELECT subject_id, seq FROM journal_entry GROUP BY subject_id, seq HAVING count(*) > 1
    ORDER BY subject_id, seq LIMIT 1000
"""
_MISSING = """
    SELECT subject_id, max(seq) FROM journal_entry GROUP BY subject_id
    HAVING max(seq) <> count(DISTINCT seq) ORDER BY subject_id LIMIT 1000
"""
_STRAY_REVERSALS = """
    SELECT r.id FROM journal_entry r LEFT JOIN journal_entry e ON e.id = r.reverses_id
     WHERE r.reverses_id IS NOT NULL
       AND (e.id IS NULL OR r.value <> -e.value OR r.place_id <> e.place_id
            OR r.body_id IS DISTINCT FROM e.body_id OR r.effective_on <> e.effective_on
            OR r.subject_id <> e.subject_id OR r.move <> e.move)
     ORDER BY r.id LIMIT 1000
"""
_MISPLACED = """
    SELECT id FROM journal_entry_default UNION ALL SELECT id FROM journal_look_default LIMIT 1000
"""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it was written: a code, and the entry or subject it is about."""

    code: str
    about: UUID
    detail: str = ""


def faults() -> Iterator[Fault]:
    """Yield every fault found by reading the whole journal; memory does not grow with it."""
    entries = Entry.objects.order_by("id").iterator(chunk_size=_BATCH)
    for entry in entries:
        yield from _of_entry(entry)
    yield from _found("doubled_seq", _DOUBLED)
    yield from _found("missing_seq", _MISSING)
    yield from _found("stray_reversal", _STRAY_REVERSALS)
    yield from _found("without_month", _MISPLACED)
    yield from _of_particulars()


def _of_entry(entry: Entry) -> Iterator[Fault]:
    if digest_of(entry) != bytes(entry.digest):
        yield Fault("altered", entry.id)
    said = datetime.fromtimestamp(uuid7_millis(entry.id) / 1000, UTC)
    if abs(entry.recorded_at - said) > _DRIFT:
        yield Fault("recorded_at_far_from_id", entry.id, entry.recorded_at.isoformat())


def _found(code: str, sql: str) -> Iterator[Fault]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        for about, *rest in cursor.fetchall():
            yield Fault(code, about, " ".join(map(str, rest)))


def _of_particulars() -> Iterator[Fault]:
    batch: list[Particular] = []
    for row in Particular.objects.order_by("id").iterator(chunk_size=_BATCH):
        batch.append(row)
        if len(batch) == _BATCH:
            yield from _unbound(batch)
            batch = []
    yield from _unbound(batch)


def _unbound(batch: list[Particular]) -> Iterator[Fault]:
    """Yield particulars that do not open, or are not what their entry bound."""
    bound = dict(Entry.objects.filter(id__in={p.entry_id for p in batch}).values_list("id", "data"))
    boxes = {}
    for kind in {p.subject_kind for p in batch}:
        subjects = {p.subject_id for p in batch if p.subject_kind == kind}
        boxes.update({(kind, s): b for s, b in ciphers_for(kind, subjects).items()})
    for p in batch:
        box = boxes.get((p.subject_kind, p.subject_id))
        expected = bound.get(p.entry_id, {}).get(PARTICULARS, {}).get(p.name)
        try:
            held = opened(p, box)[1] if box else None
        except Unreadable:
            held = None
        if held is None or held != expected:
            yield Fault("particular_unbound", p.entry_id, p.name)
