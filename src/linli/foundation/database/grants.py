"""What linli_app may do: read and write ordinary tables, only add to append-only ones.

A model whose rows are never changed says so with the class attribute `append_only = True`.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from psycopg import sql

ROWS = "SELECT, INSERT, UPDATE, DELETE"
READ_ONLY = frozenset({"django_migrations"})

TABLES = """
    SELECT c.relname,
           (SELECT p.relname FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhparent
             WHERE i.inhrelid = c.oid)
      FROM pg_class c
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
       AND pg_has_role(c.relowner, 'USAGE')
     ORDER BY c.relname
"""
FUNCTIONS = """
    SELECT p.oid::regprocedure::text FROM pg_proc p
     WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef
       AND pg_has_role(p.proowner, 'USAGE')
     ORDER BY 1
"""


def append_only_tables() -> frozenset[str]:
    """Return the tables whose rows may be added and read, never changed or removed."""
    return frozenset(
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if getattr(model, "append_only", False)
    )


def grant(connection: BaseDatabaseWrapper) -> int:
    """Give the application's role its rights, and take away all others; returns how many tables.

    Idempotent. Does nothing where that role does not exist or is the one connected: a developer's
    own superuser needs no second role.
    """
    role = settings.DATABASE_APP_ROLE
    with connection.cursor() as cursor:
        if not _is_other_role(cursor, role):
            return 0
        statements = list(_statements(cursor, role))
        for statement in statements:
            cursor.execute(statement)
        cursor.execute(TABLES)
        return len(cursor.fetchall())


def _is_other_role(cursor: CursorWrapper, role: str) -> bool:
    cursor.execute("SELECT rolname <> current_user FROM pg_roles WHERE rolname = %s", [role])
    row = cursor.fetchone()
    return bool(row and row[0])


def _statements(cursor: CursorWrapper, role: str) -> Iterator[sql.Composed]:
    who = sql.Identifier(role)
    append_only = append_only_tables()
    cursor.execute(TABLES)
    for table, parent in cursor.fetchall():
        rights = _rights(parent or table, append_only, is_partition=parent is not None)
        name = sql.Identifier(table)
        yield sql.SQL("REVOKE ALL ON {} FROM {}, PUBLIC").format(name, who)
        if rights:
            yield sql.SQL("GRANT {} ON {} TO {}").format(sql.SQL(rights), name, who)
    yield sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(who)
    yield sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(who)
    cursor.execute(FUNCTIONS)
    for (signature,) in cursor.fetchall():
        # a function that runs as the owner is for the application's jobs, not for everyone
        function = sql.SQL(signature)
        yield sql.SQL("REVOKE ALL ON FUNCTION {} FROM PUBLIC").format(function)
        yield sql.SQL("GRANT EXECUTE ON FUNCTION {} TO {}").format(function, who)


def _rights(table: str, append_only: frozenset[str], *, is_partition: bool) -> str:
    if table in append_only:
        # rows go in through the parent, whose rights count; a partition alone is only read
        return "SELECT" if is_partition else "SELECT, INSERT"
    return "SELECT" if table in READ_ONLY else ROWS
