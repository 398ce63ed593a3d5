"""`linli bench NAME [key=value …] --json`: one measurement of the `bench/` folder here."""

from __future__ import annotations

import importlib
import json
import os
import platform
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

SERVER = ("server_version", "fsync", "synchronous_commit", "shared_buffers", "max_wal_size")


class Command(BaseCommand):
    """Run `bench/NAME.py`'s `run(**options)` and print what it measured, where and how.

    A measurement returns rate, p50, p95, p99 (in its `unit`), limit and ratio; a ratio of 1 or
    more is within the limit. The folder is the repository's: an installed wheel has no benches.
    """

    help = "Measure: linli bench atlas|country|find … --json"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name, options of the bench, form of the answer."""
        parser.add_argument("name", nargs="?", default="")
        parser.add_argument("options", nargs="*", metavar="key=value")
        parser.add_argument("--json", action="store_true")

    def handle(self, *_: Any, **options: Any) -> None:
        """Run one bench, or list them."""
        folder = Path.cwd() / "bench"
        known = sorted(p.stem for p in folder.glob("[a-z]*.py"))
        if options["name"] not in known:
            raise CommandError(f"benches in {folder.name}/: {', '.join(known) or 'none'}")
        if str(Path.cwd()) not in sys.path:
            sys.path.insert(0, str(Path.cwd()))
        run = importlib.import_module(f"bench.{options['name']}").run
        given = dict(o.split("=", 1) for o in options["options"] if "=" in o)
        told = {"bench": options["name"], **run(**given), "machine": machine(), **server()}
        self.stdout.write(
            json.dumps(told, ensure_ascii=False, default=str)
            if options["json"]
            else "\n".join(f"{k}: {v}" for k, v in told.items())
        )


def machine() -> dict[str, Any]:
    """Return what it ran on."""
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "load": [round(n, 1) for n in os.getloadavg()],
    }


def server() -> dict[str, Any]:
    """Return the database's settings that decide figures; nothing where there is none."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(SERVER)]
            )
            return {"settings": dict(cursor.fetchall())}
    except Exception as error:  # a bench that needs no database says so instead of failing
        return {"settings": f"no database: {type(error).__name__}"}
