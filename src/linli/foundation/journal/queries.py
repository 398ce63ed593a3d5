"""Entries of a subject, what stands beside them, looks, and faults of the journal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, QuerySet
from django.db.models.functions import TruncDate

from linli.foundation.journal.drafts import opened
from linli.foundation.journal.models import Entry, Look, Once, Particular
from linli.foundation.keys.box import Box
from linli.foundation.keys.queries import box_of, keyed, with_keys
from linli.kernel.ids import uuid7_floor, uuid7_millis

# ids of one subject are younger than its own id, but for clocks that were set back
_MARGIN = timedelta(hours=1)


def entries_of(subject_kind: str, subject_id: UUID) -> QuerySet[Entry]:
    """Return a subject's entries by seq; reads only the months since the subject was made."""
    rows = Entry.objects.filter(subject_kind=subject_kind, subject_id=subject_id)
    if subject_id.version == 7:
        rows = rows.filter(id__gte=_since(subject_id))
    return rows.order_by("seq", "id")


def first_entries(subject_kind: str, subject_ids: Iterable[UUID]) -> dict[UUID, Entry]:
    """Return the first entry of each subject, one query whatever the number."""
    ids = list(subject_ids)
    rows = Entry.objects.filter(subject_kind=subject_kind, subject_id__in=ids, seq=1)
    oldest = min((i for i in ids if i.version == 7), default=None)
    if oldest is not None and all(i.version == 7 for i in ids):
        rows = rows.filter(id__gte=_since(oldest))
    return {row.subject_id: row for row in rows}


def particulars_of(
    subject_kind: str, subject_ids: Iterable[UUID], names: Iterable[str] | None = None
) -> dict[UUID, dict[str, str]]:
    """Return the latest text per name of each subject, one query whatever the number.

    A subject without a key (erased, or never had words) has no row in the answer.
    """
    rows = Particular.objects.filter(subject_kind=subject_kind, subject_id__in=list(subject_ids))
    if names is not None:
        rows = rows.filter(name__in=list(names))
    latest = {(row.subject_id, row.name): row for row in _in_order(rows, subject_kind)}
    texts: dict[UUID, dict[str, str]] = defaultdict(dict)
    for row, text in _read(latest.values(), subject_kind):
        texts[row.subject_id][row.name] = text
    return dict(texts)


def story_of(subject_kind: str, subject_id: UUID) -> tuple[list[Entry], dict[UUID, dict[str, str]]]:
    """Return a subject's entries by seq, and their texts by entry and name; one query for both."""
    beside = Particular.objects.filter(
        subject_id=OuterRef("subject_id"), seq=OuterRef("seq"), entry_id=OuterRef("id")
    ).order_by("id")
    rows = with_keys(entries_of(subject_kind, subject_id), subject_kind).annotate(
        names=ArraySubquery(beside.values("name")), sealed=ArraySubquery(beside.values("sealed"))
    )
    found: list[Any] = list(rows)
    if not found or found[0].key_wrapped is None:
        return found, {}
    box = box_of(found[0], subject_kind)
    return found, {row.id: _beside(row, box) for row in found if row.names}


def _beside(row: Any, box: Box) -> dict[str, str]:
    """Return the texts by name of an entry that `story_of` read."""
    held = (
        Particular(
            entry_id=row.id,
            subject_kind=row.subject_kind,
            subject_id=row.subject_id,
            name=name,
            sealed=sealed,
        )
        for name, sealed in zip(row.names, row.sealed, strict=True)
    )
    return {one.name: opened(one, box)[0] for one in held}


def particulars_by_entry(subject_kind: str, subject_id: UUID) -> dict[UUID, dict[str, str]]:
    """Return the texts of one subject by entry and name (a timeline), one query."""
    return particulars_by_entries(subject_kind, [subject_id])


def particulars_by_entries(
    subject_kind: str, subject_ids: Iterable[UUID]
) -> dict[UUID, dict[str, str]]:
    """Return the texts of some subjects by entry and name, one query whatever their number."""
    rows = Particular.objects.filter(subject_kind=subject_kind, subject_id__in=list(subject_ids))
    texts: dict[UUID, dict[str, str]] = defaultdict(dict)
    for row, text in _read(_in_order(rows, subject_kind), subject_kind):
        texts[row.entry_id][row.name] = text
    return dict(texts)


def entries_of_all(subject_kind: str, subject_ids: Iterable[UUID]) -> QuerySet[Entry]:
    """Return the entries of some subjects by seq; reads only the months since the first."""
    ids = list(subject_ids)
    rows = Entry.objects.filter(subject_kind=subject_kind, subject_id__in=ids)
    if ids and all(i.version == 7 for i in ids):
        rows = rows.filter(id__gte=min(_since(i) for i in ids))
    return rows.order_by("seq", "id")


def _in_order(rows: QuerySet[Particular], kind: str) -> QuerySet[Particular]:
    return keyed(rows, kind).order_by("seq", "id")


def _read(rows: Iterable[Particular], kind: str) -> Iterator[tuple[Particular, str]]:
    """Yield each row with its text; a subject's key is unwrapped once."""
    boxes: dict[UUID, Box] = {}
    for row in rows:
        if row.subject_id not in boxes:
            boxes[row.subject_id] = box_of(row, kind)
        yield row, opened(row, boxes[row.subject_id])[0]


def answered(*, scope: str, prefix: str) -> set[str]:
    """Return the idempotency keys of a scope that begin so: what was asked for before."""
    rows = Once.objects.filter(scope=scope, key__startswith=prefix, result__isnull=False)
    return set(rows.values_list("key", flat=True))


def of_no_place(procedure: str, *, before: UUID | None = None) -> QuerySet[Entry]:
    """Return a procedure's entries that belong to no place (logins, packs), the latest first."""
    rows = Entry.objects.filter(place_id=0, procedure=procedure).order_by("-id")
    return rows.filter(id__lt=before) if before else rows


def moves_by_day(move: str, *, since: date) -> dict[date, int]:
    """Return how often a move was made on each day since one, days without it left out."""
    rows = Entry.objects.filter(effective_on__gte=since, move=move, value__gt=0)
    counted = rows.values_list("effective_on").annotate(n=Count("id")).order_by("effective_on")
    return dict(counted)


def looks_by_day(*, since: datetime, zone: tzinfo) -> dict[date, int]:
    """Return how many looks at personal fields there were on each day since a moment."""
    rows = Look.objects.filter(id__gte=uuid7_floor(since - _MARGIN), at__gte=since)
    day = TruncDate("at", tzinfo=zone)
    return dict(rows.values_list(day).annotate(n=Count("id")).order_by(day))


def looks_at(subject_kind: str, subject_id: UUID) -> QuerySet[Look]:
    """Return the looks at a subject's personal fields, the latest first."""
    rows = Look.objects.filter(subject_kind=subject_kind, subject_id=subject_id)
    if subject_id.version == 7:
        rows = rows.filter(id__gte=_since(subject_id))
    return rows.order_by("-id")


def mass_lookers(*, since: datetime, more_than: int) -> list[tuple[int, int]]:
    """Return (person, subjects looked at) of those who looked at more than so many since then."""
    rows = Look.objects.filter(id__gte=uuid7_floor(since - _MARGIN), at__gte=since)
    counted = (
        rows.filter(actor_id__isnull=False)
        .values_list("actor_id")
        .annotate(n=Count("subject_id", distinct=True))
    )
    return [(p, n) for p, n in counted.filter(n__gt=more_than).order_by("-n", "actor_id") if p]


def _since(subject_id: UUID) -> UUID:
    made = datetime.fromtimestamp(uuid7_millis(subject_id) / 1000, UTC)
    return uuid7_floor(made - _MARGIN)
