"""`linli compile measures`: write the SQL of the declared measures for PostgreSQL into `sql/`."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from linli.domain.measures.queries.compiled import FOLDER
from linli.domain.measures.rules.declared import compiled


class Command(BaseCommand):
    """Compile, or say with --check what is out of date."""

    help = "compile the declared measures to SQL"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --check, which writes nothing."""
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write one file per query, and remove those of measures that are gone."""
        files = {FOLDER / f"{name}.sql": f"{text}\n" for name, text in compiled("postgres").items()}
        stale = {p.name for p, text in files.items() if not p.exists() or p.read_text() != text}
        gone = {p.name for p in FOLDER.glob("*.sql") if p not in files}
        if options["check"]:
            if stale or gone:
                raise CommandError(f"out of date: {', '.join(sorted(stale | gone))}")
            return
        for path, text in files.items():
            path.write_text(text)
        for name in gone:
            (FOLDER / name).unlink()
        self.stdout.write(f"{len(files)} queries, {len(stale)} written, {len(gone)} removed")
