"""Reading tallies across changes of the map: as it was, or on the map of one day.

A tally holds what was counted at a place and in all below it, as they lay on the day. What lay in
a part of another map is therefore a sum of few tallies, taken or taken away where the two maps
part: `Σ own(p)` over the places of a part equals the totals of its uppermost places less those of
what lies in them and is not of it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from linli.domain.territory.rules.atlas import Atlas

BEGINNING = date(1, 1, 1)
DAY = timedelta(days=1)

Ids = npt.NDArray[np.int64]
Stands = Callable[[int], int | None]


class Term(NamedTuple):
    """The tallies of a place, counted towards a row once or taken away."""

    place: int
    row: int
    times: int


class Part(NamedTuple):
    """Days, both counted, and the terms that make the rows in them."""

    since: date
    until: date
    terms: tuple[Term, ...]


class Window(NamedTuple):
    """Days, both counted, and the places whose entries make a figure in them; None: all."""

    since: date
    until: date
    places: tuple[int, ...] | None


def spans(since: date, until: date, changed: Sequence[date]) -> list[tuple[date, date]]:
    """Return the stretches of since..until in which the map stayed as it was."""
    turns = changed[bisect_right(changed, since) : bisect_right(changed, until)]
    starts = [since, *turns]
    return list(zip(starts, [*(d - DAY for d in turns), until], strict=True))


def joined(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Return parts with neighbours of the same terms made one."""
    out: list[Part] = []
    for part in parts:
        if out and out[-1].terms == part.terms:
            out[-1] = out[-1]._replace(until=part.until)
        else:
            out.append(part)
    return tuple(out)


def as_they_were(tree: Atlas, rows: Iterable[int], last: Atlas) -> tuple[Term, ...]:
    """Return rows as places lay on a day: each is its own tally.

    What was not there yet counts as the last map has it: history filed at a place of today.
    """
    return tuple(Term(r, r, 1) for r in sorted(rows) if r in tree or r in last)


def on_map(then: Atlas, here: Atlas, rows: Iterable[int], stands: Stands) -> tuple[Term, ...]:
    """Return rows of one map out of the tallies of days when another held.

    `stands` names what stands here for a place that is not here any more.
    """
    ids, above = _with_later(then, here)
    at = here.index(_standing(ids, here, stands))
    found: list[Term] = []
    for level in _apart(here, rows):
        label = _labels(here, level, at)
        outer = np.where(above >= 0, label[above], -1)
        for i in np.flatnonzero(label != outer).tolist():
            if label[i] >= 0:
                found.append(Term(int(ids[i]), level[label[i]], 1))
            if outer[i] >= 0:
                found.append(Term(int(ids[i]), level[outer[i]], -1))
    return tuple(sorted(found))


def inside(then: Atlas, here: Atlas, place: int, stands: Stands) -> tuple[int, ...]:
    """Return the places of one map, and what came later, that lie in a place of another."""
    ids, _ = _with_later(then, here)
    at = here.index(_standing(ids, here, stands))
    return tuple(int(i) for i in np.sort(ids[_labels(here, [place], at) >= 0]))


def _with_later(then: Atlas, here: Atlas) -> tuple[Ids, npt.NDArray[np.int64]]:
    """Return the ids of one map with those only the other has, and where each one's parent is."""
    later = np.setdiff1d(here.ids, then.ids, assume_unique=True)
    ids = np.concatenate((then.ids, later))
    if not len(later):
        return ids, then.parent.astype(np.int64)
    own = here.parent[here.index(later)]
    parents = np.where(own >= 0, here.ids[own], 0)
    at = then.index(parents) if len(then) else np.full(len(later), -1)
    at_later = np.minimum(np.searchsorted(later, parents), len(later) - 1)
    found = np.where(later[at_later] == parents, len(then.ids) + at_later, at)
    return ids, np.concatenate((then.parent.astype(np.int64), found))


def _standing(ids: Ids, here: Atlas, stands: Stands) -> Ids:
    """Return what stands here for each id: itself, what came after it, or 0."""
    gone = np.flatnonzero(here.index(ids) < 0) if len(here) else np.arange(len(ids))
    if not len(gone):
        return ids
    out = ids.copy()
    out[gone] = [stands(int(ids[i])) or 0 for i in gone]
    return out


def _apart(here: Atlas, rows: Iterable[int]) -> list[list[int]]:
    """Return rows in groups of one depth: within a group none lies in another."""
    groups: dict[int, list[int]] = {}
    for row in sorted(set(rows)):
        if row in here:
            groups.setdefault(int(here.depth[here.index([row])[0]]), []).append(row)
    return [groups[depth] for depth in sorted(groups)]


def _labels(here: Atlas, rows: Sequence[int], at: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return for each position the number of the row that it lies in, −1 for none."""
    places = here.index(list(rows))
    order = np.argsort(here.tin[places])
    first, last = here.tin[places][order], here.tout[places][order]
    turn = np.where(at >= 0, here.tin[at], -1)
    number = np.searchsorted(first, turn, side="right") - 1
    good = (number >= 0) & (turn < last[np.maximum(number, 0)])
    return np.where(good, order[np.maximum(number, 0)], -1)


def changes_between(first: date, last: date, changed: Sequence[date]) -> bool:
    """Tell whether the map changed after one day and up to another."""
    return bisect_right(changed, last) > bisect_left(changed, first + DAY)
