"""Every number opens: the entries that make a figure."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from linli.domain.measures.queries.compiled import sql
from linli.domain.measures.states import STOCKS, Name
from linli.domain.territory.queries import atlas
from linli.foundation.journal.models import Entry


def rows_behind(
    measure: Name,
    place_id: int,
    since: date,
    until: date,
    *,
    body_id: int | None = None,
    matter: str = "",
    bucket: int | None = None,
) -> QuerySet[Entry]:
    """Return the entries that a figure sums, the latest first; `value` says how each counts.

    A stock is made by all entries up to `until`. Whoever shows them filters the subjects through
    scope.
    """
    compiled, params = _counted(Name(measure), place_id, since, until, body_id, matter)
    if bucket is not None:
        compiled, params = f"{compiled} WHERE counted.bucket = %s", [*params, bucket]
    return Entry.objects.filter(id__in=RawSQL(compiled, params)).order_by("-id")  # noqa: S611


def subjects_behind(
    measure: Name,
    place_id: int,
    since: date,
    until: date,
    *,
    body_id: int | None = None,
    matter: str = "",
    bucket: int | None = None,
    before: UUID | None = None,
    limit: int = 50,
) -> list[UUID]:
    """Return the subjects whose entries a figure sums to something other than zero, newest first.

    A resolution that was taken back is not among the resolved; behind a stock stand the subjects
    that are open at the end of `until`. `before` is the last id of the page before.
    """
    name = Name(measure)
    compiled, params = _counted(name, place_id, since, until, body_id, matter, columns=True)
    where = []
    if bucket is not None:
        where.append("counted.bucket = %s")
        params.append(bucket)
    if before is not None:
        where.append("e.subject_id < %s")
        params.append(before)
    condition = f"WHERE {' AND '.join(where)}" if where else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"{compiled} {condition} GROUP BY e.subject_id HAVING sum(counted.counts) <> 0"
            " ORDER BY e.subject_id DESC LIMIT %s",
            [*params, limit],
        )
        return [row[0] for row in cursor.fetchall()]


def _counted(
    measure: Name,
    place_id: int,
    since: date,
    until: date,
    body_id: int | None,
    matter: str,
    *,
    columns: bool = False,
) -> tuple[str, list[Any]]:
    """Return `SELECT … FROM counted` over the entries of the place, days, body and matter."""
    where: list[str] = ["effective_on <= %s"]
    params: list[Any] = [until]
    tree = atlas(until)
    if tree.parent_of(place_id) is not None:
        where.append("place_id = ANY(%s)")
        params.append([int(i) for i in tree.subtree(place_id)])
    if measure not in STOCKS:
        where.append("effective_on >= %s")
        params.append(since)
        if body_id is not None:
            where.append("coalesce(body_id, 0) = %s")
            params.append(body_id)
    if matter:
        where.append("left(matter, 2) = %s")
        params.append(matter[:2])
    window = f"SELECT * FROM journal_entry WHERE {' AND '.join(where)}"  # noqa: S608
    # MATERIALIZED is not wanted: the planner may join as it likes
    with_entry = f"WITH entry AS ({window}), counted AS ({sql(f'rows_{measure.value}')})"
    if columns:
        tail = "SELECT e.subject_id FROM counted JOIN entry e ON e.id = counted.id"
    else:
        tail = "SELECT counted.id FROM counted"
    return f"{with_entry} {tail}", params
