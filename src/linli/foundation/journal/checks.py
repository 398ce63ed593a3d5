"""System checks with the database: this month has its partitions, and none is without a month."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.db.utils import DatabaseError

_MISPLACED = """
    SELECT EXISTS (SELECT FROM journal_entry_default), EXISTS (SELECT FROM journal_look_default)
"""


@register(Tags.database)
def default_partitions_are_empty(
    *, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Report rows that no month took: their month could not be made while they are there."""
    if not databases or "default" not in databases:
        return []
    try:
        with connections["default"].cursor() as cursor:
            cursor.execute(_MISPLACED)
            row = cursor.fetchone()
    except DatabaseError:
        return []  # not migrated yet
    hint = "Months are made three ahead by the worker: see whether it runs."
    return [
        Error(f"{table}_default holds rows", hint=hint, id="journal.E001")
        for table, found in zip(("journal_entry", "journal_look"), row, strict=True)
        if found
    ]
