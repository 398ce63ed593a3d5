"""Filling empty tables fast: indexes and constraints are put back once, after the rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection

_CONSTRAINTS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE conrelid::regclass::text = ANY(%s) AND contype IN ('f', 'x', 'u')
ORDER BY contype = 'f', conname
"""
_INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
WHERE indrelid::regclass::text = ANY(%s) AND NOT indisprimary
AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid) ORDER BY 1
"""
_OWNED = """
SELECT bool_and(pg_has_role(current_user, relowner, 'USAGE')) FROM pg_class
WHERE oid::regclass::text = ANY(%s)
"""


@contextmanager
def indexed_after(tables: Sequence[str]) -> Iterator[bool]:
    """Take indexes, foreign keys and exclusions off these tables, and put them back at the end.

    Inside one transaction, on tables that are empty: a failure leaves everything as it was. Yields
    False and changes nothing where the current role does not own the tables.
    """
    with connection.cursor() as cursor:
        names = list(tables)
        cursor.execute(_OWNED, [names])
        if not cursor.fetchone()[0]:
            yield False
            return
        cursor.execute(_CONSTRAINTS, [names])
        constraints = cursor.fetchall()
        cursor.execute(_INDEXES, [names])
        indexes = cursor.fetchall()
        for table, name, _ in reversed(constraints):
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
        yield True
        cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        for _, definition in indexes:
            cursor.execute(definition)
        for table, name, definition in constraints:
            cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
        for table in names:
            cursor.execute(f"ANALYZE {table}")
