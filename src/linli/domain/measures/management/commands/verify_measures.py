"""`linli verify measures`: recompute every tally from the entries, by two engines, and compare."""

from __future__ import annotations

import json
import tempfile
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from linli.domain.measures.actions import exporting, folding
from linli.domain.measures.rules import engines
from linli.domain.measures.rules.declared import COLUMNS
from linli.domain.measures.rules.tallies import Key, differences, spread

SHOWN = 50


class Command(BaseCommand):
    """Print the differences, none in a sound installation; ends with 1 when there is one."""

    help = "recompute tallies in PostgreSQL and in DuckDB, and compare with what was folded"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the form of the answer."""
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Fold what has settled, then compare all that was ever folded."""
        folding.fold()
        with transaction.atomic():
            horizon = exporting.hold()
            kept = exporting.kept()
            engines_found = {} if horizon is None else _recomputed(horizon)
        found = {
            engine: list(differences(kept, tallies)) for engine, tallies in engines_found.items()
        }
        self._tell(len(kept), found, as_json=options["json"])
        wrong = sum(map(len, found.values()))
        if wrong:
            raise CommandError(f"{wrong} tallies differ from the entries")

    def _tell(
        self, kept: int, found: dict[str, list[tuple[Key, int, int]]], *, as_json: bool
    ) -> None:
        if as_json:
            counts = {engine: len(rows) for engine, rows in found.items()}
            self.stdout.write(json.dumps({"tallies": kept, "differences": counts}))
            return
        for engine, rows in found.items():
            for key, kept_total, right in rows[:SHOWN]:
                self.stdout.write(f"{engine}: {' '.join(map(str, key))}: {kept_total} ≠ {right}")
            self.stdout.write(f"{engine}: {kept} tallies, {len(rows)} differences")


def _recomputed(horizon: list[Any]) -> dict[str, Counter[Key]]:
    """Return the tallies that the folded entries make, by engine."""
    where = exporting.FOLDED
    with tempfile.TemporaryDirectory() as folder:
        csv, parquet = Path(folder, "entries.csv"), Path(folder, "entries.parquet")
        exporting.export(csv, COLUMNS, where, horizon)
        engines.to_parquet(csv, parquet)
        by_duckdb = spread(engines.sums(parquet), folding.path_of)
    by_postgresql = spread(folding.sums(where, horizon), folding.path_of)
    return {"postgresql": by_postgresql, "duckdb": by_duckdb}
