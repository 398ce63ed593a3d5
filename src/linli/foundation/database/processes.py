"""What is left of a server that was killed, told apart from one that lives."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

from linli.foundation.database.account import ServerError
from linli.foundation.database.address import PORT

PROC = Path("/proc")


def pid_in(path: Path) -> int | None:
    """Return the process id in the first line of a lock file, or None."""
    try:
        first = path.read_text().splitlines()[0]
        return abs(int(first))
    except (FileNotFoundError, IndexError, ValueError):
        return None


def clear_stale(data: Path, socket: Path, is_up: Callable[[], bool], *, seconds: float) -> bool:
    """Remove the lock files of a killed server; True if instead a living one came up meanwhile.

    A killed postmaster can stay a zombie for long where nothing reaps it (a container), and its
    number may be another program's by now: PostgreSQL then refuses to start. The files go only
    when no process works in the data folder any more; a living one is waited for.
    """
    lock = data / "postmaster.pid"
    end = time.monotonic() + seconds
    while (pid := pid_in(lock)) and _exists(pid):
        if is_up():
            return True
        if not at_work(data, pid):
            # both name the same dead process: removing only one keeps the server from starting
            (socket / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)
            lock.unlink(missing_ok=True)
            return False
        if time.monotonic() > end:
            raise ServerError(
                f"a PostgreSQL (process {pid}) works in {data} but takes no connections; "
                f"look at {data / 'log'}"
            )
        time.sleep(0.1)
    return False


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def at_work(data: Path, pid: int) -> bool:
    """Tell whether any living process has the data folder as its own (all of PostgreSQL's do)."""
    if not PROC.is_dir():
        return _exists(pid)
    return any(_works_in(process, data) for process in PROC.glob("[0-9]*"))


def _works_in(process: Path, data: Path) -> bool:
    try:
        # a zombie has no working folder any more
        return Path(os.readlink(process / "cwd")) == data.resolve()
    except OSError:
        return False
