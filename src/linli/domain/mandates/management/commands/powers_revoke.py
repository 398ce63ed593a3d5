"""`linli powers revoke ID`: undo an instrument while nothing later builds on it."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from linli.domain.mandates import actions
from linli.domain.mandates.queries import powers as queries
from linli.foundation.jobs import clock
from linli.foundation.ui.refusals import sentence
from linli.kernel.access import SYSTEM
from linli.kernel.errors import Refusal


class Command(BaseCommand):
    """Put back what an instrument moved."""

    help = "Revoke an instrument that moved powers"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which one."""
        parser.add_argument("instrument", type=int)
        parser.add_argument("--json", action="store_true")

    def handle(self, *_: Any, **options: Any) -> None:
        """Revoke and print what stands again."""
        try:
            held = queries.instrument(options["instrument"])
            told = asdict(actions.revoke_instrument(by=SYSTEM, at=clock.now(), instrument=held))
        except Refusal as refusal:
            raise CommandError(sentence(refusal)) from refusal
        line = (
            json.dumps(told) if options["json"] else " ".join(f"{k} {v}" for k, v in told.items())
        )
        self.stdout.write(line)
