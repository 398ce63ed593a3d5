"""What runs by the clock: what lies unread out of hours goes to the leader on duty."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from linli.domain.bodies.actions import pass_on
from linli.foundation import jobs
from linli.foundation.jobs import clock
from linli.kernel.access import SYSTEM


@jobs.periodic("* * * * *")
def pass_on_unread() -> None:
    """Pass on every urgent notice that nobody on duty has read in time."""
    run(at=clock.now())


def run(*, at: datetime) -> int:
    """Pass on all that lay unread by a moment; return how many. Killed half-way, it goes on."""
    seen: set[UUID] = set()
    while (done := pass_on(by=SYSTEM, at=at, besides=frozenset(seen))) is not None:
        seen.add(done)
    return len(seen)
