"""`linli grid codes [--place CODE] [--json]`: how codes are made; `--set` states a pattern."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from linli.domain.territory import actions, queries
from linli.foundation.jobs import clock
from linli.foundation.ui.text import say
from linli.kernel.access import SYSTEM
from linli.kernel.errors import Refusal


class Command(BaseCommand):
    """Print the pattern that holds at a place on a day, or state one from a day on."""

    help = "How codes of grids are made, or state it: --set 'W3 M3 X3 L4' --since --basis"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Place, day, form; and what to state."""
        parser.add_argument("--place", default="", help="code; without it what holds everywhere")
        parser.add_argument("--at", type=date.fromisoformat, help="YYYY-MM-DD")
        parser.add_argument("--set", default="", metavar="PATTERN")
        parser.add_argument("--since", type=date.fromisoformat, help="first day of what is stated")
        parser.add_argument("--basis", default="", help="by which document")
        parser.add_argument("--basis-en", default="")
        parser.add_argument("--json", action="store_true")

    def handle(self, *_: Any, **options: Any) -> None:
        """State it if asked to, then print what holds."""
        now = clock.now()
        since = options["since"] or timezone.localdate(now)
        on = options["at"] or since
        try:
            place = queries.by_code(options["place"], on) if options["place"] else None
            if options["set"]:
                actions.state_grid_codes(
                    by=SYSTEM,
                    at=now,
                    pattern=options["set"],
                    basis=options["basis"],
                    basis_en=options["basis_en"],
                    place=place,
                    since=since,
                )
            row = queries.grid_codes(place.pk if place else None, on)
        except Refusal as refusal:
            raise CommandError(say(f"refusal.{refusal.code}", **refusal.params)) from refusal
        told = {
            "pattern": row.pattern,
            "place": row.place_id,
            "basis": row.basis,
            "basis_en": row.basis_en,
            "valid_from": row.valid_from and row.valid_from.isoformat(),
            "valid_to": row.valid_to and row.valid_to.isoformat(),
        }
        text = json.dumps(told, ensure_ascii=False)
        self.stdout.write(text if options["json"] else f"{row.pattern} · {row.basis}")
