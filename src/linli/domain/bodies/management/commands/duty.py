"""`linli duty --body ID|NAME [--at MOMENT] --json`: who is on duty, by whose rota."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from linli.domain.bodies import queries
from linli.foundation.jobs import clock
from linli.foundation.ui.text import say
from linli.kernel.errors import Refusal


class Command(BaseCommand):
    """Ask who is on duty."""

    help = "Say who is on duty for a body at a moment, by its rota or the nearest above it"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Body, moment, form."""
        parser.add_argument("--body", required=True, help="id, credit code or whole name")
        parser.add_argument("--at", type=datetime.fromisoformat, help="2026-10-01T22:00")
        parser.add_argument("--json", action="store_true")

    def handle(self, *_: Any, **options: Any) -> None:
        """Print who it is; null where nobody is."""
        at = options["at"] or clock.now()
        at = at if at.tzinfo else timezone.make_aware(at)
        try:
            found = queries.on_duty(queries.body_called(options["body"]), at)
        except Refusal as refusal:
            raise CommandError(say(f"refusal.{refusal.code}", **refusal.params)) from refusal
        if options["json"]:
            self.stdout.write(json.dumps(found and found.plain(), ensure_ascii=False))
        elif found is None:
            self.stdout.write(say("bodies.duty.nobody"))
        else:
            officers = "、".join(o.name for o in found.officers)
            self.stdout.write(f"{officers} {found.phone}".strip())
            self.stdout.write(say("bodies.duty.led_by", name=found.leader.name))
