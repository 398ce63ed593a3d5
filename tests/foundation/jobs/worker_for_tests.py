"""The jobs that the tests' worker processes know."""

import asyncio
import os
import sys
import time
from pathlib import Path

from django.db import transaction
from procrastinate.contrib.django import app

from linli.foundation import jobs
from linli.foundation.jobs import jobs as own
from linli.foundation.jobs.management.commands import worker
from linli.kernel.errors import Conflict


def note(path: str, text: str) -> None:
    with Path(path).open("a") as out:
        out.write(f"{text}\n")


@jobs.job(attempts=2)
def hang_once(*, path: str) -> None:
    """The first to try hangs and says who it is; the next finishes."""
    first = not Path(path).exists()
    note(path, f"began {os.getpid()}")
    if first:
        time.sleep(600)
    note(path, f"done {os.getpid()}")


@jobs.job(attempts=3)
def fail_once(*, path: str) -> None:
    first = not Path(path).exists()
    note(path, "tried")
    if first:
        raise ValueError("the first try fails")


@jobs.job()
def refuse(*, path: str) -> None:
    note(path, "tried")
    raise Conflict("told_why")


@jobs.job()
def ask_and_fail(*, path: str) -> None:
    """What a failed transaction asked for is never done."""
    with transaction.atomic():
        refuse.later(path=path)
        raise Conflict("rolled_back")


if os.environ.get("TICK"):

    @jobs.periodic("* * * * * */1")
    def tick() -> None:
        note(os.environ["TICK"], "tick")


def main() -> None:
    own.SILENT_SECONDS = 1
    # the areas' own periodic work would come between
    clock = app.periodic_registry.periodic_tasks
    for key in [k for k in clock if not k[0].startswith(__name__)]:
        del clock[key]
    asyncio.run(worker.work(concurrency=2, until_empty="--until-empty" in sys.argv))
