"""`linli db start|stop|status|grant|remove`: the packaged PostgreSQL, and who may do what."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from linli.foundation.database import address, grants
from linli.foundation.database.account import ServerError
from linli.foundation.database.cluster import Cluster


class Command(BaseCommand):
    """Works with no server up: it only needs the settings, not a connection."""

    help = "Start, stop or show the packaged PostgreSQL; grant the application its rights."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what to do."""
        parser.add_argument("what", choices=("start", "stop", "status", "grant", "remove"))
        parser.add_argument("--yes", action="store_true", help="really delete all data (remove)")

    def handle(self, *args: Any, what: str, yes: bool, **options: Any) -> None:
        """Do one of the five."""
        if what == "grant":
            self.stdout.write(f"rights granted on {grants.grant(connection)} tables")
        elif not address.is_packaged(os.environ):
            self.stdout.write("DATABASE_URL names the server; its operator starts and stops it")
        else:
            self._packaged(what, yes=yes)

    def _packaged(self, what: str, *, yes: bool) -> None:
        cluster = Cluster(address.folder(os.environ))
        try:
            if what == "start":
                said = "started" if cluster.start(keep=True) else "already running"
            elif what == "stop":
                said = "stopped" if cluster.stop() else "was not running"
            elif what == "remove":
                said = self._remove(cluster, yes=yes)
            else:
                said = _described(cluster)
        except ServerError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"PostgreSQL {said}")

    def _remove(self, cluster: Cluster, *, yes: bool) -> str:
        if not yes:
            raise CommandError("this deletes all data; say --yes")
        cluster.remove()
        for folder in cluster.folder.parent.glob("test-db*"):
            Cluster(folder, durable=False).remove()
        return "and all its data removed"


def _described(cluster: Cluster) -> str:
    status = cluster.status()
    if not status.up:
        return f"is not running (data: {status.data})"
    keeper = "kept until `linli db stop`" if status.kept else "stops with its last user"
    return f"is running, process {status.pid}, {keeper} (data: {status.data})"
