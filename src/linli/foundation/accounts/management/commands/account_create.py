"""`linli account create NAME --generate`: a login whose owner sets the password by a link."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from linli.foundation.accounts import actions
from linli.foundation.accounts.models import User
from linli.foundation.ui.refusals import sentence
from linli.foundation.ui.when import at_of
from linli.kernel.access import SYSTEM
from linli.kernel.errors import Refusal


class Command(BaseCommand):
    """Makes a login, or (--again) a new link for one; prints the link and no password."""

    help = "Make a login and print its one-time link"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the name, an e-mail address, and what to print."""
        parser.add_argument("name")
        parser.add_argument("--email", default="")
        parser.add_argument("--generate", action="store_true", help="print the one-time link")
        parser.add_argument("--again", action="store_true", help="a new link for a login there is")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the login and print where its owner sets a password."""
        try:
            user = self._user(options)
        except Refusal as refusal:
            raise CommandError(sentence(refusal)) from refusal
        self.stdout.write(user.username)
        if options["again"]:
            link = actions.invite(by=SYSTEM, at=at_of(None), user=user)
            self.stdout.write(settings.ORIGIN + link)
        elif options["generate"]:
            self.stdout.write(settings.ORIGIN + actions.password_link(user))

    def _user(self, options: dict[str, Any]) -> User:
        if options["again"]:
            found = User.objects.filter(username=options["name"]).first()
            if found is None:
                raise CommandError(options["name"])
            return found
        return actions.create(
            by=SYSTEM, at=at_of(None), username=options["name"], email=options["email"]
        )
