"""The Atlas answers as a plain walk of the tree does."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.domain.territory.rules.atlas import Atlas


@st.composite
def forests(draw: st.DrawFn) -> dict[int, int]:
    """Random forests as {id: parent id or 0}, ids with and without holes, in any order."""
    size = draw(st.integers(1, 40))
    base = draw(st.sampled_from([1, 1 << 40]))
    step = draw(st.sampled_from([1, 1, 3]))
    ids = draw(st.permutations([base + i * step for i in range(size)]))
    parents: dict[int, int] = {}
    for n, place in enumerate(ids):
        parents[place] = draw(st.sampled_from([0, *ids[:n]]))
    return {i: parents[i] for i in draw(st.permutations(ids))}


def walk(parents: dict[int, int], place: int) -> tuple[int, ...]:
    path = [place]
    while parents[path[-1]]:
        path.append(parents[path[-1]])
    return tuple(reversed(path))


def build(parents: dict[int, int]) -> Atlas:
    levels = [len(walk(parents, i)) - 1 for i in parents]
    return Atlas.build(list(parents), list(parents.values()), levels)


@given(forests())
def test_paths_and_levels_are_those_of_a_walk(parents: dict[int, int]) -> None:
    atlas = build(parents)
    for place in parents:
        assert atlas.path(place) == walk(parents, place)
        assert atlas.level(place) == len(walk(parents, place)) - 1
        assert atlas.parent_of(place) == (parents[place] or None)
    rows = atlas.paths(list(parents))
    assert [tuple(int(i) for i in row if i) for row in rows] == [walk(parents, i) for i in parents]


@given(forests())
def test_inside_is_being_on_the_path(parents: dict[int, int]) -> None:
    atlas = build(parents)
    pairs = [(a, b) for a in parents for b in parents]
    told = atlas.inside([a for a, _ in pairs], [b for _, b in pairs])
    assert told.tolist() == [b in walk(parents, a) for a, b in pairs]
    assert all(atlas.is_inside(a, b) == (b in walk(parents, a)) for a, b in pairs)


@given(forests())
def test_subtrees_children_and_sums(parents: dict[int, int]) -> None:
    atlas = build(parents)
    values = np.array([int(i) % 7 for i in atlas.ids])
    sums = dict(zip(atlas.ids.tolist(), atlas.sums(values).tolist(), strict=True))
    for place in parents:
        below = {i for i in parents if place in walk(parents, i)}
        assert set(atlas.subtree(place).tolist()) == below
        assert len(atlas.subtree(place)) == len(below)
        assert atlas.children(place).tolist() == sorted(i for i in parents if parents[i] == place)
        assert sums[place] == sum(i % 7 for i in below)


@given(forests())
def test_unknown_places_lie_nowhere(parents: dict[int, int]) -> None:
    atlas = build(parents)
    place, stranger = next(iter(parents)), max(parents) + 1
    assert atlas.inside([stranger, place, stranger], [place, stranger, stranger]).tolist() == [
        False,
        False,
        False,
    ]
    assert stranger not in atlas
    assert place in atlas
    with pytest.raises(KeyError):
        atlas.path(stranger)


def test_a_cycle_is_refused() -> None:
    with pytest.raises(ValueError, match="cycle through 2 places"):
        Atlas.build([1, 2, 3], [0, 3, 2], [0, 1, 1])


def test_a_place_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        Atlas.build([1, 2, 2], [0, 1, 1], [0, 1, 1])


def test_a_missing_parent_is_told() -> None:
    assert Atlas.build([2, 3], [1, 2], [1, 2]).orphans == (2,)


def test_an_empty_tree() -> None:
    atlas = Atlas.build([], [], [])
    assert len(atlas) == 0
    assert atlas.sums(np.empty(0, dtype=np.int64)).tolist() == []
    assert atlas.inside([1], [1]).tolist() == [False]


def test_what_was_saved_is_read_back(tmp_path: Path) -> None:
    atlas = Atlas.build([5, 6, 9], [0, 5, 6], [0, 1, 2])
    atlas.save(tmp_path / "tree.npz")
    again = Atlas.load(tmp_path / "tree.npz")
    assert again.path(9) == (5, 6, 9)
    assert again.sums(np.array([1, 1, 1])).tolist() == [3, 2, 1]
    assert [p.name for p in tmp_path.iterdir()] == ["tree.npz"]
