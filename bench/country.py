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
from psycopg import sql

from linli.foundation.database import address

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


def run(name: str = "linli_bench_country", within: str = "") -> dict:
    """Create a database, migrate it, import into it twice, read it, drop it.

    `within` takes one subtree instead of the country, to try the bench itself.
    """
    here = address.resolve({**os.environ, "LINLI_DB_ROLE": "owner"})
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    with psycopg.connect(
        host=here.host,
        port=here.port or None,
        user=here.user,
        password=here.password,
        dbname=here.name,
        autocommit=True,
    ) as server:
        server.execute(drop)
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            return _measure(here, name, [f"--within={within}"] if within else [])
        finally:
            server.execute(drop)


def _measure(here: address.Address, name: str, within: list[str]) -> dict:
    user = f"{quote(here.user, safe='')}:{quote(here.password, safe='')}"
    host = f"{quote(here.host, safe='')}:{here.port or 5432}"
    env = os.environ | {"DATABASE_URL": f"postgresql://{user}@{host}/{name}"}
    env.pop("DATABASE_OWNER_URL", None)
    _run(env, "migrate", "-v0")
    began = perf_counter()
    first = json.loads(_run(env, "import_divisions", "--json", *within))
    whole = perf_counter() - began
    again = json.loads(_run(env, "import_divisions", "--json", *within))
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
