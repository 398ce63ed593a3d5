"""What is kept in memory of the tree: one thing per state of the tree and span of days."""

from __future__ import annotations

import threading
import time
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sized
from datetime import date
from itertools import count
from pathlib import Path
from typing import Generic, Protocol, TypeVar, runtime_checkable
from uuid import UUID

from django.conf import settings
from django.db import connection

from linli.domain.territory.models import PlaceVersion, TreeVersion

FRESH = 1.0  # seconds for which the tree's mark is believed without asking again
SMALL = 10_000  # trees below this build faster than a file opens
FILES = 12  # files kept on disk
FORMAT = 1  # raised when what a file holds changes


@runtime_checkable
class Keepable(Sized, Protocol):
    """What can be written to a file."""

    def save(self, path: Path) -> None:
        """Write it, whole or not at all."""


T = TypeVar("T", bound=Sized)


class _Seen(threading.local):
    """What this thread last knew of the tree: its mark, when and where it asked, days of change.

    Each thread its own, because inside a transaction one may see a tree that others do not.
    """

    mark: UUID | None = None
    asked: float = float("-inf")
    turn: int = -1
    inside: bool = False
    days: tuple[date, ...] | None = None


_seen = _Seen()
_turns = count()  # a new one whenever this process changes the tree
_turn = next(_turns)
_lock = threading.RLock()


def forget() -> None:
    """Let every thread ask the database again (after a change here, and between tests)."""
    global _turn
    _turn = next(_turns)


def ask_again() -> None:
    """Let this thread ask for the mark again: it has waited for whoever changed the tree."""
    _seen.asked = float("-inf")


def tree_mark() -> UUID:
    """Return the mark of the tree, asking the database at most once a second.

    What was read inside a transaction is not believed after it: it may have been rolled back.
    """
    now, inside = time.monotonic(), connection.in_atomic_block
    believed = _seen.turn == _turn and now - _seen.asked <= FRESH
    if _seen.mark is None or not believed or (_seen.inside and not inside):
        mark = TreeVersion.current()
        if mark != _seen.mark:
            _seen.mark, _seen.days = mark, None
        _seen.asked, _seen.turn, _seen.inside = now, _turn, inside
    return _seen.mark


def changed() -> tuple[date, ...]:
    """Return the days on which any place began, ended or changed, ascending."""
    tree_mark()
    if _seen.days is None:
        begun = PlaceVersion.objects.filter(valid_from__isnull=False).order_by()
        ended = PlaceVersion.objects.filter(valid_to__isnull=False).order_by()
        days = begun.values_list("valid_from").union(ended.values_list("valid_to"))
        _seen.days = tuple(sorted(day for (day,) in days if day))
    return _seen.days


class Kept(Generic[T]):
    """Things made from the tree, by its mark and the span of days between two changes."""

    def __init__(
        self,
        name: str,
        build: Callable[[date | None], T],
        load: Callable[[Path], T] | None,
        most: int,
        state: Callable[[], Hashable] = lambda: None,
    ) -> None:
        """Name the files; say how to build from rows and read a file, and how many are kept.

        Without `load` it is never written to a file. `state` is what it depends on besides the
        tree.
        """
        self.name = name
        self.build = build
        self.load = load
        self.most = most
        self.state = state
        self._things: OrderedDict[Hashable, T] = OrderedDict()

    def on(self, day: date | None) -> T:
        """Return the thing for a day (None = as last written): from memory, file or rows."""
        with _lock:
            mark = tree_mark()
            since: date | None = None
            if day is not None and (days := changed()):
                before = bisect_right(days, day)
                since = days[before - 1] if before else None
            key = (mark, since, day is None, self.state())
            if key not in self._things:
                self._things[key] = self._from_file(mark, since, day)
                while len(self._things) > self.most:
                    self._things.popitem(last=False)
            self._things.move_to_end(key)
            return self._things[key]

    def _from_file(self, mark: UUID, since: date | None, day: date | None) -> T:
        if mark.int == 0 or self.load is None:
            return self.build(day)
        folder = Path(settings.VAR) / "atlas"
        label = "last" if day is None else since.isoformat() if since else "first"
        path = folder / f"{self.name}{FORMAT}-{mark.hex}-{label}.npz"
        try:
            return self.load(path)
        except (OSError, ValueError, KeyError):
            made = self.build(day)
        if len(made) >= SMALL and isinstance(made, Keepable):
            folder.mkdir(parents=True, exist_ok=True)
            _keep_few(folder)
            made.save(path)
        return made


def _keep_few(folder: Path) -> None:
    for path in sorted(folder.glob("*.npz"), key=lambda p: p.stat().st_mtime)[: 1 - FILES]:
        path.unlink(missing_ok=True)
