"""The jobs' own housekeeping: what a killed worker held is done by another."""

from __future__ import annotations

import logging

from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from linli.foundation.jobs.declare import ATTEMPTS

log = logging.getLogger(__name__)

SILENT_SECONDS = 30  # a worker gives a sign of life every 10
FAILED_KEPT_HOURS = 30 * 24


@app.periodic(cron="* * * * *")
@app.task(name=f"{__name__}.recover", queueing_lock="jobs.recover", pass_context=True)
async def recover(context: JobContext, timestamp: int) -> None:
    """Give the jobs of silent workers to others; one that has taken too many workers fails."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS):
        if job.attempts >= ATTEMPTS:
            log.error("job given up", extra={"job": job.id, "task": job.task_name})
            await manager.finish_job(job, status=Status.FAILED, delete_job=False)
        else:
            log.warning("job recovered", extra={"job": job.id, "task": job.task_name})
            await manager.retry_job(job)


@app.periodic(cron="40 18 * * *")
@app.task(name=f"{__name__}.tidy", queueing_lock="jobs.tidy", pass_context=True)
async def tidy(context: JobContext, timestamp: int) -> None:
    """Forget jobs that failed a month ago; those that succeeded are forgotten at once."""
    await context.app.job_manager.delete_old_jobs(
        nb_hours=FAILED_KEPT_HOURS, include_failed=True, include_cancelled=True
    )
