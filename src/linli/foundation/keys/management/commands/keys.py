"""`linli keys init|rotate|retire|status`: the master keys of this installation."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count

from linli.foundation.keys import actions, masters
from linli.foundation.keys.models import DataKey


class Command(BaseCommand):
    """Make the master key, add one and wrap all data keys with it, or drop the old ones."""

    help = "init, rotate, retire or status of the master keys"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the one word that says what to do."""
        parser.add_argument("verb", choices=("init", "rotate", "retire", "status"))
        parser.add_argument("--batch", type=int, default=1000)

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and print numbers, never keys."""
        match options["verb"]:
            case "init":
                self._init()
            case "rotate":
                self._rotate(options["batch"])
            case "retire":
                self._retire()
            case _:
                self._status()

    def _init(self) -> None:
        if settings.KEY_COMMAND:
            raise CommandError("the master key comes from LINLI_KEY_COMMAND; nothing to make here")
        if masters.key_file().exists():
            masters.load()
            self.stdout.write(f"master key present: {masters.key_file()}")
            return
        if DataKey.objects.exists():
            raise CommandError("data keys stand in the database: restore the key file instead")
        masters.create()
        self.stdout.write(f"master key made: {masters.key_file()}; keep a copy off this machine")

    def _rotate(self, batch: int) -> None:
        ring = masters.load()
        unfinished = DataKey.objects.exclude(master_no=ring.current).exists()
        # a run that was stopped is finished first; with a command, the operator adds the key there
        if not unfinished and not settings.KEY_COMMAND:
            masters.replace(masters.grown(ring))
        masters.cached.cache_clear()
        count = actions.rewrap(batch)
        self.stdout.write(f"{count} data keys now wrapped by master {masters.ring().current}")

    def _retire(self) -> None:
        ring = masters.load()
        if settings.KEY_COMMAND:
            raise CommandError("take the old keys out of what LINLI_KEY_COMMAND reads")
        if DataKey.objects.exclude(master_no=ring.current).exists():
            raise CommandError("some data keys are wrapped by an older master: run rotate first")
        masters.replace(masters.retired(ring))
        self.stdout.write(f"only master {ring.current} is kept")

    def _status(self) -> None:
        ring = masters.load()
        self.stdout.write(f"current master: {ring.current} of {sorted(ring.keys)}")
        counts = DataKey.objects.values_list("master_no").annotate(n=Count("id"))
        for number, count in counts.order_by("master_no"):
            self.stdout.write(f"master {number}: {count} data keys")
