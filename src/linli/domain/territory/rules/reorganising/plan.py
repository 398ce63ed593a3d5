"""What an instrument makes of the tree: the changes are tried on a copy, and the two compared."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from linli.domain.territory.rules.reorganising.reading import Order
from linli.domain.territory.states import FindingKind, Kind


class Row(NamedTuple):
    """A place as a dated row says it is."""

    place: int
    code: str
    name: str
    kind: Kind
    level: int
    parent: int | None


class Link(NamedTuple):
    """A successor: from which place to which; `heir` took what lay directly in it."""

    source: int
    target: int
    part: bool
    heir: bool


class Choice(NamedTuple):
    """One way to answer what an instrument leaves open."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check says; an ambiguous one has a `key` under which the answer is kept."""

    kind: FindingKind
    code: str
    change: int = 0
    key: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()

    @property
    def text_key(self) -> str:
        """The key of its sentence."""
        return f"territory.finding.{self.code}"


@dataclass(frozen=True)
class Plan:
    """The difference between the tree as it is and as the instrument makes it.

    `before` and `after` hold the places it touches, their children and all above them; ids of
    places to be made are those it was given (negative while nothing is written).
    """

    on: date
    before: Mapping[int, Row]
    after: Mapping[int, Row]
    links: tuple[Link, ...]
    findings: tuple[Finding, ...]
    bodies: tuple[Order, ...]
    verbs: Mapping[int, str]  # place -> the verb that touched it
    answers: Mapping[str, str]
    kept: dict[str, Any] = field(default_factory=dict)  # what an area found out about it, once

    @cached_property
    def born(self) -> list[Row]:
        """Places to be made, parents before children."""
        rows = [row for i, row in self.after.items() if i not in self.before]
        return sorted(rows, key=lambda r: (r.level, r.code))

    @cached_property
    def ended(self) -> list[Row]:
        """Places that end."""
        return [row for i, row in self.before.items() if i not in self.after]

    @cached_property
    def restated(self) -> list[Row]:
        """Places that go on under another code, name, kind or parent."""
        both = self.before.keys() & self.after.keys()
        return [self.after[i] for i in sorted(both) if self.after[i] != self.before[i]]

    @cached_property
    def moved(self) -> list[Row]:
        """Places that go on under another parent."""
        return [r for r in self.restated if r.parent != self.before[r.place].parent]

    @cached_property
    def renamed(self) -> list[Row]:
        """Places that go on under another name."""
        return [r for r in self.restated if r.name != self.before[r.place].name]

    @cached_property
    def heirs(self) -> dict[int, int]:
        """Ended place -> the one its work goes to, followed through this instrument."""
        return heirs_of([row.place for row in self.ended], self.links, self.after)

    @cached_property
    def split(self) -> list[int]:
        """Places that end in parts: what lies directly in them may go to either."""
        parted = {link.source for link in self.links if link.part}
        return [row.place for row in self.ended if row.place in parted]

    def path_before(self, place: int) -> tuple[int, ...]:
        """Return the ids from a place up to the root, as the tree was."""
        return _path(self.before, place)

    def path_after(self, place: int) -> tuple[int, ...]:
        """Return the ids from a place up to the root, as the tree becomes."""
        return _path(self.after, place)

    def of(self, kind: FindingKind) -> list[Finding]:
        """Return the findings of a kind."""
        return [f for f in self.findings if f.kind is kind]


def heirs_of(ended: Iterable[int], links: Iterable[Link], living: Container[int]) -> dict[int, int]:
    """Return ended place -> the living one its work goes to; who has none is not in it."""
    next_of = {link.source: link.target for link in links if link.heir}
    out = {}
    for place in ended:
        here, seen = next_of.get(place), {place}
        while here is not None and here not in living and here not in seen:
            seen.add(here)
            here = next_of.get(here)
        if here is not None and here in living:
            out[place] = here
    return out


def _path(rows: Mapping[int, Row], place: int) -> tuple[int, ...]:
    out: list[int] = []
    here: int | None = place
    while here is not None and here in rows and here not in out:
        out.append(here)
        here = rows[here].parent
    return tuple(out)


def codes_named(orders: Iterable[Order]) -> set[str]:
    """Return every code of a place that some changes name, new ones too."""
    found: set[str] = set()
    for order in orders:
        _gather(order.said, found)
    return found


_CODES = ("code", "parent", "keeps", "place", "to_parent", "new_code", "heir", "seat", "to_seat")


def _gather(said: Any, found: set[str]) -> None:
    if isinstance(said, list):
        for value in said:
            _gather(value, found)
    if not isinstance(said, Mapping):
        return
    for key, value in said.items():
        if key in _CODES and isinstance(value, str) and value:
            found.add(value)
        if key in ("from", "takes"):
            found.update(v for v in value if isinstance(v, str))
        if key == "recode":
            found.update(value, value.values())
        _gather(value, found)
