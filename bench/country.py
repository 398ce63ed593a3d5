"""The whole country into an empty database, and what reading it back takes.

Limit: 60 s complete, pinyin keys included (30 s is asked only where they follow later). The
database is made for the run on the server in use and dropped after it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from time import perf_counter
from urllib.parse import quote

import psycopg
from django.db import connection
from psycopg import sql

LIMIT = 60.0

READ = """
import json, sys, time, django
django.setup()
from linli.domain.territory import queries
from linli.domain.territory.queries.atlas import from_rows
told = {}
for name, call in (("atlas_from_rows", lambda: from_rows(None)),
                   ("atlas_first", queries.atlas), ("names_first", queries.register)):
    began = time.perf_counter(); call(); told[name] = round(time.perf_counter() - began, 2)
json.dump(told, sys.stdout)
"""


def run(name: str = "linli_bench_country") -> dict:
    """Create a database, migrate it, import into it twice, read it, drop it."""
    here = connection.settings_dict
    admin = {
        "host": here["HOST"],
        "port": here["PORT"] or None,
        "user": here["USER"],
        "password": here["PASSWORD"],
        "dbname": here["NAME"],
        "autocommit": True,
    }
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    with psycopg.connect(**admin) as server:
        server.execute(drop)
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            return _measure(here, name)
        finally:
            server.execute(drop)


def _measure(here: dict, name: str) -> dict:
    user = f"{quote(here['USER'])}:{quote(here['PASSWORD'])}"
    host = quote(here["HOST"], safe="")
    url = f"postgresql://{user}@{host}:{here['PORT'] or 5432}/{name}"
    env = os.environ | {"DATABASE_URL": url}
    _run(env, "migrate", "-v0")
    began = perf_counter()
    first = json.loads(_run(env, "import_divisions", "--json"))
    whole = perf_counter() - began
    again = json.loads(_run(env, "import_divisions", "--json"))
    read = subprocess.run(
        [sys.executable, "-c", READ], env=env, check=True, capture_output=True, text=True
    )
    total = first["seconds"]["total"]
    return {
        "places": first["created"],
        "rate": round(first["created"] / total),
        "unit": "s",
        "p50": total,
        "p95": total,
        "p99": total,
        "limit": LIMIT,
        "ratio": round(LIMIT / total, 2),
        "seconds": first["seconds"] | {"with_start": round(whole, 2)},
        "second_run": {"created": again["created"], "seconds": again["seconds"]["total"]},
        "read_back": json.loads(read.stdout),
        "levels": first["levels"],
    }


def _run(env: dict[str, str], *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "linli", *words], env=env, check=True, capture_output=True, text=True
    )
    return done.stdout
