"""Every number opens: the entries that make a figure."""

from __future__ import annotations

from datetime import date
from typing import Any

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
) -> QuerySet[Any]:
    """Return the subject ids whose entries a figure sums to something other than zero.

    A case that was filed once and taken back is not among the filed; the open ones of a stock are
    those that stand open.
    """
    name = Name(measure)
    compiled, params = _counted(name, place_id, since, until, body_id, matter, columns=True)
    if bucket is not None:
        compiled, params = f"{compiled} WHERE counted.bucket = %s", [*params, bucket]
    compiled += " GROUP BY e.subject_id HAVING sum(counted.counts) <> 0"
    ids = RawSQL(compiled, params)  # noqa: S611
    return Entry.objects.filter(subject_id__in=ids).order_by().values("subject_id").distinct()


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
