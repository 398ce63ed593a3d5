"""What counts as having got worse: a change against the week before, with enough behind it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Change:
    """A figure of a place now and before; `number` is how many cases stand behind it."""

    place: int
    what: str  # open or share
    now: int
    before: int
    number: int
    falls: bool = False  # a figure that is worse when it falls

    @property
    def by(self) -> int:
        """How much worse it is; nothing or less where it is not."""
        return self.before - self.now if self.falls else self.now - self.before


def worse(changes: Iterable[Change], *, few: int) -> list[Change]:
    """Return what got worse, most first; below `few` cases a change says nothing.

    Open work is weighed by its growth in hundredths, so that both kinds can stand in one list.
    """
    found = [c for c in changes if c.by > 0 and c.number >= few]
    return sorted(found, key=lambda c: (-_weight(c), c.what, c.place))


def _weight(change: Change) -> float:
    return change.by if change.falls else 100 * change.by / max(change.before, 1)
