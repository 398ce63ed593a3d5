"""`linli import ordersource FILE…`: how a platform's files look, as JSON (see data/orders)."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from linli.domain.cases.actions.sources import keep_source
from linli.domain.cases.queries.platforms import SHIPPED
from linli.domain.cases.rules.platforms import platform_of
from linli.foundation.ui.text import say
from linli.kernel.errors import Refusal


class Command(BaseCommand):
    """Keep the form of one or several platforms; without a file, those that are shipped."""

    help = "Keep which column titles of a platform mean what"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Files."""
        parser.add_argument("files", type=Path, nargs="*")

    def handle(self, *_: Any, **options: Any) -> None:
        """Read all, keep all, or none."""
        try:
            read = [self._read(f) for f in options["files"] or sorted(SHIPPED.glob("*.json"))]
        except Refusal as refusal:
            raise CommandError(say(f"refusal.{refusal.code}", **refusal.params)) from refusal
        for found in read:
            keep_source(found)
            self.stdout.write(f"{found.code}: {found.name}")

    def _read(self, path: Path) -> Any:
        if not path.is_file():
            raise CommandError(say("cases.import.no_file", name=path.name))
        try:
            return platform_of(json.loads(path.read_text("utf-8")))
        except (UnicodeDecodeError, json.JSONDecodeError) as fault:
            raise CommandError(say("refusal.order_source_faulty", what=str(fault))) from fault
