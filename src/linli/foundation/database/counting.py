"""Several counts in one statement: a page that shows five figures asks once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet


def counted(rows: Sequence[QuerySet | None]) -> list[int]:
    """Return how many rows each query has, all in one statement; None counts as nothing."""
    parts, params = [], list[Any]()
    for queryset in rows:
        sql, given = _sql(queryset)
        parts.append(f"(SELECT count(*) FROM ({sql}) AS counted)" if sql else "0")  # noqa: S608
        params += given
    if not any(p != "0" for p in parts):
        return [0] * len(parts)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", params)
        found = cursor.fetchone()
    return [int(n) for n in found]


def counted_rows(statement: tuple[str, Sequence[Any]] | None) -> int:
    """Return how many rows a statement finds; None counts as nothing."""
    if statement is None:
        return 0
    sql, params = statement
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({sql}) AS counted", params)  # noqa: S608 - given whole
        return int(cursor.fetchone()[0])


def _sql(queryset: QuerySet | None) -> tuple[str, Sequence[Any]]:
    if queryset is None:
        return "", ()
    try:
        sql, params = queryset.query.sql_with_params()
    except EmptyResultSet:
        return "", ()
    return sql, params
