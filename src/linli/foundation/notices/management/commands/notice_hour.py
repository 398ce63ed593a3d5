"""`linli notice hour --name evening --at 17:30 --since 2026-06-01 --basis TEXT`."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from linli.foundation.jobs import clock
from linli.foundation.notices import actions, queries
from linli.foundation.notices.states import HourName
from linli.kernel.access import SYSTEM
from linli.kernel.errors import Refusal


class Command(BaseCommand):
    """State an hour of telling from a day on, by a rule of the place."""

    help = "State when lists are made and when nobody is disturbed, from a day on, with its basis"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take which hour, what time, since when and by which rule."""
        parser.add_argument("--name", choices=[h.value for h in HourName], required=True)
        parser.add_argument("--at", type=time.fromisoformat, required=True)
        parser.add_argument("--since", type=date.fromisoformat, required=True)
        parser.add_argument("--basis", required=True)

    def handle(self, *_: Any, **options: Any) -> None:
        """State it, and print the hours of that day."""
        try:
            actions.state_hour(
                by=SYSTEM,
                at=clock.now(),
                name=HourName(options["name"]),
                hour=options["at"],
                basis=options["basis"],
                since=options["since"],
            )
        except Refusal as refusal:
            raise CommandError(refusal.code) from refusal
        self.stdout.write(f"{queries.hours(options['since'])}")
