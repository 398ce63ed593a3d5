"""Figures of a roster that give nobody away: at least so many people in whatever is shown; pure.

Two dangers: a small group inside a table whose sum is known, and a small unit that is what a larger
one has more than the units beside it. So a table is shown whole, or in halves, or its sum alone, or
not at all: each time every cell is large enough. And what a larger unit has more than all that is
shown of the units in it is nobody, or again large enough in every cell.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import IntEnum
from itertools import pairwise
from typing import NamedTuple, TypeVar

from linli.domain.people.states import Education

AGES = (35, 45, 55)  # bands up to and including these years, and what is above
SCHOOLING = tuple(Education)
HALF = 2  # of four bands: up to 45 and above; college and below, a bachelor's degree or more
NOBODY = (0, 0, 0, 0)

Unit = TypeVar("Unit", bound=Hashable)
Bands = tuple[int, ...]


class Fact(NamedTuple):
    """What is known of one person for the figures."""

    born: int | None = None
    education: str = ""


class Depth(IntEnum):
    """How much of a table may be shown; each includes those before it."""

    NOTHING = 0
    WHOLE = 1  # the number of people, and their mean
    HALVES = 2
    BANDS = 3


def cells(bands: Bands, depth: Depth) -> Bands:
    """Return the cells that a table of four bands has at a depth."""
    if depth is Depth.BANDS:
        return bands
    if depth is Depth.HALVES:
        return sum(bands[:HALF]), sum(bands[HALF:])
    return (sum(bands),) if depth is Depth.WHOLE else ()


def is_fit(bands: Bands, depth: Depth, least: int) -> bool:
    """Tell whether every cell at a depth holds at least so many people."""
    return all(count >= least for count in cells(bands, depth))


def deepest(bands: Bands, least: int) -> Depth:
    """Return how much of a table that stands alone may be shown."""
    return max(d for d in Depth if all(is_fit(bands, e, least) for e in Depth if e <= d))


def opened(units: Mapping[Unit, Bands], least: int) -> dict[Unit, Depth]:
    """Return how much may be shown of each of some units that make up a larger one.

    At each depth those whose cells are all large enough; but where what is left over, taken
    together, is somebody and not large enough, the smallest of them are left out too.
    """
    found = dict.fromkeys(units, Depth.NOTHING)
    for depth in (Depth.WHOLE, Depth.HALVES, Depth.BANDS):
        fit = [u for u, d in found.items() if d == depth - 1 and is_fit(units[u], depth, least)]
        fit.sort(key=lambda u: sum(units[u]), reverse=True)
        while fit and not _is_safe(_rest(units, fit), depth, least):
            fit.pop()
        found |= dict.fromkeys(fit, depth)
    return found


def _is_safe(rest: Bands, depth: Depth, least: int) -> bool:
    return not sum(rest) or is_fit(rest, depth, least)


def _rest(units: Mapping[Unit, Bands], shown: Sequence[Unit]) -> Bands:
    """Return what is left over together."""
    others = [bands for unit, bands in units.items() if unit not in shown]
    return tuple(map(sum, zip(NOBODY, *others, strict=True)))


@dataclass(frozen=True, slots=True)
class Table:
    """What is shown of four bands: how many people, and the cells as first band, last, number."""

    count: int = 0
    cells: tuple[tuple[int, int, int], ...] = ()

    @classmethod
    def of(cls, bands: Bands, depth: Depth) -> Table:
        """Return what a depth shows."""
        if depth is Depth.NOTHING:
            return cls()
        edges = {Depth.BANDS: (0, 1, 2, 3, 4), Depth.HALVES: (0, HALF, 4)}.get(depth, ())
        pairs = pairwise(edges)
        return cls(sum(bands), tuple((a, b - 1, sum(bands[a:b])) for a, b in pairs))

    @property
    def upper(self) -> int | None:
        """How many are in the upper half, None where that is not shown."""
        return sum(n for first, _, n in self.cells if first >= HALF) if self.cells else None


@dataclass(frozen=True, slots=True)
class RosterFigures:
    """The figures of a unit: people in posts, their mean age and ages, how far they went to school.

    Who has not stated something is not counted in it.
    """

    people: int
    ages: Table = Table()
    mean_age: Decimal | None = None
    education: Table = Table()


def figures(
    people: int, facts: Iterable[Fact], year: int, ages: Depth, education: Depth
) -> RosterFigures:
    """Return the figures of a unit in a year, as much of them as may be shown."""
    rows = list(facts)
    years = [year - f.born for f in rows if f.born is not None]
    return RosterFigures(
        people,
        Table.of(by_age(rows, year), ages),
        _mean(years) if ages else None,
        Table.of(by_education(rows), education),
    )


def by_age(facts: Iterable[Fact], year: int) -> Bands:
    """Return how many people are in each band of ages in a year."""
    out = [0] * (len(AGES) + 1)
    for fact in facts:
        if fact.born is not None:
            out[sum(year - fact.born > edge for edge in AGES)] += 1
    return tuple(out)


def by_education(facts: Iterable[Fact]) -> Bands:
    """Return how many people went how far to school."""
    known = [f.education for f in facts]
    return tuple(known.count(e.value) for e in SCHOOLING)


def _mean(years: Sequence[int]) -> Decimal:
    exact = Decimal(sum(years)) / len(years)
    return exact.quantize(Decimal("0.1"), ROUND_HALF_UP)
