"""`linli serve`: the whole site in one command, the database included if it is ours."""

from __future__ import annotations

import errno
import http.client
import os
import socket
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from linli.config.prepare import NotPreparedError, prepare
from linli.config.supervisor import Child, Supervisor
from linli.foundation.database import address, guard
from linli.foundation.database.account import ServerError
from linli.foundation.database.cluster import Cluster

THREADS = 4  # per web process; each keeps at most one database connection
WORKER_JOBS = 2


class Command(BaseCommand):
    """Prepares, then runs web and worker until told to stop."""

    help = "Serve the site: migrate if needed, run web server and worker, restart what falls."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take where to listen and how much to run."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--zone", choices=("desk",), default="desk")
        parser.add_argument("--processes", type=int, default=min(4, os.cpu_count() or 1))

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve."""
        host, port = options["host"], options["port"]
        refuse_taken(host, port)
        try:
            prepare(self._say)
            refuse_owner()
        except (NotPreparedError, guard.UnsafeRoleError) as error:
            raise CommandError(str(error)) from error
        children = [
            Child("web", web(host, port, options["processes"]), pool(THREADS, options["zone"])),
            Child("worker", worker(), pool(WORKER_JOBS, options["zone"])),
        ]
        where = f"http://{host}:{port}"
        Supervisor(children, tell=self._say, tend=self._tend_database).run(
            until_ready=lambda: answers(host, port),
            ready=lambda: self._say(f"{where} is open; Ctrl-C ends it"),
        )
        self._say("closed")

    def _tend_database(self) -> None:
        """Start our database again if it was killed; somebody else's is theirs to look after."""
        if settings.DATABASE_PACKAGED:
            try:
                if Cluster(settings.DATABASE_FOLDER).start():
                    self._say("the database had ended and was started again")
            except ServerError as error:
                self._say(str(error))

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def web(host: str, port: int, processes: int) -> list[str]:
    """Return the web server's command."""
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"]
    command += ["--host", host, "--port", str(port), "--workers", str(processes)]
    command += ["--blocking-threads", str(THREADS), "--workers-kill-timeout", "5"]
    command += ["--respawn-failed-workers", "--log-level", "warning"]
    return [*command, "linli.config.wsgi:application"]


def worker() -> list[str]:
    """Return the worker's command."""
    return [sys.executable, "-m", "linli", "worker", "--concurrency", str(WORKER_JOBS)]


def pool(connections: int, zone: str) -> dict[str, str]:
    """Return a child's environment: who it is in the database, and how many connections it keeps.

    Where a developer serves as a superuser (LINLI_DEBUG) the role changes nothing.
    """
    return {
        "LINLI_DB_ROLE": "app",
        "LINLI_DB_POOL": str(connections),
        "LINLI_ZONE": zone,
        "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
        "LINLI_VAR": str(settings.HOME),
    }


def refuse_owner() -> None:
    """Raise UnsafeRoleError if web and worker would own the tables; we ourselves may (the demo)."""
    if guard.matters():
        guard.refuse_owner_at(address.resolve({**os.environ, "LINLI_DB_ROLE": "app"}))


def refuse_taken(host: str, port: int) -> None:
    """Raise CommandError with a clear message if the address cannot be listened on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise CommandError(
                    f"port {port} is taken by another program; choose one with --port"
                ) from error
            raise CommandError(f"cannot listen on {host}:{port}: {error.strerror}") from error


def answers(host: str, port: int) -> bool:
    """Tell whether the site answers there, whatever it says; listening alone is not enough."""
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    asked = http.client.HTTPConnection(here, port, timeout=2)
    try:
        asked.request("HEAD", "/")
        return asked.getresponse().status > 0
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asked.close()
