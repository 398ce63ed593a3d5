"""What runs by the clock: hands are told in time, missed clocks act, new calendars recount."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.domain.cases.actions import trials
from linli.domain.cases.actions.chasing import chase
from linli.domain.cases.actions.recounting import recount_batch
from linli.domain.cases.actions.uploads import forget_uploads, work_on
from linli.domain.cases.actions.warning import warn
from linli.foundation import jobs
from linli.foundation.jobs import clock


@jobs.periodic("* * * * *")
def chase_missed() -> None:
    """Act on every clock that ran out, each case in its own transaction."""
    run(at=clock.now())


@jobs.periodic("* * * * *")
def clear_trials() -> None:
    """Clear what is left of trial runs that ended so; killed half-way, it goes on later."""
    trials.clear_trials(at=clock.now())


@jobs.periodic("* * * * *")
def warn_of_the_late() -> None:
    """Tell of every clock that is about to run out, some hundred in a transaction."""
    at = clock.now()
    while warn(at=at):
        pass


def run(*, at: datetime) -> int:
    """Act on all clocks missed by a moment; return how many. Killed half-way, it goes on later."""
    done, seen = 0, set[UUID]()
    while True:
        with transaction.atomic():
            acted = chase(at=at, besides=frozenset(seen))
        if acted is None:
            return done
        seen.add(acted)
        done += 1


@jobs.periodic("* * * * *")
def recount_deadlines() -> None:
    """When a year's calendar has arrived, count open deadlines anew; else one look at its state."""
    recount(at=clock.now())


def recount(*, at: datetime) -> int:
    """Count all open deadlines by the calendar as it is; return how many cases changed."""
    changed = 0
    while (batch := recount_batch(at=at)) is not None:
        changed += batch
    return changed


@jobs.job()
def take_upload(upload_id: str) -> None:
    """Look at a file of orders or take it in; killed half-way, it goes on where it ended."""
    work_on(at=clock.now(), upload_id=UUID(upload_id))


@jobs.periodic("20 18 * * *")
def forget_old_uploads() -> None:
    """Delete files of orders that were handed in more than a week ago."""
    forget_uploads(at=clock.now())
