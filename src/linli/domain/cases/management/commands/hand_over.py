"""`linli hand over GRID --from LOGIN --to LOGIN`: a grid's open work goes to another's hand."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from linli.domain.cases.actions.handing import hand_over_grid
from linli.domain.cases.queries.handing import own_open
from linli.domain.people.models import Person
from linli.domain.territory import queries as territory
from linli.foundation.jobs import clock
from linli.foundation.ui.refusals import sentence
from linli.foundation.ui.text import say
from linli.kernel.access import SYSTEM
from linli.kernel.errors import Refusal


class Command(BaseCommand):
    """Hands over what somebody filed in a grid and is still open; again, it finds nothing left."""

    help = "Hand a grid's open work over: linli hand over GRID --from LOGIN --to LOGIN [--dry-run]"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which grid, who gives, who takes."""
        parser.add_argument("grid", metavar="GRID", help="the grid's code")
        parser.add_argument("--from", dest="giver", metavar="LOGIN", required=True)
        parser.add_argument("--to", dest="taker", metavar="LOGIN", required=True)
        parser.add_argument("--dry-run", action="store_true")

    def handle(self, *_: Any, **options: Any) -> None:
        """Hand over, or count; print how many cases."""
        at = clock.now()
        giver, taker = _called(options["giver"]), _called(options["taker"])
        try:
            grid = territory.by_code(options["grid"], timezone.localdate(at)).pk
            if options["dry_run"]:
                number = own_open(giver, grid).count()
            else:
                number = hand_over_grid(by=SYSTEM, at=at, grid=grid, giver=giver, taker=taker)
        except Refusal as refusal:
            raise CommandError(sentence(refusal)) from refusal
        self.stdout.write(f"cases: {number}")


def _called(login: str) -> int:
    found = Person.objects.filter(user__username=login).values_list("pk", flat=True).first()
    if found is None:
        raise CommandError(say("refusal.unknown_person"))
    return found
