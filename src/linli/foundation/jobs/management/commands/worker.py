"""`linli worker`: does background work until told to stop."""

from __future__ import annotations

import asyncio
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from procrastinate.contrib.django import app
from procrastinate.jobs import DeleteJobCondition

from linli.foundation.database import guard

GRACE_SECONDS = 10  # for jobs at work when told to stop; after that they are another worker's


class Command(BaseCommand):
    """One worker; start as many as the work needs, on any machine that reaches the database."""

    help = "Do background work until told to stop."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take how much at once."""
        parser.add_argument("--concurrency", type=int, default=2, help="jobs at once")
        parser.add_argument("--until-empty", action="store_true", help="stop when nothing waits")

    def handle(self, *args: Any, concurrency: int, until_empty: bool, **options: Any) -> None:
        """Work."""
        guard.refuse_owner_where_it_matters()
        asyncio.run(work(concurrency=concurrency, until_empty=until_empty))


async def work(*, concurrency: int, until_empty: bool) -> None:
    """Work on a pool of the worker's own; SIGTERM and SIGINT end it after the jobs at work."""
    with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]
        async with app.open_async():
            await app.run_worker_async(
                concurrency=concurrency,
                wait=not until_empty,
                shutdown_graceful_timeout=GRACE_SECONDS,
                delete_jobs=DeleteJobCondition.SUCCESSFUL,
            )
