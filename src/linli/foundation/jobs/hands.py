"""Work too long for one process: hands side by side, each on a connection of its own."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from queue import Empty
from typing import Any

from django.db import connections
from tqdm import tqdm

Work = Callable[[], Iterator[int]]  # done in the hand's process; yields how much was done


def side_by_side(works: Sequence[Work], *, total: int, unit: str, quiet: bool = False) -> int:
    """Do the works in a process each, with a progress bar; return how much was done.

    Raises ChildProcessError where a process failed; what it had done stays done.
    """
    connections.close_all()
    context = multiprocessing.get_context("fork")
    queue: Any = context.Queue()
    hands = [context.Process(target=_hand, args=(work, queue)) for work in works]
    for hand in hands:
        hand.start()
    done = 0
    with tqdm(total=total, disable=quiet, unit=f" {unit}") as bar:
        while any(h.is_alive() for h in hands) or not queue.empty():
            try:
                number = queue.get(timeout=0.5)
            except Empty:
                continue
            done += number
            bar.update(number)
    if any(hand.exitcode for hand in hands):
        raise ChildProcessError(f"one of {len(hands)} processes failed after {done} {unit}")
    return done


def _hand(work: Work, queue: Any) -> None:
    _let_go()
    for number in work():
        queue.put(number)
    connections.close_all()


def _let_go() -> None:
    """Forget connections that came with the fork, without a word to the server: the parent's.

    `close_all` does not reach those that Django keeps apart for code under an event loop; two
    hands on one of them would read each other's answers.
    """
    for inherited in connections.all(initialized_only=True):
        inherited.connection = None
