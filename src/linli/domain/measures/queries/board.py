"""A board: the figures of one place and of the places directly below it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from linli.domain.measures.queries import across
from linli.domain.measures.rules.histogram import median, percentile
from linli.domain.measures.rules.maps import Part, changes_between, spans
from linli.domain.measures.rules.tallies import Stretch, stretch
from linli.domain.measures.states import STOCKS, Name
from linli.domain.territory.queries import PlaceName, atlas, changed, named


@dataclass(frozen=True, slots=True)
class Figures:
    """What was counted at one place: sums, and the histogram of days to the reply."""

    place_id: int
    sums: Mapping[Name, int]
    reply_days: Mapping[int, int] = field(default_factory=dict)

    def __getitem__(self, name: Name) -> int:
        return self.sums.get(name, 0)

    @property
    def filed(self) -> int:
        """Cases filed in the stretch."""
        return self[Name.FILED]

    @property
    def resolved(self) -> int:
        """Cases resolved in the stretch, in time or late."""
        return self[Name.RESOLVED]

    @property
    def in_time(self) -> int:
        """Cases resolved within their limit."""
        return self[Name.IN_TIME]

    @property
    def explained(self) -> int:
        """Cases that law does not allow to resolve, explained; never among the resolved."""
        return self[Name.EXPLAINED]

    @property
    def open(self) -> int:
        """Cases open at the end of the last day."""
        return self[Name.OPEN]

    @property
    def gaps(self) -> int:
        """Matters and items with no lead, or two, as last counted."""
        return self[Name.GAPS]

    @property
    def replied(self) -> int:
        """Replies counted in the histogram."""
        return sum(self.reply_days.values())

    @property
    def in_time_share(self) -> float | None:
        """Resolved in time of all resolved, None when none was."""
        return self.in_time / self.resolved if self.resolved > 0 else None

    @property
    def median_days(self) -> int | None:
        """Median of whole days from filing to the reply."""
        return median(self.reply_days)

    @property
    def p90_days(self) -> int | None:
        """Days within which nine of ten replies came."""
        return percentile(self.reply_days, 0.9)


@dataclass(frozen=True, slots=True)
class Row:
    """A place and its figures."""

    place: PlaceName
    figures: Figures


@dataclass(frozen=True, slots=True)
class Board:
    """The place, the places below it in the order of their codes, and the days counted.

    `on` is the day whose map it is read on; None as it was. `changes` tells whether the map
    changed since the first day counted, so that the two may differ.
    """

    place: Row
    rows: tuple[Row, ...]
    since: date
    until: date
    on: date | None = None
    changes: bool = False


def board(
    place_id: int,
    since: date,
    until: date,
    *,
    body_id: int | None = None,
    matter: str = "",
    on: date | None = None,
    today: date | None = None,
) -> Board:
    """Return the figures of a place and what lies below it for since..until, both days counted.

    As it was, the places below are all that lay there on some of the days, each with what was
    counted while it did; on the map of a day (`on`), those of that day with what lay in them or
    went into them. What they read does not grow with the number of cases. `body_id` and `matter`
    (first level) narrow all figures; a stock is not kept by body. Three queries where names and
    tree are known.
    """
    if on is None:
        parts = across.children(place_id, since, until)
        below = {t.row for part in parts for t in part.terms}
    else:
        tree = atlas(on)
        below = set(tree.children(place_id).tolist()) if place_id in tree else set()
        parts = across.flows(below, since, until, on=on)
    own = across.flows([place_id], since, until, on=on)
    found = _figures(
        [place_id, *below],
        (*own, *parts),
        across.stocks([place_id, *below], until, on=on),
        body_id=body_id,
        matter=matter,
    )
    names = _named([place_id, *below], since, until, on)
    rows = [Row(names[i], found[i]) for i in below if i in names]
    rows.sort(key=lambda r: (r.place.code, r.place.id))
    changes = changes_between(since, today or until, changed())
    return Board(Row(names[place_id], found[place_id]), tuple(rows), since, until, on, changes)


def _named(places: list[int], since: date, until: date, on: date | None) -> dict[int, PlaceName]:
    """Return what places are called on the day of the map, or were called when last there."""
    if on is not None:
        return named(places, on)
    names: dict[int, PlaceName] = {}
    for day in (until, *(a for a, _ in reversed(spans(since, until, changed()))), None):
        if left := [p for p in places if p not in names]:
            names |= named(left, day)
    return names


def figures(
    places: Iterable[int],
    since: date,
    until: date,
    *,
    body_id: int | None = None,
    matter: str = "",
    on: date | None = None,
) -> dict[int, Figures]:
    """Return the figures of places for since..until (both counted), one query.

    As it was, or on the map of a day; what is open is counted where it lies on the last day.
    """
    wanted = list(dict.fromkeys(places))
    return _figures(
        wanted,
        across.flows(wanted, since, until, on=on),
        across.stocks(wanted, until, on=on),
        body_id=body_id,
        matter=matter,
    )


def _figures(
    places: list[int],
    flows: Sequence[Part],
    stocks: Sequence[Part],
    *,
    body_id: int | None,
    matter: str,
) -> dict[int, Figures]:
    narrow, narrowing = _narrowed(body_id, matter)
    asked = [([n.value for n in Name if n not in STOCKS], part) for part in flows]
    asked += [([n.value for n in STOCKS], part) for part in stocks]
    parts, params = [], []
    for measures, part in asked:
        if part.terms:
            where, values = _where(measures, stretch(part.since, part.until))
            parts.append(_PART.format(where=where, narrow=narrow))
            params += [*(list(column) for column in zip(*part.terms, strict=True))]
            params += [*values, *narrowing]
    sums: dict[int, dict[Name, int]] = defaultdict(dict)
    histograms: dict[int, dict[int, int]] = defaultdict(dict)
    for row, measure, bucket, total in _read(parts, params):
        if measure == Name.REPLY_DAYS:
            histograms[row][bucket] = int(total)
        else:
            sums[row][Name(measure)] = int(total)
    return {p: Figures(p, sums[p], histograms[p]) for p in places}


_PART = """
    SELECT term.row, measure, bucket, total * term.times AS total
      FROM unnest(%s::bigint[], %s::bigint[], %s::int[]) AS term(place, row, times)
      JOIN measures_tally ON place_id = term.place
     WHERE {where} {narrow}
"""


def _read(parts: list[str], params: list[Any]) -> list[tuple[Any, ...]]:
    if not parts:
        return []
    sql = (
        "SELECT row, measure, bucket, sum(total) FROM ("  # noqa: S608 - made of the constants
        f"{' UNION ALL '.join(parts)}) AS read GROUP BY row, measure, bucket HAVING sum(total) <> 0"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def _where(measures: list[str], days: Stretch) -> tuple[str, list[Any]]:
    parts: list[str] = []
    params: list[Any] = []
    for grain, ranges in (("d", days.days), ("m", (days.months,) if days.months else ())):
        for first, end in ranges:
            parts.append("grain = %s AND day >= %s AND day < %s")
            params += [grain, first, end]
    return f"measure = ANY(%s) AND ({' OR '.join(parts)})", [measures, *params]


def _narrowed(body_id: int | None, matter: str) -> tuple[str, list[Any]]:
    parts, params = "", list[Any]()
    if body_id is not None:
        parts, params = " AND body_id = %s", [body_id]
    if matter:
        parts, params = f"{parts} AND matter = %s", [*params, matter[:2]]
    return parts, params
