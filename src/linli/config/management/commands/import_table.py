"""`linli import NAME FILE [--dry-run]`: send in a filled-in table of the opening."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from linli.config.opened import root_of
from linli.foundation.exchange.queries import told
from linli.foundation.jobs import clock
from linli.foundation.ui.refusals import sentence
from linli.foundation.ui.text import say
from linli.kernel.access import SYSTEM
from linli.kernel.errors import Refusal
from linli.portal.opening.steps import STEPS, step_called
from linli.portal.opening.tables import send_in


class Command(BaseCommand):
    """Takes a whole table or nothing, and tells every fault by row and column."""

    help = "Send in a table: " + ", ".join(step.name for step in STEPS)

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which table, the file, how."""
        parser.add_argument("name")
        parser.add_argument("file", type=Path)
        parser.add_argument("--place", default="", help="code; the place that was opened")
        parser.add_argument("--dry-run", action="store_true", help="check, write nothing")
        parser.add_argument("--keep-good", action="store_true", help="leave faulty rows out")
        parser.add_argument("--json", action="store_true")

    def handle(self, *_: Any, **options: Any) -> None:
        """Read, take, print; faults end with 1."""
        path = options["file"]
        if not path.is_file():
            raise CommandError(say("cases.import.no_file", name=path.name))
        try:
            tried = send_in(
                by=SYSTEM,
                at=clock.now(),
                step=step_called(options["name"]),
                root=root_of(options["place"]),
                data=path.read_bytes(),
                dry_run=options["dry_run"],
                keep_good=options["keep_good"],
            )
        except Refusal as refusal:
            raise CommandError(sentence(refusal)) from refusal
        outcome = tried.outcome
        for problem in outcome.problems:
            self.stderr.write(told(problem))
        answer = {
            "new": outcome.new,
            "already": outcome.already,
            "changed": len(outcome.changed),
            "faults": len(outcome.problems),
            "written": outcome.written,
        }
        if options["json"]:
            self.stdout.write(json.dumps(answer))
        else:
            self.stdout.write(" ".join(f"{k} {v}" for k, v in answer.items()))
        if outcome.problems and not outcome.written:
            raise CommandError(say("portal.opening.tried.faults", count=len(outcome.problems)))
