"""Refuses to serve as a role that could change what is append-only."""

from __future__ import annotations

from typing import Any

import psycopg
from django.conf import settings
from django.db import connection

from linli.foundation.database.address import Address

OWNED = """
    SELECT current_user, rolsuper,
           EXISTS (SELECT 1 FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
                    AND pg_has_role(c.relowner, 'USAGE'))
      FROM pg_roles WHERE rolname = current_user
"""


class UnsafeRoleError(Exception):
    """The database role owns the tables or is a superuser."""


def refuse_owner() -> None:
    """Raise UnsafeRoleError if this connection's role is a superuser or owns tables (design §8)."""
    with connection.cursor() as cursor:
        cursor.execute(OWNED)
        _judge(*(cursor.fetchone() or ("?", True, True)))


def refuse_owner_at(there: Address) -> None:
    """Do so for the role that others will serve as, whatever role this process has."""
    where: dict[str, Any] = {
        "host": there.host,
        "port": there.port or None,
        "dbname": there.name,
        "user": there.user,
        "password": there.password,
        **there.options,
    }
    with psycopg.connect(**where) as asked:
        _judge(*(asked.execute(OWNED).fetchone() or ("?", True, True)))


def refuse_owner_where_it_matters() -> None:
    """Do so where somebody's data are at stake; run before serving and working.

    The thread that asks does no work later, so it keeps no connection: a pool has as many as there
    are threads that work, and one that is never given back starves a job until it fails.
    """
    if matters():
        try:
            refuse_owner()
        finally:
            connection.close()


def matters() -> bool:
    """Tell whether the role matters: not to a developer (LINLI_DEBUG=1), not in the demo."""
    return not (settings.DEBUG or settings.DEMO)


def _judge(role: str, is_superuser: bool, owns: bool) -> None:  # noqa: FBT001 - a row's columns
    if is_superuser or owns:
        why = "is a superuser" if is_superuser else "owns the tables"
        raise UnsafeRoleError(
            f"the database role {role} {why}: serving with it would let a fault in a page rewrite "
            "the journal. Serve as a role that owns nothing (DATABASE_URL), migrate as the owner "
            "(DATABASE_OWNER_URL). LINLI_DEBUG=1 allows it on a developer's machine."
        )
