"""A board: the figures of one place and of the places directly below it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from linli.domain.measures.rules.histogram import median, percentile
from linli.domain.measures.rules.tallies import Stretch, stock, stretch
from linli.domain.measures.states import STOCKS, Name
from linli.domain.territory.queries import PlaceName, atlas, named


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
    """The place, the places below it in the order of their codes, and the days counted."""

    place: Row
    rows: tuple[Row, ...]
    since: date
    until: date


def board(
    place_id: int, since: date, until: date, *, body_id: int | None = None, matter: str = ""
) -> Board:
    """Return the figures of a place and its children for since..until, both days counted.

    Three queries at most; what they read does not grow with the number of cases. `body_id` and
    `matter` (first level) narrow all figures; a stock is not kept by body.
    """
    tree = atlas()
    places = [place_id, *(int(i) for i in tree.children(place_id))]
    found = figures(places, since, until, body_id=body_id, matter=matter)
    names = named(places)
    rows = [Row(names[i], found[i]) for i in places if i in names]
    own = next(r for r in rows if r.place.id == place_id)
    below = sorted((r for r in rows if r is not own), key=lambda r: (r.place.code, r.place.id))
    return Board(own, tuple(below), since, until)


def figures(
    places: Iterable[int],
    since: date,
    until: date,
    *,
    body_id: int | None = None,
    matter: str = "",
) -> dict[int, Figures]:
    """Return the figures of places for since..until (both counted), one query."""
    wanted = list(places)
    flows = [n.value for n in Name if n not in STOCKS]
    where, params = _where(flows, stretch(since, until))
    stock_where, stock_params = _where([n.value for n in STOCKS], stock(until))
    narrow, narrowing = _narrowed(body_id, matter)
    sql = f"""
        SELECT place_id, measure, bucket, sum(total) FROM measures_tally
         WHERE place_id = ANY(%s) AND (({where}) OR ({stock_where})) {narrow}
         GROUP BY place_id, measure, bucket
    """  # noqa: S608 - made of the constants below
    sums: dict[int, dict[Name, int]] = defaultdict(dict)
    histograms: dict[int, dict[int, int]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(sql, [wanted, *params, *stock_params, *narrowing])
        for place, measure, bucket, total in cursor.fetchall():
            if measure == Name.REPLY_DAYS:
                histograms[place][bucket] = int(total)
            else:
                sums[place][Name(measure)] = int(total)
    return {p: Figures(p, sums[p], histograms[p]) for p in wanted}


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
