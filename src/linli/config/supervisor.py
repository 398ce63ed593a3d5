"""Keeps the site's processes alive, and ends them all within a time limit."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType

STOP_SECONDS = 15.0  # for all children together; whoever is left then is killed
LONGEST_PAUSE = 30.0
STEADY_SECONDS = 60.0  # a child that ran this long starts anew without a pause
TICK = 0.1
TEND_SECONDS = 5.0
PR_SET_PDEATHSIG = 1


def end_with_parent() -> None:
    """Have the kernel end this process when the supervisor dies, even by SIGKILL (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


@dataclass
class Child:
    """One program that must run: its command, and how often it fell lately."""

    name: str
    command: Sequence[str]
    environ: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    falls: int = 0
    started: float = 0.0
    due: float = 0.0

    def start(self) -> None:
        """Start it in a process group of its own, so that a kill reaches its children too."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            env=os.environ | self.environ,
            start_new_session=True,
            preexec_fn=end_with_parent,
        )

    def is_running(self) -> bool:
        """Tell whether it runs."""
        return self.process is not None and self.process.poll() is None

    def fell(self, now: float) -> float:
        """Note that it ended by itself and return the pause before the next start, in seconds."""
        steady = now - self.started > STEADY_SECONDS
        self.falls = 1 if steady else self.falls + 1
        pause = 0.0 if steady else min(LONGEST_PAUSE, 2.0 ** (self.falls - 1) / 2)
        self.process, self.due = None, now + pause
        return pause

    def send(self, number: int) -> None:
        """Send a signal to the program and all its children."""
        if self.is_running() and self.process:
            os.killpg(self.process.pid, number)


class Supervisor:
    """Runs children until it is told to stop by SIGTERM or SIGINT."""

    def __init__(
        self,
        children: Sequence[Child],
        *,
        tell: Callable[[str], None],
        tend: Callable[[], object] = lambda: None,
    ) -> None:
        """Keep the children, where to say what happens, and what else to look after."""
        self.children = children
        self.tell = tell
        self.tend = tend
        self.stopping = False

    def run(self, *, until_ready: Callable[[], bool], ready: Callable[[], None]) -> None:
        """Start all, call `ready` once the site answers, restart what falls, end all at the end."""
        before = {n: signal.signal(n, self._told) for n in (signal.SIGTERM, signal.SIGINT)}
        is_ready = False
        tended = time.monotonic()
        try:
            while not self.stopping:
                self._keep_running()
                if time.monotonic() - tended > TEND_SECONDS:
                    self.tend()
                    tended = time.monotonic()
                if not is_ready and until_ready():
                    is_ready = True
                    ready()
                time.sleep(TICK)
        finally:
            self.stop()
            for number, handler in before.items():
                signal.signal(number, handler)

    def stop(self) -> None:
        """End all children: asked first, killed when the time is up."""
        end = time.monotonic() + STOP_SECONDS
        for child in self.children:
            child.send(signal.SIGTERM)
        while any(c.is_running() for c in self.children) and time.monotonic() < end:
            time.sleep(TICK)
        for child in self.children:
            if child.is_running():
                self.tell(f"{child.name} did not end in {STOP_SECONDS:.0f} s and is killed")
                child.send(signal.SIGKILL)
            if child.process:
                child.process.wait()

    def _keep_running(self) -> None:
        now = time.monotonic()
        for child in self.children:
            if child.is_running():
                continue
            if child.process:
                code = child.process.returncode
                pause = child.fell(now)
                self.tell(f"{child.name} ended with {code}; it starts again in {pause:.1f} s")
            if now >= child.due:
                child.start()

    def _told(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True
