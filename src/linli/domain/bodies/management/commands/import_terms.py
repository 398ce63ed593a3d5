"""`linli import terms FILE --on DATE [--place CODE] [--dry-run] [--json]`: a term change."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from linli.domain.bodies import actions
from linli.domain.bodies.rules.terms import TERMS
from linli.domain.territory import queries as territory
from linli.domain.territory.models import Place
from linli.foundation.exchange import queries as exchange
from linli.foundation.jobs import clock
from linli.foundation.ui.refusals import sentence
from linli.foundation.ui.text import say
from linli.kernel.access import SYSTEM
from linli.kernel.errors import NotFound, Refusal

SHOWN = 200


class Command(BaseCommand):
    """Renews the posts that a workbook names on one day, all of them or none."""

    help = "Bring in a term change: linli import terms FILE --on 2026-03-31 --place 140403"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, the day, the place, how."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--on", type=date.fromisoformat, required=True, help="first day")
        parser.add_argument("--place", default="", help="code; the place that was opened")
        parser.add_argument("--dry-run", action="store_true", help="check, write nothing")
        parser.add_argument("--json", action="store_true")

    def handle(self, *_: Any, **options: Any) -> None:
        """Read, bring in, print; faults end with 1."""
        if not options["file"].is_file():
            raise CommandError(say("cases.import.no_file", name=options["file"].name))
        try:
            told = actions.import_terms(
                by=SYSTEM,
                at=clock.now(),
                table=exchange.read(options["file"], TERMS),
                root=_place(options["place"]),
                on=options["on"],
                dry_run=options["dry_run"],
            )
        except Refusal as refusal:
            raise CommandError(sentence(refusal)) from refusal
        answer = {k: v for k, v in vars(told).items() if k != "problems"}
        answer["faults"] = len(told.problems)
        if options["json"]:
            said = [exchange.told(p) for p in told.problems[:SHOWN]]
            self.stdout.write(json.dumps(answer | {"problems": said}, ensure_ascii=False))
        else:
            for problem in told.problems[:SHOWN]:
                self.stderr.write(exchange.told(problem))
            self.stdout.write("\n".join(f"{k}: {v}" for k, v in answer.items()))
        if told.problems:
            raise CommandError(say("bodies.terms.refused", count=len(told.problems)))


def _place(code: str) -> Place:
    """Return the place of a code, or the one `linli init` opened; raises NotFound for neither."""
    site = None if code else territory.site()
    if site is None and not code:
        raise NotFound("nothing_opened")
    return site.place if site is not None else territory.by_code(code)
