"""Background work of the portal: posters are drawn in a process of their own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

from linli.foundation.jobs import clock
from linli.foundation.jobs.declare import job, periodic
from linli.foundation.journal.models import Entry
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


def on_entries(entries: Sequence[Entry]) -> None:
    """Throw away posters that show a number whose consent was taken down; they are drawn anew."""
    for entry in entries:
        for run in runs.forget_of(by=SYSTEM, at=clock.now(), person=entry.data["person"]):
            draw_posters.later(run=str(run), once=f"posters:{run}:{entry.id}")


@periodic("20 18 * * *")
def forget_posters() -> None:
    """Remove what was drawn more than a week ago; the codes on walls stay."""
    runs.forget_old(by=SYSTEM, at=clock.now())
