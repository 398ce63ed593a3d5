"""Rows of several queries in one statement: a page that lists many kinds of things asks once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

Told = tuple[int, list[dict[str, Any]]]
_COUNT = "SELECT %s, count(*), NULL::json FROM ({}) AS row"
_ROWS = (
    "SELECT %s, count(*), json_agg(row ORDER BY number) "
    "FILTER (WHERE number > %s AND number <= coalesce(%s, number)) "
    "FROM (SELECT row_number() OVER () AS number, row FROM ({}) AS row) AS numbered"
)


def together(asked: Mapping[str, tuple[QuerySet[Any, Any], slice]]) -> dict[str, Told]:
    """Return how many rows each query has, and those of a slice of them by the names of columns.

    The queries are of named columns (`values`); days and times come as texts (ISO 8601).
    """
    found: dict[str, Told] = {name: (0, []) for name in asked}
    parts, params = [], list[Any]()
    for name, (rows, shown) in asked.items():
        try:
            sql, given = rows.query.sql_with_params()
        except EmptyResultSet:
            continue
        is_count = shown.stop == 0
        parts.append((_COUNT if is_count else _ROWS).format(sql))
        params += [name, *([] if is_count else [shown.start or 0, shown.stop]), *given]
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), params)
            found |= {name: (count, rows or []) for name, count, rows in cursor.fetchall()}
    return found
