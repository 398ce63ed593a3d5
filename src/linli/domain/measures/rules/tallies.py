"""From sums at places to tallies of each place and all above it, by day and by month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from linli.domain.measures.states import Grain

EDGE_DAYS = 62  # a stretch up to this long is read by days alone


class Key(NamedTuple):
    """What one tally is of; `day` is the first of the month in a month's tally."""

    measure: str
    place_id: int
    grain: str
    day: date
    body_id: int
    matter: str
    bucket: int


class Sum(NamedTuple):
    """One row of the compiled sums."""

    measure: str
    place_id: int
    body_id: int
    matter: str
    day: date
    bucket: int
    total: int


PathOf = Callable[[date, int], tuple[int, ...]]


def spread(sums: Iterable[Sum], path_of: PathOf) -> Counter[Key]:
    """Return tallies of the leaf and of each of its ancestors on the day, by day and month."""
    tallies: Counter[Key] = Counter()
    for s in sums:
        for place in path_of(s.day, s.place_id):
            for grain, day in ((Grain.DAY, s.day), (Grain.MONTH, s.day.replace(day=1))):
                key = Key(s.measure, place, grain.value, day, s.body_id, s.matter, s.bucket)
                tallies[key] += int(s.total)
    return tallies


def differences(kept: Counter[Key], recomputed: Counter[Key]) -> Iterator[tuple[Key, int, int]]:
    """Yield (what, kept, recomputed) wherever the two differ; a missing tally is 0."""
    for key in sorted(kept.keys() | recomputed.keys()):
        if kept[key] != recomputed[key]:
            yield key, kept[key], recomputed[key]


class Stretch(NamedTuple):
    """Days to read as days and first-of-months to read as months; half-open pairs."""

    days: tuple[tuple[date, date], ...]
    months: tuple[date, date] | None


def stretch(since: date, until: date) -> Stretch:
    """Split the days since..until (both counted) into at most 62 days and whole months."""
    end = until + timedelta(days=1)
    first = since if since.day == 1 else next_month(since)
    last = end.replace(day=1)
    if (end - since).days <= EDGE_DAYS or first >= last:
        return Stretch(((since, end),), None)
    edges = tuple((a, b) for a, b in ((since, first), (last, end)) if a < b)
    return Stretch(edges, (first, last))


def next_month(day: date) -> date:
    """Return the first day of the next month."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
