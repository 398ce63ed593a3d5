"""`linli import pack [FILE] [--since DATE] --json`: a catalogue of matters with its terms."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from linli.domain.mandates import actions
from linli.foundation.jobs import clock
from linli.foundation.ui.text import say
from linli.kernel.access import SYSTEM
from linli.kernel.errors import Refusal


class Command(BaseCommand):
    """Bring in a pack; a faulty cell refuses the whole file."""

    help = "Bring in matters and their terms; without FILE the default pack"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """File, first day, form."""
        parser.add_argument("file", nargs="?", type=Path)
        parser.add_argument("--since", type=date.fromisoformat, help="YYYY-MM-DD")
        parser.add_argument("--json", action="store_true")

    def handle(self, *_: Any, **options: Any) -> None:
        """Import and print what was done."""
        path = options["file"]
        if path is not None and not path.is_file():
            raise CommandError(say("refusal.pack_unreadable"))
        try:
            told = asdict(
                actions.import_pack(by=SYSTEM, at=clock.now(), path=path, since=options["since"])
            )
        except Refusal as refusal:
            for fault in refusal.params.get("faults", ()):
                self.stderr.write(say("mandates.pack.fault", **_fault(fault)))
            raise CommandError(say(f"refusal.{refusal.code}", **refusal.params)) from refusal
        line = (
            json.dumps(told) if options["json"] else " ".join(f"{k} {v}" for k, v in told.items())
        )
        self.stdout.write(line)


def _fault(fault: Any) -> dict[str, Any]:
    return {**fault._asdict(), "what": say(f"mandates.pack.fault.{fault.code}")}
