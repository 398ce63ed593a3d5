"""The packaged server's two roles and its database; run at each start, changes nothing twice."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import psycopg
from psycopg import sql

from linli.foundation.database.address import APP, DATABASE, OWNER, PORT


def roles_and_database(socket: Path, superuser: str, passwords: Mapping[str, str]) -> None:
    """Make linli_owner (may create databases), linli_app (owns nothing) and the database."""
    with _connect(socket, "postgres", superuser, passwords[superuser]) as server:
        for role in (OWNER, APP):
            _role(server, role, passwords[role])
        server.execute(sql.SQL("ALTER ROLE {} CREATEDB").format(sql.Identifier(OWNER)))
        # lets the owner see the world as the application sees it (SET ROLE); never the other way
        _member(server, OWNER, APP)
        found = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if found.fetchone() is None:
            make = sql.SQL("CREATE DATABASE {} OWNER {}")
            server.execute(make.format(sql.Identifier(DATABASE), sql.Identifier(OWNER)))
    with _connect(socket, DATABASE, superuser, passwords[superuser]) as database:
        close = (
            "REVOKE ALL ON DATABASE {0} FROM PUBLIC;GRANT CONNECT, TEMPORARY ON DATABASE {0} TO {1}"
        )
        names = (sql.Identifier(DATABASE), sql.Identifier(APP))
        database.execute(sql.SQL(close).format(*names))


def _connect(
    socket: Path, database: str, user: str, password: str
) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(
        host=str(socket),
        port=PORT,
        dbname=database,
        user=user,
        password=password,
        autocommit=True,
        connect_timeout=10,
    )


def _role(server: psycopg.Connection[tuple[object, ...]], name: str, password: str) -> None:
    found = server.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone()
    # the verifier is made here, so that a log can never hold the password
    verifier = server.pgconn.encrypt_password(
        password.encode(), name.encode(), b"scram-sha-256"
    ).decode()
    verb = "ALTER" if found else "CREATE"
    words = f"{verb} ROLE {{}} LOGIN NOSUPERUSER NOCREATEROLE PASSWORD {{}}"
    server.execute(sql.SQL(words).format(sql.Identifier(name), sql.Literal(verifier)))


def _member(server: psycopg.Connection[tuple[object, ...]], who: str, of: str) -> None:
    server.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(of), sql.Identifier(who)))
