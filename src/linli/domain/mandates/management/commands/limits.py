"""`linli limits [--place CODE] [--at DATE] --json`: the general limits; `--set` changes one."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from linli.domain.mandates import actions, queries
from linli.domain.mandates.queries import Held
from linli.domain.territory import queries as territory
from linli.domain.territory.models import Place
from linli.foundation.jobs import clock
from linli.foundation.ui.text import say
from linli.kernel.access import SYSTEM
from linli.kernel.errors import Refusal


class Command(BaseCommand):
    """List what holds at a place on a day, or let one threshold be another from a day on."""

    help = "List the general limits at a place, or set one: --set cases.wait=10d --since --basis"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Place, day, form; and what to set."""
        parser.add_argument("--place", default="", help="code; without it what holds everywhere")
        parser.add_argument("--at", type=date.fromisoformat, help="YYYY-MM-DD")
        parser.add_argument("--set", default="", metavar="KEY=VALUE")
        parser.add_argument("--since", type=date.fromisoformat, help="first day of what is set")
        parser.add_argument("--basis", default="", help="by which document it is set")
        parser.add_argument("--basis-en", default="")
        parser.add_argument("--json", action="store_true")

    def handle(self, *_: Any, **options: Any) -> None:
        """Set if asked to, then print what holds."""
        on = options["at"] or options["since"] or timezone.localdate(clock.now())
        try:
            place = territory.by_code(options["place"], on) if options["place"] else None
            if options["set"]:
                _set(options, place)
            rows = queries.thresholds(place.pk if place else None, on)
        except Refusal as refusal:
            raise CommandError(say(f"refusal.{refusal.code}", **refusal.params)) from refusal
        told = [_plain(row) for row in rows]
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        for row in told:
            self.stdout.write(f"{row['key']:24} {row['value']:6} {row['name']} · {row['basis']}")


def _set(options: dict[str, Any], place: Place | None) -> None:
    key, _, value = options["set"].partition("=")
    now = clock.now()
    actions.set_threshold(
        by=SYSTEM,
        at=now,
        key=key.strip(),
        value=value,
        basis=options["basis"],
        basis_en=options["basis_en"],
        place=place,
        since=options["since"] or timezone.localdate(now),
    )


def _plain(row: Held) -> dict[str, Any]:
    """Return a threshold as plain values."""
    since, until = row.tenure.start, row.tenure.end
    return {
        "key": row.key,
        "kind": row.kind,
        "value": row.value,
        "name": row.name,
        "name_en": row.name_en,
        "place": row.place,
        "basis": row.basis,
        "basis_en": row.basis_en,
        "valid_from": since and since.isoformat(),
        "valid_to": until and until.isoformat(),
    }
