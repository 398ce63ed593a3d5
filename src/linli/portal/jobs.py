"""Background work of the portal: posters are drawn in a process of their own."""

from __future__ import annotations

import subprocess
import sys

from linli.foundation.jobs import clock
from linli.foundation.jobs.declare import job, periodic
from linli.kernel.access import SYSTEM
from linli.portal.posters import runs


@job(one_at_a_time="posters")
def draw_posters(run: str) -> None:
    """Draw what a run still lacks; killed and run again it goes on where it was."""
    # a process of its own: what draws PDF is heavy, and its memory goes with it
    command = [sys.executable, "-m", "linli", "posters", "--run", run]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"posters were not drawn: {done.stderr[-400:]}")


@periodic("20 18 * * *")
def forget_posters() -> None:
    """Remove what was drawn more than a week ago; the codes on walls stay."""
    runs.forget_old(by=SYSTEM, at=clock.now())
