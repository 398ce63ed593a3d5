"""What runs by the clock: how many matters and items have no lead, or two, once a day."""

from __future__ import annotations

from linli.domain.mandates.actions import count_gaps
from linli.foundation import jobs
from linli.foundation.jobs import clock
from linli.kernel.access import SYSTEM


@jobs.periodic("20 18 * * *")
def count_the_gaps() -> None:
    """Count the gaps of every place; killed, it has written nothing and counts the next time."""
    count_gaps(by=SYSTEM, at=clock.now())
