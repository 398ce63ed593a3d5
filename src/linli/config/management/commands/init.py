"""`linli init --place CODE [--admins FILE]`: an empty site with three administrators."""

from __future__ import annotations

import io
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from linli.domain.bodies.states import Role
from linli.domain.mandates import actions as mandates
from linli.domain.territory import actions as territory
from linli.domain.territory import queries as tree
from linli.domain.territory.models import PlaceCode, Site
from linli.foundation.accounts import actions as accounts
from linli.foundation.accounts.models import User
from linli.foundation.exchange.queries import read, told
from linli.foundation.exchange.rules.columns import Column, Kind, Spec
from linli.foundation.jobs import clock
from linli.foundation.journal import actions as journal
from linli.foundation.ui.refusals import sentence
from linli.foundation.ui.text import say
from linli.kernel.access import SYSTEM
from linli.kernel.errors import Refusal
from linli.portal.opening import begin
from linli.portal.opening.begin import Administrator

ADMINISTRATORS = Spec(
    (
        Column(
            "role",
            ("岗位", "Role"),
            Kind.CHOICE,
            required=True,
            choices={
                word: role.value
                for role, words in begin.TITLES.items()
                for word in (*words, role.value.removesuffix("_admin"))
            },
        ),
        Column("name", ("姓名", "Name"), required=True, most=60),
        Column("login", ("登录名", "Login"), Kind.CODE, most=60),
    )
)


class Command(BaseCommand):
    """Makes what is missing and says how to go on; killed half-way, it is run again."""

    help = "Open an empty database for a place: divisions, matters, calendar, three administrators"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the place and the three people."""
        parser.add_argument("--place", required=True, help="code of a street, town, community …")
        parser.add_argument("--admins", type=Path, help="table: 岗位, 姓名, 登录名")
        parser.add_argument("--source", type=Path, help="list of divisions (npm's by default)")

    def handle(self, *_: Any, **options: Any) -> None:
        """Open, then print the links."""
        try:
            call_command("migrate", verbosity=0)
            begin.refuse_a_used_database()
            people = begin.check_administrators(self._people(options["admins"]))
            site = self._open(options["place"], options["source"])
            users = self._staff(site, people)
        except Refusal as refusal:
            raise CommandError(sentence(refusal)) from refusal
        self._tell(site, people, users)

    def _people(self, path: Path | None) -> Sequence[Administrator]:
        if path is not None:
            if not path.is_file():
                raise CommandError(say("cases.import.no_file", name=path.name))
            table = read(path, ADMINISTRATORS)
            if table.problems:
                raise CommandError("\n".join(map(told, table.problems)))
            return [Administrator(Role(r["role"]), r["name"], r["login"] or "") for r in table.rows]
        return [self._ask(role) for role in begin.ORDER]

    def _ask(self, role: Role) -> Administrator:
        self.stderr.write(f"{say(f'portal.init.role.{role}')}：", ending="")
        self.stderr.flush()
        return Administrator(role, sys.stdin.readline().strip())

    def _open(self, code: str, source: Path | None) -> Site:
        journal.begin_epoch()
        journal.make_months(at=clock.now())
        call_command("import_calendar", verbosity=0, stdout=io.StringIO())
        if not PlaceCode.objects.filter(code=code).exists():
            within = code[:9] if len(code) > 9 else code  # a community comes with its street
            lists = [str(source)] if source else []
            call_command("import_divisions", *lists, within=within, stdout=io.StringIO())
        mandates.import_pack(by=SYSTEM, at=clock.now())
        return begin.open_place(at=clock.now(), code=code)

    def _staff(self, site: Site, people: Sequence[Administrator]) -> list[User]:
        at = clock.now()
        office = begin.found_office(at=at, root=site.place)
        users = [begin.appoint_administrator(at=at, office=office, who=who) for who in people]
        begin.give_the_office_its_posts(at=at, office=office)
        mandates.adopt_template(by=SYSTEM, at=at, root=site.place)
        territory.finish_site(by=SYSTEM, at=at, site=site)
        return users

    def _tell(self, site: Site, people: Sequence[Administrator], users: Sequence[User]) -> None:
        place = tree.named([site.place_id])[site.place_id]
        self.stdout.write(say("portal.init.opened", place=place.name))
        for who, user in zip(people, users, strict=True):
            self.stdout.write(f"{say(f'portal.init.role.{who.role}')}  {who.name}  {user.username}")
            if not user.has_usable_password():
                self.stdout.write(f"  {settings.ORIGIN}{accounts.password_link(user)}")
        self.stdout.write(say("portal.init.next", origin=settings.ORIGIN))
