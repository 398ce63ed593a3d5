"""Two states of lists side by side: one list on two days, or the lists of two places on one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from linli.domain.mandates.models import PowerList
from linli.domain.mandates.queries.powers.lists import Power, all_items

# what is compared, in the order in which it is told
TOLD = (
    *("name", "matter_id", "mode", "lead_id", "in_name_of_id", "answers_suit_id"),
    *("basis", "duty", "steps", "roles", "limit", "supervision", "disclosure"),
)
# between two places the bodies are always others: what they do is compared
ACROSS = ("name", "matter_id", "mode", "basis", "steps", "limit", "supervision", "disclosure")


@dataclass(frozen=True, slots=True)
class Pair:
    """One item on either side, and the fields that differ."""

    code: str
    one: Power | None
    other: Power | None
    fields: tuple[str, ...] = ()

    @property
    def how(self) -> str:
        """What became of it: added, gone, changed, same."""
        if self.one is None:
            return "added"
        if self.other is None:
            return "gone"
        return "changed" if self.fields else "same"

    @property
    def power(self) -> Power | None:
        """The later side, else the earlier."""
        return self.other or self.one


@dataclass(frozen=True, slots=True)
class Comparison:
    """All pairs by code; those that differ, and how many are alike."""

    pairs: tuple[Pair, ...]

    @property
    def differing(self) -> list[Pair]:
        """Return the pairs that are not alike."""
        return [p for p in self.pairs if p.how != "same"]

    def count(self, how: str) -> int:
        """Return how many pairs are added, gone, changed or same."""
        return sum(p.how == how for p in self.pairs)


def compare_days(listed: PowerList, one: date, other: date) -> Comparison:
    """Return what changed in a list between two days; six queries."""
    return _compared(all_items(listed, one), all_items(listed, other), TOLD)


def compare_places(one: PowerList, other: PowerList, on: date) -> Comparison:
    """Return how the lists of two places differ on a day, item by item of one code; six queries."""
    return _compared(all_items(one, on), all_items(other, on), ACROSS)


def _compared(one: Iterable[Power], other: Iterable[Power], fields: tuple[str, ...]) -> Comparison:
    left, right = {p.code: p for p in one}, {p.code: p for p in other}
    pairs = [
        Pair(code, a := left.get(code), b := right.get(code), _differing(a, b, fields))
        for code in sorted(left.keys() | right.keys())
    ]
    return Comparison(tuple(pairs))


def _differing(a: Power | None, b: Power | None, fields: tuple[str, ...]) -> tuple[str, ...]:
    if a is None or b is None:
        return ()
    found = [f for f in fields if getattr(a.term, f) != getattr(b.term, f)]
    if "lead_id" in fields and _helping(a) != _helping(b):
        found.append("helpers")
    return tuple(f.removesuffix("_id") for f in found)


def _helping(power: Power) -> list[tuple[int, str]]:
    return [(h.who.id, h.duty) for h in power.helpers]
