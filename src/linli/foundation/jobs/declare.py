"""Background work as a function: `@job` runs it once when asked, `@periodic` by the clock.

A job may run twice (its worker was killed): make it idempotent. What it is given is JSON.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from functools import update_wrapper
from typing import Any

from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.manager import JobManager

from linli.kernel.errors import Refusal

log = logging.getLogger(__name__)

ATTEMPTS = 5
RETRY = RetryStrategy(max_attempts=ATTEMPTS, exponential_wait=4)  # after 4, 16, 64, 256 s

# always Django's own connection: a job asked for in a transaction exists when that commits,
# in a worker too (whose own connector is another connection)
manager = JobManager(connector=DjangoConnector())


class Job:
    """A function that a worker will run; calling it runs it here and now."""

    def __init__(
        self, work: Callable[..., Any], *, is_periodic: bool = False, **options: Any
    ) -> None:
        """Register the function under its full name."""
        update_wrapper(self, work)
        self.work = work
        self.is_periodic = is_periodic
        self.name = f"{work.__module__}.{work.__qualname__}"
        self.task = app.task(name=self.name, retry=options.pop("retry", RETRY), **options)(self.run)

    def __call__(self, **values: Any) -> Any:
        """Run it here and now."""
        return self.work(**values)

    def run(self, **values: Any) -> None:
        """Run it in a worker: a refusal is an answer and ends the job, an error is tried again."""
        if self.is_periodic:
            values.pop("timestamp", None)
        try:
            self.work(**values)
        except Refusal as refusal:
            log.warning("job refused", extra={"job": self.name, "code": refusal.code})

    def later(
        self,
        *,
        after: timedelta | None = None,
        once: str | None = None,
        one_at_a_time: str | None = None,
        **values: Any,
    ) -> int | None:
        """Ask for it, to run after the current transaction has committed; returns the job's id.

        `once`: while a job with this word waits, asking again adds none (returns None);
        `one_at_a_time`: jobs with this word run one after the other, in order.
        """
        ask = self.task.configure(
            queueing_lock=once or self.task.queueing_lock,
            lock=one_at_a_time or self.task.lock,
            schedule_in={"seconds": int(after.total_seconds())} if after else None,
        )
        ask.job_manager = manager
        try:
            with transaction.atomic():  # being there already must not break the caller's
                return ask.defer(**values)
        except AlreadyEnqueued:
            return None


def job(
    *, queue: str = "default", attempts: int = ATTEMPTS, one_at_a_time: str | None = None
) -> Callable[[Callable[..., Any]], Job]:
    """Make a function a job: `@jobs.job()`, then `the_job.later(case_id=…)`."""
    retry = RetryStrategy(max_attempts=attempts, exponential_wait=4)
    return lambda work: Job(work, queue=queue, retry=retry, lock=one_at_a_time)


def periodic(cron: str, *, queue: str = "default") -> Callable[[Callable[[], Any]], Job]:
    """Make a function without arguments run by the clock, never twice at once.

    `cron` is minute, hour, day, month, weekday **in UTC**; a sixth field, for seconds, comes LAST.
    A round that fails is not repeated: the next round does its work.
    """

    def declare(work: Callable[[], Any]) -> Job:
        name = f"{work.__module__}.{work.__qualname__}"
        made = Job(work, is_periodic=True, queue=queue, retry=False, lock=name, queueing_lock=name)
        app.periodic(cron=cron)(made.task)
        return made

    return declare
