"""Thresholds: numbers that rules ask for by a key, dated, with a basis, and different by place.

To add one, write a line into `data/default/thresholds.csv`: key (`area.name`), kind (`limit`,
`span`, `number`, `share`, `time`), value, what it is in Chinese and in English, and the basis in
both. Nothing else: new databases get it by the migrations, a standing one by `linli import pack`
(until then the line itself holds), the page and `linli limits` show it. The code that needs it asks
`mandates.queries.threshold(key, place, on)` and hands the value to its pure rules.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from fractions import Fraction
from typing import Any

from linli.domain.mandates.rules.pack import Fault, clean, foul
from linli.domain.mandates.states import ThresholdKind
from linli.kernel.clock import Limit, Unit
from linli.kernel.errors import NotFound, Refusal
from linli.kernel.tenure import Tenure

COLUMNS = ("key", "kind", "value", "name", "name_en", "basis", "basis_en")
_KEY = re.compile(r"[a-z_]{1,20}\.[a-z_]{1,19}")
_NUMBER = re.compile(r"[1-9]\d{0,5}")
_SHARE = re.compile(r"(\d{1,2}|100)%")
_PLAIN = {Unit.MINUTE: "minutes", Unit.HOUR: "hours", Unit.DAY: "days"}
ALWAYS = Tenure()


@dataclass(frozen=True, slots=True)
class ThresholdRow:
    """One line of a pack: a threshold, what it is, and its value with the basis."""

    key: str
    kind: str
    value: str
    name: str
    name_en: str
    basis: str
    basis_en: str


@dataclass(frozen=True, slots=True)
class Held:
    """The value that holds for a key at a place on a day, where it is set, and by which basis."""

    key: str
    kind: str
    value: str
    name: str
    name_en: str
    basis: str
    basis_en: str
    place: int | None = None
    tenure: Tenure = ALWAYS

    @property
    def limit(self) -> Limit:
        """The value as a clock's limit."""
        return Limit.parse(self.value)

    @property
    def span(self) -> timedelta:
        """The value as plain time."""
        limit = self.limit
        return timedelta(**{_PLAIN[limit.unit]: limit.amount})

    @property
    def number(self) -> int:
        """The value as a whole number."""
        return int(self.value)

    @property
    def share(self) -> Fraction:
        """The value as a part of one."""
        return Fraction(int(self.value.removesuffix("%")), 100)

    @property
    def time(self) -> time:
        """The value as a time of the day."""
        return time.fromisoformat(self.value)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """All values by key and by the place they are set at; None is everywhere."""

    values: Mapping[str, Mapping[int | None, tuple[Held, ...]]]

    @classmethod
    def of(cls, rows: Iterable[Held]) -> Thresholds:
        """Arrange the rows."""
        found: dict[str, dict[int | None, tuple[Held, ...]]] = {}
        for row in rows:
            at_place = found.setdefault(row.key, {})
            at_place[row.place] = (*at_place.get(row.place, ()), row)
        return cls(found)

    def at(self, key: str, path: Sequence[int], on: date) -> Held:
        """Return what holds on a day at the end of a path from the root: the nearest row decides.

        Raises NotFound for a key that no pack has, or one without a value on that day.
        """
        set_at = self.values.get(key, {})
        for place in (*reversed(path), None):
            for row in set_at.get(place, ()):
                if row.tenure.holds(on):
                    return row
        raise NotFound("unknown_threshold", rule=key)


def judged(kind: str, text: str) -> str | None:
    """Return a value in the form that is kept, None where it is not of its kind."""
    return _READERS[ThresholdKind(kind)](text)


def read_thresholds(
    rows: Iterable[Mapping[str | None, Any]],
) -> tuple[list[ThresholdRow], list[Fault]]:
    """Return the thresholds of a file and every fault in it, by the file's lines (header is 1)."""
    good: list[ThresholdRow] = []
    faults: list[Fault] = []
    seen: set[str] = set()
    for line, row in enumerate(rows, start=2):
        cells = {c: clean(row.get(c)) for c in COLUMNS}
        found = [(c, code) for c, code in _judgements(cells, seen) if code]
        faults += [Fault(line, c, code, cells[c][:40]) for c, code in found]
        seen.add(cells["key"])
        if not found:
            value = judged(cells["kind"], cells["value"]) or ""
            good.append(ThresholdRow(**{**cells, "value": value}))
    return good, faults


def _judgements(cells: Mapping[str, str], seen: set[str]) -> Iterable[tuple[str, str | None]]:
    for column, text in cells.items():
        yield column, foul(column, text) if text else "empty"
    yield "key", None if _KEY.fullmatch(cells["key"]) else "not_a_code"
    yield "key", "twice" if cells["key"] in seen else None
    if cells["kind"] not in list(ThresholdKind):
        yield "kind", "unknown_value"
    elif judged(cells["kind"], cells["value"]) is None:
        yield "value", "unknown_value"


def _limit(text: str) -> str | None:
    try:
        return Limit.parse(text).text
    except Refusal:
        return None


def _span(text: str) -> str | None:
    limit = _limit(text)
    return limit if limit and Limit.parse(limit).unit in _PLAIN else None


def _number(text: str) -> str | None:
    return text if _NUMBER.fullmatch(text) else None


def _share(text: str) -> str | None:
    return text if _SHARE.fullmatch(text) else None


def _time(text: str) -> str | None:
    try:
        return f"{time.fromisoformat(text):%H:%M}"
    except ValueError:
        return None


_READERS: Mapping[ThresholdKind, Callable[[str], str | None]] = {
    ThresholdKind.LIMIT: _limit,
    ThresholdKind.SPAN: _span,
    ThresholdKind.NUMBER: _number,
    ThresholdKind.SHARE: _share,
    ThresholdKind.TIME: _time,
}
