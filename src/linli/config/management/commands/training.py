"""`linli training reset`: the space for practice, made anew with an invented city."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from psycopg import sql

from linli.foundation.database import address

CASES = 300


class Command(BaseCommand):
    """Drops the database for practice and builds it again; the real one is not touched."""

    help = "Make the training space anew; then `linli serve --space training --port 8001`"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what to do and how many cases to invent."""
        parser.add_argument("what", choices=("reset",))
        parser.add_argument("--cases", type=int, default=CASES)
        parser.add_argument("--empty", action="store_true", help="no city: only the database")

    def handle(self, *_: Any, **options: Any) -> None:
        """Drop, make, fill."""
        if settings.SPACE:
            raise CommandError("this is the training space itself; leave out --space")
        name = address.training(str(connection.settings_dict["NAME"]))
        try:
            self._make(name)
        except DatabaseError as error:
            raise CommandError(f"the database {name} cannot be made here: {error}") from error
        shutil.rmtree(settings.HOME / "training", ignore_errors=True)
        if not options["empty"]:
            self._fill(options["cases"])
        self.stdout.write(name)

    def _make(self, name: str) -> None:
        database, app = sql.Identifier(name), sql.Identifier(settings.DATABASE_APP_ROLE)
        with connection.cursor() as cursor:
            drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
            for statement in (
                drop.format(database),
                sql.SQL("CREATE DATABASE {}").format(database),
                sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database),
                sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(database, app),
            ):
                cursor.execute(statement)

    def _fill(self, cases: int) -> None:
        """Let the demo build its city there, in a process of that space."""
        command = [sys.executable, "-m", "linli", "demo", "--no-serve", "--cases", str(cases)]
        done = subprocess.run(command, env=os.environ | {"LINLI_SPACE": "training"}, check=False)
        if done.returncode:
            raise CommandError("the practice city was not built; run it again")
