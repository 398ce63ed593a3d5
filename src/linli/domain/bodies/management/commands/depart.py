"""`linli depart LOGIN`: somebody leaves on a day; posts, login and standing in end."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from linli.domain.bodies import actions
from linli.domain.people.models import Person
from linli.foundation.jobs import clock
from linli.foundation.ui.refusals import sentence
from linli.foundation.ui.text import say
from linli.kernel.access import SYSTEM
from linli.kernel.errors import Refusal


class Command(BaseCommand):
    """Ends a person's service with a day's beginning."""

    help = "Somebody leaves: linli depart LOGIN [--on DAY] [--to LOGIN]"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Who, from which day on, and who takes over."""
        parser.add_argument("login")
        parser.add_argument("--on", type=date.fromisoformat)
        parser.add_argument("--to", metavar="LOGIN")

    def handle(self, *_: Any, **options: Any) -> None:
        """End everything, print how many posts."""
        person = _called(options["login"])
        taker = _called(options["to"]) if options["to"] else None
        days = {"at": clock.now(), "on": options["on"]}
        try:
            number = actions.depart(by=SYSTEM, person=person, taker=taker, **days)
        except Refusal as refusal:
            raise CommandError(sentence(refusal)) from refusal
        self.stdout.write(f"posts: {number}")


def _called(login: str) -> Person:
    person = Person.objects.filter(user__username=login).first()
    if person is None:
        raise CommandError(say("refusal.unknown_person"))
    return person
