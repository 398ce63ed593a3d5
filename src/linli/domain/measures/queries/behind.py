"""Every number opens: the entries that make a figure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from linli.domain.measures.queries import across
from linli.domain.measures.queries.compiled import sql
from linli.domain.measures.rules.maps import Window
from linli.domain.measures.states import STOCKS, Name
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
    on: date | None = None,
    under: int | None = None,
) -> QuerySet[Entry]:
    """Return the entries that a figure sums, the latest first; `value` says how each counts.

    A stock is made by all entries up to `until`. `on` is the day whose map is meant (None as it
    was), `under` the place in whose board the figure stands. Whoever shows them filters the
    subjects through scope.
    """
    found = _windows(Name(measure), place_id, since, until, on, under)
    compiled, params = _counted(Name(measure), found, body_id, matter)
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
    on: date | None = None,
    under: int | None = None,
) -> list[UUID]:
    """Return the subjects whose entries a figure sums to something other than zero, newest first.

    A resolution that was taken back is not among the resolved; behind a stock stand the subjects
    that are open at the end of `until`. `before` is the last id of the page before.
    """
    name = Name(measure)
    found = _windows(name, place_id, since, until, on, under)
    compiled, params = _counted(name, found, body_id, matter, columns=True)
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


def _windows(
    name: Name, place: int, since: date, until: date, on: date | None, under: int | None
) -> tuple[Window, ...]:
    stock = name in STOCKS
    return across.windows(place, since, until, stock=stock, on=on, under=under)


def _counted(
    measure: Name,
    windows: Sequence[Window],
    body_id: int | None,
    matter: str,
    *,
    columns: bool = False,
) -> tuple[str, list[Any]]:
    """Return `SELECT … FROM counted` over the entries of the windows, body and matter."""
    days, there = "effective_on BETWEEN %s AND %s", "place_id = ANY(%s)"
    spans = [f"({days})" if w.places is None else f"({days} AND {there})" for w in windows]
    where: list[str] = [f"({' OR '.join(spans)})" if spans else "false"]
    params: list[Any] = []
    for w in windows:
        params += [w.since, w.until] if w.places is None else [w.since, w.until, list(w.places)]
    if measure not in STOCKS and body_id is not None:
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
