"""Where open work belongs after the map has changed; pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from linli.domain.cases.entries import NAMES, PLACES

COLUMNS = tuple(f"{name}_id" for name in NAMES)
BY_LEVEL = {2: "prefecture", 3: "county", 4: "town", 5: "community", 6: "grid"}

MOVE = "re_home"


class Elsewhere(NamedTuple):
    """Places of one level that lie elsewhere now, and what stands above them, by column."""

    level: int
    places: tuple[int, ...]
    above: tuple[tuple[str, int | None], ...]


@dataclass(frozen=True)
class Way:
    """What an instrument does to work: places that end, that lie elsewhere, bodies that end."""

    ended: Mapping[int, tuple[int, ...]] = field(default_factory=dict)  # by level
    elsewhere: tuple[Elsewhere, ...] = ()
    bodies: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.ended or self.elsewhere or self.bodies)


Where = tuple[int | None, ...]  # the six ids of PLACES
Values = tuple[int | None, ...]  # the ids of NAMES


@dataclass
class Homes:
    """Finds new homes, each question asked once: few places and bodies hold many cases."""

    place: Callable[[int], Where | None]  # a place -> place and levels of what stands for it
    body: Callable[[int, Where, Where], int | None]
    desk: Callable[[int], int | None]
    beside: Callable[[int, int], int]  # a body, a place -> its like seated there, or itself
    _places: dict[int, Where | None] = field(default_factory=dict)
    _bodies: dict[tuple[int, Where, Where], int | None] = field(default_factory=dict)

    def of(self, values: Values, *, is_open: bool, part: int | None = None) -> Values:
        """Return where a case belongs now; one that is only still to be told keeps its places.

        `part` is the place of a split that was named for this case: not its heir, and its bodies
        are those seated there where they have their like.
        """
        old: Where = values[: len(PLACES)]
        place = part or old[0] or 0
        if place not in self._places:
            self._places[place] = self.place(place)
        new = self._places[place]
        if new is None:
            return values
        bodies = list(values[len(PLACES) :])
        if not is_open:
            bodies[-1] = self._body(bodies[-1], old, new)
            return (*old, *bodies)
        moved = [self._body(b, old, new) for b in bodies]
        if part is not None:
            moved = [b and self.beside(b, part) for b in moved]
        desk = moved[0] or self.desk(new[0] or 0) or bodies[0]
        # whose body left no heir is its desk's again
        after = [desk if b and m is None else m for b, m in zip(bodies, moved, strict=True)]
        return (*new, desk, *after[1:])

    def _body(self, body: int | None, old: Where, new: Where) -> int | None:
        if body is None:
            return None
        key = (body, old, new)
        if key not in self._bodies:
            self._bodies[key] = self.body(body, old, new)
        return self._bodies[key]


def said(before: Values, after: Values, reorganisation: int) -> dict[str, Any]:
    """Return what the entry tells: what changed, and what it was."""
    told: dict[str, Any] = {"reorganisation": reorganisation}
    for name, old, new in zip(NAMES, before, after, strict=True):
        if old != new:
            told |= {name: new, f"was_{name}": old}
    return told


def as_it_was(values: Values, told: Mapping[str, Any]) -> Values:
    """Return the ids as they were before an entry."""
    pairs = zip(NAMES, values, strict=True)
    return tuple(told.get(f"was_{n}", v) for n, v in pairs)


def ways_above(level: int, above: Sequence[tuple[int, int]]) -> tuple[tuple[str, int | None], ...]:
    """Return the columns above a level with the ids of a path, as (level, id)."""
    held = {BY_LEVEL[depth]: place for depth, place in above if depth in BY_LEVEL}
    return tuple((BY_LEVEL[d], held.get(BY_LEVEL[d])) for d in BY_LEVEL if d < level)
