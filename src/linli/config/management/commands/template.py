"""`linli template NAME --out FILE`: a table of the opening to fill in."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from linli.config.opened import root_of
from linli.foundation.jobs import clock
from linli.foundation.ui.refusals import sentence
from linli.kernel.errors import Refusal
from linli.portal.opening.steps import STEPS, step_called
from linli.portal.opening.tables import template_of


class Command(BaseCommand):
    """Writes the Excel file, with what is proposed for the place filled in."""

    help = "Write a template: " + ", ".join(step.name for step in STEPS)

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which table, where to."""
        parser.add_argument("name")
        parser.add_argument("--out", type=Path, required=True)
        parser.add_argument("--place", default="", help="code; the place that was opened")

    def handle(self, *_: Any, **options: Any) -> None:
        """Write the file."""
        try:
            step, root = step_called(options["name"]), root_of(options["place"])
            data = template_of(step, root, timezone.localdate(clock.now()))
        except Refusal as refusal:
            raise CommandError(sentence(refusal)) from refusal
        options["out"].write_bytes(data)
        self.stdout.write(str(options["out"]))
