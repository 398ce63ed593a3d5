"""Fold entries behind the horizon into tallies, in one transaction with the horizon."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import connection, transaction

from linli.domain.measures.queries.compiled import sql
from linli.domain.measures.rules.tallies import Key, Sum, spread
from linli.domain.territory.queries import ask_again, atlas, successor
from linli.foundation.journal import actions as journal
from linli.foundation.journal.actions import Span

CONSUMER = "measures"
BATCH = 50_000
_CHUNK = 20_000

_ADD = """
    INSERT INTO measures_tally
           (measure, place_id, grain, day, body_id, matter, bucket, total)
    SELECT * FROM unnest(%s::text[], %s::bigint[], %s::text[], %s::date[], %s::bigint[],
                         %s::text[], %s::int[], %s::bigint[])
    ON CONFLICT (place_id, measure, grain, day, body_id, matter, bucket)
    DO UPDATE SET total = measures_tally.total + excluded.total
"""


def fold(*, limit: int = BATCH) -> int:
    """Fold all entries that are settled, in batches; return how many."""
    folded = 0
    while count := _fold_batch(limit):
        folded += count
    return folded


@transaction.atomic
def _fold_batch(limit: int) -> int:
    taken = journal.span(CONSUMER, limit)
    if taken is None:
        return 0
    ask_again()  # whoever changed the tree kept the fold waiting: it is read as it is now
    add(spread(sums(Span.where, taken.params), path_of))
    return taken.count


def sums(where: str, params: list[Any]) -> Iterator[Sum]:
    """Return the sums of the entries that a condition selects, at the places they name."""
    window = f"SELECT * FROM journal_entry WHERE {where}"  # noqa: S608 - a constant of ours
    with connection.cursor() as cursor:
        cursor.execute(f"WITH entry AS ({window}) {sql('sums')}", params)
        rows = cursor.fetchall()
    # by day: the trees of few days are kept in memory at a time
    return iter(sorted((Sum(*row) for row in rows), key=lambda s: s.day))


def path_of(day: date, place: int) -> tuple[int, ...]:
    """Return the place and all above it as they were on the day.

    A place that was not there yet (history filed at a place of today) has today's path; one that
    had ended (a case closed before, told or re-opened later) has the path of what stood for it;
    one that never was stands alone.
    """
    for tree in (atlas(day), atlas()):
        if place in tree:
            return tree.path(place)
    stands = successor(place, day)
    return (place,) if stands is None else atlas(day).path(stands)


@transaction.atomic
def add(tallies: Counter[Key]) -> None:
    """Add to the tallies that stand; new ones begin at zero."""
    items = sorted((key, total) for key, total in tallies.items() if total)
    with connection.cursor() as cursor:
        for start in range(0, len(items), _CHUNK):
            chunk = items[start : start + _CHUNK]
            columns = [list(column) for column in zip(*(key for key, _ in chunk), strict=True)]
            cursor.execute(_ADD, [*columns, [total for _, total in chunk]])
