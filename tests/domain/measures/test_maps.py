"""Sums across changes of the map: random trees, moves and mergers, against a slow reference."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from linli.domain.measures.rules.maps import (
    Part,
    as_they_were,
    inside,
    joined,
    on_map,
    spans,
)
from linli.domain.territory.rules.atlas import Atlas

FIRST = date(2021, 1, 1)
LAST = date(2021, 12, 31)
DAYS = (LAST - FIRST).days + 1


class World:
    """A tree that is merged, moved and grown on some days, and entries at its places."""

    def __init__(self, seed: int, turns: int) -> None:
        self.dice = random.Random(seed)  # noqa: S311
        self.parents: dict[int, int] = {1: 0}
        for place in range(2, 15):
            self.parents[place] = self.dice.choice(sorted(self.parents))
        self.next = 15
        self.heirs: dict[int, int] = {}
        self.days = sorted(self.dice.sample(range(1, DAYS), turns))
        self.changed = [FIRST + timedelta(days=d) for d in self.days]
        self.maps = [self.drawn()]
        for _ in self.days:
            self.dice.choice((self.merge, self.move, self.grow))()
            self.maps.append(self.drawn())

    def drawn(self) -> Atlas:
        ids = sorted(self.parents)
        return Atlas.build(ids, [self.parents[i] for i in ids], [0] * len(ids))

    def below(self, place: int) -> set[int]:
        found = {place}
        while more := {i for i, p in self.parents.items() if p in found} - found:
            found |= more
        return found

    def merge(self) -> None:
        ends = self.dice.choice([i for i in self.parents if i != 1])
        heir = self.dice.choice([i for i in self.parents if i not in self.below(ends)])
        for place, parent in self.parents.items():
            if parent == ends:
                self.parents[place] = heir
        del self.parents[ends]
        self.heirs[ends] = heir

    def move(self) -> None:
        goes = self.dice.choice([i for i in self.parents if i != 1])
        self.parents[goes] = self.dice.choice(
            [i for i in self.parents if i not in self.below(goes)]
        )

    def grow(self) -> None:
        self.parents[self.next] = self.dice.choice(sorted(self.parents))
        self.next += 1

    def on(self, day: date) -> Atlas:
        return self.maps[sum(d <= day for d in self.changed)]

    def stands(self, here: Atlas) -> dict[int, int]:
        """What every place that ever was stands for on a map, by walking its heirs."""
        found = {}
        for place in range(1, self.next):
            now: int | None = place
            while now is not None and now not in here:
                now = self.heirs.get(now)
            if now is not None:
                found[place] = now
        return found


WORLDS = st.builds(World, st.integers(0, 10_000), st.integers(0, 5))


def tallies(world: World, number: int) -> tuple[list[tuple[date, int]], Counter]:
    """Entries at places as they stood, and what each place and all above it counted by day."""
    entries, kept = [], Counter()
    for _ in range(number):
        day = FIRST + timedelta(days=world.dice.randrange(DAYS))
        tree = world.on(day)
        place = world.dice.choice(tree.ids.tolist())
        entries.append((day, place))
        for above in tree.path(place):
            kept[above, day] += 1
    return entries, kept


def read(parts: tuple[Part, ...], kept: Counter) -> Counter:
    sums: Counter = Counter()
    for since, until, terms in parts:
        for place, row, times in terms:
            for (at, day), count in kept.items():
                if at == place and since <= day <= until:
                    sums[row] += times * count
    return sums


@given(world=WORLDS, which=st.integers(0, 5))
def test_any_map_reads_the_past_as_if_it_had_always_held(world: World, which: int) -> None:
    here = world.maps[min(which, len(world.maps) - 1)]
    entries, kept = tallies(world, 60)
    stands = world.stands(here)
    rows = here.ids.tolist()
    parts = joined(
        Part(a, b, on_map(world.on(a), here, rows, stands.get))
        for a, b in spans(FIRST, LAST, world.changed)
    )
    wanted = Counter(
        above for _, place in entries if place in stands for above in here.path(stands[place])
    )
    assert read(parts, kept) == wanted
    if here is world.maps[-1]:
        assert wanted[1] == len(entries)  # on today's map nothing is lost


@given(world=WORLDS)
def test_the_entries_behind_a_sum_are_those_it_counts(world: World) -> None:
    here = world.maps[-1]
    entries, kept = tallies(world, 40)
    stands = world.stands(here)
    for row in here.ids.tolist():
        total = 0
        for a, b in spans(FIRST, LAST, world.changed):
            places = inside(world.on(a), here, row, stands.get)
            total += sum(a <= day <= b and place in places for day, place in entries)
        parts = joined(
            Part(a, b, on_map(world.on(a), here, [row], stands.get))
            for a, b in spans(FIRST, LAST, world.changed)
        )
        assert total == read(parts, kept)[row]


@given(world=WORLDS)
def test_as_it_was_the_parts_of_a_whole_add_up(world: World) -> None:
    entries, kept = tallies(world, 60)
    last = world.maps[-1]
    sums: Counter = Counter()
    for a, b in spans(FIRST, LAST, world.changed):
        tree = world.on(a)
        terms = as_they_were(tree, tree.children(1).tolist(), last)
        sums += read((Part(a, b, terms),), kept)
    at_the_top = sum(place == 1 for _, place in entries)
    assert sum(sums.values()) + at_the_top == len(entries)


@given(world=WORLDS)
def test_spans_hold_every_day_once_and_break_where_the_map_changed(world: World) -> None:
    found = spans(FIRST, LAST, world.changed)
    days = [a + timedelta(days=n) for a, b in found for n in range((b - a).days + 1)]
    assert days == [FIRST + timedelta(days=n) for n in range(DAYS)]
    assert [a for a, _ in found[1:]] == world.changed


def test_where_nothing_changed_a_row_is_its_own_tally() -> None:
    tree = Atlas.build([1, 2, 3], [0, 1, 1], [0, 1, 1])
    assert on_map(tree, tree, [1, 2, 3], {}.get) == ((1, 1, 1), (2, 2, 1), (3, 3, 1))
