"""`linli demo [--place NAME] [--no-serve] [--json]`: Changzhi with invented people and cases.

`--place xiangqiao` and `--place changzhi-history` build real changes of the map instead.
"""

from __future__ import annotations

import json
import os
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, connections
from django.db.models import Max
from django.utils import timezone

from linli.config.access import staff
from linli.config.histories import HISTORIES
from linli.domain.cases import jobs as case_jobs
from linli.domain.cases.models import Case
from linli.domain.cases.states import Permission
from linli.domain.territory import queries as territory
from linli.domain.territory.models import PlaceVersion
from linli.foundation.database.revision import steady
from linli.foundation.jobs import clock
from linli.foundation.jobs.hands import Work, side_by_side
from linli.foundation.ui.text import say
from linli.kernel.access import Actor
from linli.portal.demo import city, duty, figures, offices, orders, own, powers, staffing, ways
from linli.portal.demo.crew import Crew
from linli.portal.demo.evening import evening
from linli.portal.demo.logins import CITY, COMMUNITY, LOGINS, STREET
from linli.portal.demo.plan import Story, stories
from linli.portal.demo.play import play
from linli.portal.demo.story import Stage, prepare

CASES = 3000
HANDS = 2  # processes that play cases side by side


class Command(BaseCommand):
    """Build the demo city once, then serve it; a second start is immediate."""

    help = "Build the demo city (示例) and serve it"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many cases, and whether to serve."""
        parser.add_argument("--no-serve", action="store_true")
        parser.add_argument("--story", action="store_true", help="the mayor's five minutes")
        parser.add_argument("--place", choices=sorted(HISTORIES), help="a real change of the map")
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--cases", type=int, default=CASES)
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *_: Any, **options: Any) -> None:
        """Build what is missing, say what is there, and serve."""
        self.quiet = options["json"]
        began = perf_counter()
        call_command("migrate", verbosity=0)
        self._refuse_a_real_office()
        if options["place"]:
            self._history(options["place"], options)
            return
        until = self._beginning(story=options["story"])
        if options["story"]:
            _turn_back(until)
        if not (self._folder / "built").exists():
            self._build(until, options["cases"])
            (self._folder / "built").touch()
        stage = self._stage(until) if options["story"] else None
        told = figures.count() | {"seconds": round(perf_counter() - began, 1)}
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            self._tell(told, options["port"])
        if stage and not self.quiet:
            self._tell_story(stage, options["port"])
        if not options["no_serve"]:
            self._serve(options["port"])

    def _history(self, name: str, options: dict[str, Any]) -> None:
        """Build a history once; a second start tells it again without building."""
        kept = self._folder / f"{name}.json"
        if not kept.exists():
            (self._folder / "until").touch()  # whatever is here from now on is the demo's
            call_command("import_calendar", verbosity=0, stdout=self.stderr)
            began = perf_counter()
            told = HISTORIES[name](self._step, lambda: call_command("fold", stdout=self.stderr))
            told["seconds"] = round(perf_counter() - began, 1)
            kept.write_text(json.dumps(told, ensure_ascii=False, indent=2))
        told = json.loads(kept.read_text())
        indent = None if options["json"] else 2
        self.stdout.write(json.dumps(told, ensure_ascii=False, indent=indent))
        if not options["no_serve"]:
            self._serve(options["port"])

    @property
    def _folder(self) -> Any:
        folder = settings.VAR / "demo" / str(connection.settings_dict["NAME"])
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _refuse_a_real_office(self) -> None:
        """Raise where the database was opened for a real place, or has cases of its own."""
        site = territory.site()
        if site is not None:
            place = territory.named([site.place_id])[site.place_id].name
            raise CommandError(say("portal.init.demo_refused", place=place))
        if Case.objects.exists() and not (self._folder / "until").exists():
            raise CommandError("this database has cases of its own: the demo needs one to itself")

    def _beginning(self, *, story: bool) -> datetime:
        """Return the moment up to which the demo plays: kept, so that a killed run can go on."""
        kept = self._folder / "until"
        if not kept.exists():
            now = clock.now()
            until = evening(now, ZoneInfo(settings.TIME_ZONE)) if story else now
            kept.write_text(until.isoformat())
        return datetime.fromisoformat(kept.read_text())

    def _build(self, until: datetime, count: int) -> None:
        call_command("import_calendar", verbosity=0, stdout=self.stderr)
        if not PlaceVersion.objects.filter(code=COMMUNITY).exists():
            self._step("divisions")
            call_command("import_divisions", within=CITY, stdout=self.stderr)
        call_command("import_boundaries", verbosity=0)
        city.lay_out_grids(at=until, step=self._step)
        ways.buildings(at=until)
        city.found_bodies(at=until, step=self._step)
        city.story_mandate(at=until)
        powers.lay(at=until, step=self._step)
        ways.leaders(at=until)
        city.people_posts(at=until, step=self._step)
        city.open_logins(at=until, step=self._step)
        duty.plan(at=until, step=self._step)
        offices.lay(at=until, step=self._step)
        staffing.lay(at=until, step=self._step)
        self._step("cases")
        self._play(until, count)
        self._step("orders")
        by_body, by_grid = staff(until)
        orders.lay(at=until, crew=Crew({b: tuple(a) for b, a in by_body.items()}, by_grid))
        self._play_own(until)
        case_jobs.run(at=until)
        self._step("ways")
        ways.phones(at=until)
        ways.signs(at=until)
        ways.publish(by=_publishers(until), at=until)
        self._step("figures")
        call_command("fold", verbosity=0, stdout=self.stderr)

    def _step(self, name: str) -> None:
        if not self.quiet:
            self.stderr.write(f"  {name} …")

    def _play(self, until: datetime, count: int) -> None:
        """Play all stories, each hand its share; a story is filed once, whoever is killed."""
        zone = ZoneInfo(settings.TIME_ZONE)
        told = list(
            stories(
                seed=city.SEED,
                grids=figures.grids(),
                near=figures.grids(STREET),
                count=count,
                until=until,
                zone=zone,
            )
        )
        works = [_hand(told[n::HANDS], until, zone) for n in range(HANDS)]
        try:
            side_by_side(works, total=len(told), unit="cases", quiet=self.quiet)
        except ChildProcessError as failed:
            text = "a process that played the cases failed; run the demo again"
            raise CommandError(text) from failed

    def _play_own(self, until: datetime) -> None:
        """Play the few scenes that are written out: for someone else, an objection, own data."""
        with steady():
            by_body, by_grid = staff(until)
            crew = Crew({b: tuple(a) for b, a in by_body.items()}, by_grid)
            own.play_own(crew=crew, until=until, zone=ZoneInfo(settings.TIME_ZONE))

    def _tell(self, told: dict[str, Any], port: int) -> None:
        self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
        self.stdout.write(f"http://127.0.0.1:{port}/account/demo/")
        for login in LOGINS:
            self.stdout.write(f"  {login.username:10} {login.role.value} @ {login.place}")

    def _stage(self, until: datetime) -> Stage:
        by_body, by_grid = staff(until)
        return prepare(
            crew=Crew({b: tuple(a) for b, a in by_body.items()}, by_grid),
            publishers=_publishers(until),
            until=until,
            zone=ZoneInfo(settings.TIME_ZONE),
        )

    def _tell_story(self, stage: Stage, port: int) -> None:
        """Print minute, login and address of each step, and what the resident types at the end."""
        for minute, login, path in stage.pages:
            self.stdout.write(f"  {minute}  {login or '-':14} http://127.0.0.1:{port}{path}")
        self.stdout.write(f"  {stage.number}  {stage.code}")

    def _serve(self, port: int) -> None:
        os.environ["LINLI_DEMO"] = "1"
        os.environ["LINLI_DB_ROLE"] = "app"
        connections.close_all()
        call_command("serve", port=port)


def _publishers(at: datetime) -> list[Actor]:
    """Return who may publish."""
    return [a for held in staff(at)[0].values() for a in held if a.of(Permission.PUBLISH)]


def _turn_back(until: datetime) -> None:
    """Let `at` begin again where the story does; `recorded_at` stays the database's own."""
    last = Case.objects.aggregate(last=Max("changed_at"))["last"]
    begin = max(until, last or until)
    settings.CLOCK_SHIFT = (begin - timezone.now()).total_seconds()
    os.environ["LINLI_CLOCK_SHIFT"] = str(round(settings.CLOCK_SHIFT))


def _hand(share: list[Story], until: datetime, zone: ZoneInfo) -> Work:
    """Play one share of the stories."""

    def work() -> Iterator[int]:
        with _hasty(), steady():
            by_body, by_grid = staff(until)
            crew = Crew({b: tuple(a) for b, a in by_body.items()}, by_grid)
            for story in share:
                play(story, crew=crew, until=until, zone=zone)
                yield 1

    return work


@contextmanager
def _hasty() -> Iterator[None]:
    """Do not wait for the disk: a demo that loses power is built again."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
    yield
    connection.close()
