"""`linli import ratings FILE --source CODE --json`: a platform's call-backs, or its rates."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from linli.domain.cases.actions.ratings import RatingFile, import_ratings
from linli.domain.cases.actions.sources import source_of
from linli.domain.cases.management.commands.import_orders import SHOWN, in_words, root_of
from linli.domain.cases.queries.files import table_of
from linli.domain.cases.queries.platforms import platform
from linli.foundation.exchange import queries as exchange
from linli.foundation.jobs import clock
from linli.foundation.ui.text import say
from linli.kernel.access import SYSTEM
from linli.kernel.errors import Refusal


class Command(BaseCommand):
    """Keep what a platform heard, or how it rates us, as theirs."""

    help = "Take in a platform's call-backs or rates; a second run changes nothing"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """File, source, place, form."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", required=True)
        parser.add_argument("--at", default="", help="code of the place; else the home place")
        parser.add_argument("--dry-run", action="store_true")
        parser.add_argument("--json", action="store_true")

    def handle(self, *_: Any, **options: Any) -> None:
        """Read, keep, print."""
        path = options["file"]
        if not path.is_file():
            raise CommandError(say("cases.import.no_file", name=path.name))
        try:
            found = platform(options["source"])
            table = table_of("ratings", found, path.read_bytes())
            file = RatingFile(source_of(found), table, root_of(options["at"]))
            told = import_ratings(by=SYSTEM, at=clock.now(), file=file, dry_run=options["dry_run"])
        except Refusal as refusal:
            raise CommandError(say(f"refusal.{refusal.code}", **refusal.params)) from refusal
        counts = {"taken": told.taken, "already": told.already, "refused": told.refused}
        if options["json"]:
            problems = [in_words(p) for p in told.problems[:SHOWN]]
            self.stdout.write(json.dumps({**counts, "problems": problems}, ensure_ascii=False))
            return
        for problem in told.problems[:SHOWN]:
            self.stderr.write(exchange.told(problem))
        self.stdout.write("\n".join(f"{k}: {v}" for k, v in counts.items()))
