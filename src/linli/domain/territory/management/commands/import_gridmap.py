"""`linli import gridmap FILE --place CODE [--since DAY] [--dry-run] --json`: grids as GeoJSON."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from linli.domain.territory import actions, queries
from linli.foundation.jobs import clock
from linli.foundation.ui.text import say
from linli.kernel.access import SYSTEM
from linli.kernel.errors import Refusal


class Command(BaseCommand):
    """Bring grids with their outlines in, whole or not at all; again it changes nothing."""

    help = "Bring in grids, micro-grids, estates and buildings as GeoJSON"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """File, place, day, form."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--place", required=True, help="code of the place they lie in")
        parser.add_argument("--since", type=date.fromisoformat, help="first day; today if not said")
        parser.add_argument("--dry-run", action="store_true", help="say what it would do")
        parser.add_argument("--json", action="store_true")

    def handle(self, *_: Any, **options: Any) -> None:
        """Take the file, print what it did, fail with every fault."""
        at = clock.now()
        try:
            told = actions.take_grids(
                by=SYSTEM,
                at=at,
                root=queries.by_code(options["place"]),
                data=options["file"].read_bytes(),
                since=options["since"] or timezone.localdate(at),
                dry_run=options["dry_run"],
            )
        except Refusal as refusal:
            raise CommandError(say(f"refusal.{refusal.code}", **refusal.params)) from refusal
        except OSError as error:
            raise CommandError(str(error)) from error
        counts = {n: getattr(told, n) for n in ("created", "redrawn", "already", "written")}
        faults = [
            f"{f.number} {f.name}: {say(f'refusal.{f.code}', **f.params)}" for f in told.faults
        ]
        if options["json"]:
            self.stdout.write(json.dumps({**counts, "faults": faults}, ensure_ascii=False))
        else:
            self.stdout.write(str(counts))
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            raise CommandError(f"{len(faults)} faults")
