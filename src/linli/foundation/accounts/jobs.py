"""What accounts do by the clock."""

from __future__ import annotations

from linli.foundation import jobs
from linli.foundation.accounts import actions
from linli.foundation.jobs import clock


@jobs.periodic("*/10 * * * *")
def sweep_tries() -> None:
    """Remove counts of tries whose window is over."""
    actions.sweep_tries(at=clock.now())
