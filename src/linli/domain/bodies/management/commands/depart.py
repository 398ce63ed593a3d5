"""`linli depart LOGIN`: somebody leaves today; posts, login and standing in end."""

from __future__ import annotations

from argparse import ArgumentParser
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
    """Ends a person's service with today's beginning."""

    help = "Somebody leaves today: linli depart LOGIN"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Who."""
        parser.add_argument("login")

    def handle(self, *_: Any, **options: Any) -> None:
        """End everything, print how many posts."""
        person = Person.objects.filter(user__username=options["login"]).first()
        if person is None:
            raise CommandError(say("refusal.unknown_person"))
        try:
            number = actions.depart(by=SYSTEM, at=clock.now(), person=person)
        except Refusal as refusal:
            raise CommandError(sentence(refusal)) from refusal
        self.stdout.write(f"posts: {number}")
