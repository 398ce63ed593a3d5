"""What the tests refuse: the network, unordered pages, slow password hashes."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import sys
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import ProgrammingError, connection
from django.db.models import QuerySet
from psycopg import sql

from linli.foundation.database import grants

TRUNCATE = """
    SELECT DISTINCT format('ALTER TABLE %s DISABLE TRIGGER %I', t.tgrelid::regclass, t.tgname)
      FROM pg_trigger t
     WHERE NOT t.tgisinternal AND t.tgtype & 32 <> 0 AND t.tgenabled <> 'D'
"""


def allow_truncate() -> None:
    """Switch off the triggers that refuse TRUNCATE, in this test database."""
    with connection.cursor() as cursor:
        cursor.execute(TRUNCATE)
        for (statement,) in cursor.fetchall():
            cursor.execute(statement)


def empty_the_queue() -> None:
    """Forget jobs that were asked for: Django does not flush tables that it does not manage."""
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE procrastinate_jobs, procrastinate_workers, procrastinate_periodic_defers "
            "RESTART IDENTITY CASCADE"
        )


def end_other_sessions() -> None:
    """Close whatever else is still connected to this test database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid() AND usename = user"
        )
    connection.close()


def give_the_application_its_rights() -> None:
    """Make linli_app where the server has none (it cannot sign in), and grant it its rights."""
    with connection.cursor() as cursor:
        name = sql.Identifier(settings.DATABASE_APP_ROLE)
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [settings.DATABASE_APP_ROLE])
        if not cursor.fetchone():
            with contextlib.suppress(ProgrammingError):  # another run made it just now
                cursor.execute(sql.SQL("CREATE ROLE {}").format(name))
    grants.grant(connection)


@contextlib.contextmanager
def role(name: str) -> Iterator[None]:
    """Be another role of the server; the transaction's end also ends it."""
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(name)))
    yield
    if not connection.needs_rollback:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


def refuse_network() -> None:
    """Let sockets reach this machine only."""
    reach = socket.socket.connect

    def connect(self: socket.socket, where: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_here(where[0]):
            raise AssertionError(f"a test reaches for the network: {where}")
        return reach(self, where)

    socket.socket.connect = connect  # type: ignore[method-assign]


def refuse_unordered_slices() -> None:
    """Fail where our code takes a part of a query that has no order: its rows would be chance."""
    take = QuerySet.__getitem__

    def getitem(self: QuerySet[Any], key: Any) -> Any:
        ours = sys._getframe(1).f_globals.get("__name__", "").startswith("linli.")
        if ours and isinstance(key, slice) and not self.ordered and self._result_cache is None:
            raise AssertionError(f"a page of an unordered query: {self.query}")
        return take(self, key)

    QuerySet.__getitem__ = getitem  # type: ignore[method-assign]


def quicken() -> None:
    """Hash passwords fast: tests sign in often and protect nobody."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
