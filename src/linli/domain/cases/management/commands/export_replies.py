"""`linli export replies --source CODE --out FILE [--answered]`: what goes back to a platform."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from linli.domain.cases.actions.ordering import answered
from linli.domain.cases.queries.orders import VIEWS, replies
from linli.domain.cases.queries.platforms import platform
from linli.foundation.exchange.writing import Heading, csv_chunks, write_xlsx
from linli.foundation.jobs import clock
from linli.foundation.ui.text import say
from linli.kernel.access import SYSTEM
from linli.kernel.errors import Refusal


class Command(BaseCommand):
    """Write the answers in the platform's columns; they stay awaited until marked as answered."""

    help = "Write the replies that a platform awaits, as Excel or CSV in its own columns"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Source, target, which, form."""
        parser.add_argument("--source", required=True)
        parser.add_argument("--out", type=Path, required=True, help=".xlsx or .csv")
        parser.add_argument("--view", choices=VIEWS, default="ready")
        parser.add_argument("--answered", action="store_true", help="note them as answered")
        parser.add_argument("--json", action="store_true")

    def handle(self, *_: Any, **options: Any) -> None:
        """Write beside the target, then put it in place; mark last."""
        at, out = clock.now(), options["out"]
        try:
            found = platform(options["source"])
            rows = list(replies(SYSTEM, at=at, source=found.code, view=options["view"]))
        except Refusal as refusal:
            raise CommandError(say(f"refusal.{refusal.code}", **refusal.params)) from refusal
        half = out.with_name(f".{out.name}.part")
        _write(half, out.suffix, found, [[v for _, v in cells] for _, cells in rows])
        half.replace(out)
        marked = [answered(by=SYSTEM, at=at, order_id=o.id) for o, _ in rows if options["answered"]]
        told = {"written": len(rows), "answered": len(marked), "file": str(out)}
        self.stdout.write(json.dumps(told, ensure_ascii=False) if options["json"] else str(told))


def _write(path: Path, suffix: str, found: Any, rows: list[list[Any]]) -> None:
    headings = [Heading(title, 24) for title, _ in found.replies]
    with path.open("wb") as target:
        if suffix == ".csv":
            for chunk in csv_chunks(headings, rows):
                target.write(chunk)
        else:
            write_xlsx(target, headings, rows, title=found.name)
