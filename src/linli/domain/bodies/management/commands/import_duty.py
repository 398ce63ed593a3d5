"""`linli import duty FILE [--body ID|NAME] [--dry-run] --json`: a rota, whole or not at all."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from linli.domain.bodies import actions, queries
from linli.domain.bodies.actions import RotaOutcome
from linli.domain.bodies.rules.rota import ROTA
from linli.foundation.exchange import queries as exchange
from linli.foundation.exchange.rules.tables import Problem
from linli.foundation.jobs import clock
from linli.foundation.ui.text import say
from linli.kernel.access import SYSTEM
from linli.kernel.errors import Refusal

SHOWN = 200  # problems told one by one; all of them are counted


class Command(BaseCommand):
    """Bring in a rota from a file; the same file again changes nothing."""

    help = "Bring in a duty rota from Excel or CSV: all its shifts, or none with every fault"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """File, body, form."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--body", default="", help="id or name, where the file names none")
        parser.add_argument("--dry-run", action="store_true", help="check, write nothing")
        parser.add_argument("--json", action="store_true")

    def handle(self, *_: Any, **options: Any) -> None:
        """Read, bring in, print; a rota with a fault is a failure: nothing was written."""
        try:
            if not options["file"].is_file():
                raise CommandError(say("bodies.duty.no_file", name=options["file"].name))
            body_id = queries.body_called(options["body"]) if options["body"] else None
            told = actions.import_rota(
                by=SYSTEM,
                at=clock.now(),
                table=exchange.read(options["file"], ROTA),
                body_id=body_id,
                dry_run=options["dry_run"],
            )
        except Refusal as refusal:
            raise CommandError(say(f"refusal.{refusal.code}", **refusal.params)) from refusal
        answer = _plain(told)
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        else:
            for problem in told.problems[:SHOWN]:
                self.stderr.write(exchange.told(problem))
            shown = {k: v for k, v in answer.items() if k != "problems"}
            self.stdout.write("\n".join(f"{k}: {v}" for k, v in shown.items()))
        if told.problems:
            raise CommandError(say("bodies.duty.import_refused", count=len(told.problems)))


def _plain(told: RotaOutcome) -> dict[str, Any]:
    return {
        "made": told.made,
        "changed": told.changed,
        "already": told.already,
        "dropped": told.dropped,
        "written": told.written,
        "bodies": len(told.bodies),
        "first": told.first and told.first.isoformat(),
        "last": told.last and told.last.isoformat(),
        "faults": len(told.problems),
        "problems": [_told(p) for p in told.problems[:SHOWN]],
    }


def _told(problem: Problem) -> dict[str, Any]:
    """Return a problem with its sentence in both languages."""
    said = {}
    for language in ("zh-hans", "en"):
        with override(language):
            said[language] = exchange.told(problem)
    return {"row": problem.row, "column": problem.column, "code": problem.code, "text": said}
