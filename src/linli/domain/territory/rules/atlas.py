"""The Atlas: the tree at a date as flat arrays (Euler tour), so that questions are array work."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from linli.domain.territory.states import Kind

KINDS = tuple(Kind)  # the number of a kind is its place here

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64] | npt.NDArray[np.float64]

_SAVED = ("ids", "parent", "depth", "levels", "kinds", "tin", "tout", "order")


class Atlas:
    """Places of one tree: who lies inside whom, paths, subtrees and sums over them.

    `ids` are ascending; every other array is aligned with it. `parent` holds positions (−1 for a
    root), `tin` the place's turn in a depth-first walk and `tout` the turn after its last
    descendant; `order` is the walk itself (positions). `orphans` are roots by accident: places
    whose parent is not in the tree.
    """

    def __init__(
        self, ids: Ints, parent: npt.NDArray[np.int32], **arrays: npt.NDArray[Any]
    ) -> None:
        """Keep the arrays; use `build` or `load`."""
        self.ids = ids
        self.parent = parent
        self.depth = arrays["depth"]
        self.levels = arrays["levels"]
        self.kinds = arrays["kinds"]
        self.tin = arrays["tin"]
        self.tout = arrays["tout"]
        self.order = arrays["order"]
        self.orphans: tuple[int, ...] = ()
        # Ids mostly come from one import: a run without holes is found by subtraction.
        self._base = int(ids[0]) if len(ids) else 0
        steps = np.flatnonzero(np.diff(ids) != 1)
        self._run = int(steps[0]) + 1 if len(steps) else len(ids)
        self._ids = array("q", ids.tobytes())
        self._parents = array("i", parent.tobytes())
        self._paths: dict[int, tuple[int, ...]] = {-1: ()}

    @classmethod
    def build(
        cls,
        ids: npt.ArrayLike,
        parents: npt.ArrayLike,
        levels: npt.ArrayLike,
        kinds: npt.ArrayLike | None = None,
    ) -> Self:
        """Make the Atlas of places with these parents' ids (0 = none); refuses a cycle.

        `kinds` are numbers of KINDS; left out, all are the first.
        """
        raw = np.asarray(ids, dtype=np.int64)
        sort = np.argsort(raw, kind="stable")
        own = raw[sort]
        if len(own) > 1 and bool((own[1:] == own[:-1]).any()):
            raise ValueError("a place stands in the tree twice")
        above = np.asarray(parents, dtype=np.int64)[sort]
        parent = _positions(own, above)
        depth = _depths(parent)
        tin, tout = _tour(parent, depth)
        order = np.empty(len(own), dtype=np.int32)
        order[tin] = np.arange(len(own), dtype=np.int32)
        kind = np.zeros(len(own)) if kinds is None else np.asarray(kinds)[sort]
        atlas = cls(
            own,
            parent,
            depth=depth,
            levels=np.asarray(levels, dtype=np.int8)[sort],
            kinds=kind.astype(np.int8),
            tin=tin,
            tout=tout,
            order=order,
        )
        atlas.orphans = tuple(int(i) for i in own[(parent < 0) & (above != 0)])
        return atlas

    def save(self, path: Path) -> None:
        """Write the arrays to a file, whole or not at all."""
        draft = path.with_suffix(f".{id(self)}.part")
        with draft.open("wb") as file:
            np.savez(file, **{name: getattr(self, name) for name in _SAVED})
        draft.replace(path)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read an Atlas that `save` wrote."""
        with np.load(path, allow_pickle=False) as file:
            return cls(**{name: file[name] for name in _SAVED})

    @property
    def nbytes(self) -> int:
        """Bytes that the arrays take (without the paths remembered)."""
        arrays = sum(int(getattr(self, name).nbytes) for name in _SAVED)
        return arrays + 8 * len(self._ids) + 4 * len(self._parents)

    def __len__(self) -> int:
        return len(self.ids)

    def __contains__(self, place: object) -> bool:
        return isinstance(place, int) and self._at(place) >= 0

    def index(self, ids: npt.ArrayLike) -> Ints:
        """Return the positions of ids, −1 where a place is not in this tree."""
        wanted = np.asarray(ids, dtype=np.int64)
        at = wanted - self._base
        if len(self.ids) == self._run:
            outside = (at < 0) | (at >= self._run)
            return np.where(outside, -1, at) if bool(outside.any()) else at
        at = np.minimum(np.searchsorted(self.ids, wanted), len(self.ids) - 1)
        return np.where(self.ids[at] == wanted, at, -1)

    def inside(self, a: npt.ArrayLike, b: npt.ArrayLike) -> Bools:
        """Tell for each pair whether place a is b or lies in it; unknown places lie nowhere."""
        ia, ib = self.index(a), self.index(b)
        if not len(self.ids):
            return np.zeros(ia.shape, dtype=np.bool_)
        turn = self.tin[ia]
        found: Bools = (turn >= self.tin[ib]) & (turn < self.tout[ib])
        if bool((ia < 0).any()) or bool((ib < 0).any()):
            found &= (ia >= 0) & (ib >= 0)
        return found

    def is_inside(self, a: int, b: int) -> bool:
        """Tell whether place a is b or lies in it."""
        return b in self.path(a)

    def path(self, place: int) -> tuple[int, ...]:
        """Return the ids from the root to the place; KeyError if it is not in this tree."""
        i = place - self._base
        if not 0 <= i < self._run:
            i = self._found(place)
        up = self._parents[i]
        try:
            return self._paths[up] + (place,)
        except KeyError:
            known = self._paths[up] = self.path(self._ids[up])
            return (*known, place)

    def paths(self, places: npt.ArrayLike) -> Ints:
        """Return paths as rows from the root, filled up with 0; unknown places give zeros."""
        at = self.index(places)
        known = at >= 0
        deepest = int(self.depth.max(initial=0)) + 1
        rows = np.zeros((len(at), deepest), dtype=np.int64)
        here: npt.NDArray[Any] = at[known]
        row = np.flatnonzero(known)
        while len(here):
            rows[row, self.depth[here]] = self.ids[here]
            above = self.parent[here]
            on = above >= 0
            here, row = above[on], row[on]
        return rows

    def level(self, place: int) -> int:
        """Return the level of a place; KeyError if it is not in this tree."""
        return int(self.levels[self._found(place)])

    def parent_of(self, place: int) -> int | None:
        """Return the parent's id, None for a root."""
        up = self._parents[self._found(place)]
        return self._ids[up] if up >= 0 else None

    def turns(self, place: int) -> tuple[int, int]:
        """Return the place's turn in the walk and the one after its last descendant."""
        i = self._found(place)
        return int(self.tin[i]), int(self.tout[i])

    def subtree(self, place: int) -> Ints:
        """Return the ids of the place and all below it, in depth-first order."""
        i = self._found(place)
        found: Ints = self.ids[self.order[self.tin[i] : self.tout[i]]]
        return found

    def children(self, place: int) -> Ints:
        """Return the ids of the places directly below, ascending."""
        i = self._found(place)
        below = self.order[self.tin[i] + 1 : self.tout[i]]
        found: Ints = self.ids[below[self.parent[below] == i]]
        return found

    def counts(self, place: int) -> dict[Kind, int]:
        """Return how many places of each kind lie below a place."""
        i = self._found(place)
        kinds = self.kinds[self.order[self.tin[i] + 1 : self.tout[i]]]
        found = np.bincount(kinds, minlength=len(KINDS)).tolist()
        return {kind: n for kind, n in zip(KINDS, found, strict=True) if n}

    def sums(self, values: Numbers) -> Numbers:
        """Return for every place the sum of `values` (aligned with `ids`) over its subtree."""
        total = np.zeros(len(self.ids) + 1, dtype=values.dtype)
        np.cumsum(values[self.order], out=total[1:])
        sums: Numbers = total[self.tout] - total[self.tin]
        return sums

    def _at(self, place: int) -> int:
        i = place - self._base
        if 0 <= i < self._run:
            return i
        i = bisect_left(self._ids, place, lo=self._run)
        return i if i < len(self._ids) and self._ids[i] == place else -1

    def _found(self, place: int) -> int:
        i = self._at(place)
        if i < 0:
            raise KeyError(place)
        return i


def _positions(own: Ints, wanted: Ints) -> npt.NDArray[np.int32]:
    """Return where each wanted id stands among the ascending own, −1 where it does not."""
    if not len(own):
        return np.empty(0, dtype=np.int32)
    at = np.minimum(np.searchsorted(own, wanted), len(own) - 1)
    return np.where(own[at] == wanted, at, -1).astype(np.int32)


def _depths(parent: npt.NDArray[np.int32]) -> npt.NDArray[np.int16]:
    depth = np.where(parent < 0, 0, -1).astype(np.int16)
    todo = np.flatnonzero(parent >= 0)
    while len(todo):
        above = depth[parent[todo]]
        depth[todo] = np.where(above >= 0, above + 1, -1)
        left = todo[above < 0]
        if len(left) == len(todo):
            raise ValueError(f"the tree has a cycle through {len(left)} places")
        todo = left
    return depth


def _tour(
    parent: npt.NDArray[np.int32], depth: npt.NDArray[np.int16]
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Return each place's turn in a depth-first walk and the turn after its last descendant."""
    count = len(parent)
    size = np.ones(count + 1, dtype=np.int64)  # the last stands for "above the roots"
    by_depth = [np.flatnonzero(depth == d) for d in range(int(depth.max(initial=-1)) + 1)]
    for nodes in reversed(by_depth[1:]):
        size[:count] += np.bincount(parent[nodes], weights=size[nodes], minlength=count).astype(
            np.int64
        )
    tin = np.full(count + 1, -1, dtype=np.int64)  # tin[-1] = −1: roots begin at 0
    for nodes in by_depth:
        siblings = nodes[np.argsort(parent[nodes], kind="stable")]
        above = parent[siblings]
        before = np.concatenate(([0], np.cumsum(size[siblings])[:-1]))
        first = np.concatenate(([True], above[1:] != above[:-1])) if len(above) else above
        group = np.maximum.accumulate(np.where(first, np.arange(len(above)), 0))
        tin[siblings] = tin[above] + 1 + before - before[group]
    turns = tin[:count].astype(np.int32)
    return turns, (turns + size[:count]).astype(np.int32)
