"""What runs by the clock: missed clocks go one level up, waits and unrated cases end."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.domain.cases.actions.chasing import chase
from linli.foundation import jobs
from linli.foundation.jobs import clock


@jobs.periodic("* * * * *")
def chase_missed() -> None:
    """Act on every clock that ran out, each case in its own transaction."""
    run(at=clock.now())


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
