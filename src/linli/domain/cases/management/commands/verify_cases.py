"""`linli verify cases [--json]`: rebuild every state row from the journal and compare."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from linli.domain.cases import queries
from linli.domain.cases.models import Case

SHOWN = 50


class Command(BaseCommand):
    """Say which rows differ from what their entries make; fails if any does."""

    help = "Rebuild the state of every case from the journal and compare"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the form of the answer."""
        parser.add_argument("--json", action="store_true")

    def handle(self, *_: Any, **options: Any) -> None:
        """Compare, print, fail on a difference."""
        found = list(queries.differences())
        told = {"cases": Case.objects.count(), "differences": len(found)}
        for d in found[:SHOWN]:
            self.stderr.write(f"{d.case} {d.column}: row {d.row!r}, journal {d.journal!r}")
        self.stdout.write(json.dumps(told) if options["json"] else f"{told}")
        if found:
            raise CommandError(f"{len(found)} differences")
