"""A web process stays light: engines of measures, and what draws PDF, belong to commands."""

import json
import os
import subprocess
import sys

HEAVY = ("ibis", "duckdb", "pandas", "pyarrow", "sklearn", "pyspark", "sqlglot", "weasyprint")

SERVE = """
import json, sys
import linli.config.wsgi
from django.urls import get_resolver
def walk(patterns):
    for p in patterns:
        walk(getattr(p, "url_patterns", ()))
walk(get_resolver().url_patterns)
print(json.dumps([m for m in sys.modules if m.split(".")[0] in set(sys.argv[1:])]))
"""


def test_no_engine_is_loaded_with_all_pages() -> None:
    # a developer's machine: the guard of roles, tried elsewhere, would ask the database
    done = subprocess.run(
        [sys.executable, "-c", SERVE, *HEAVY],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "LINLI_DEBUG": "1"},
    )
    assert json.loads(done.stdout.splitlines()[-1]) == []
