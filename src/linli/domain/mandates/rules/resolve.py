"""Who must act: climb from a place until a body holds the matter as lead; pure look-ups.

At each place of the path, from the leaf to the root, the matter itself is looked for, then its
ancestors in the catalogue; the first lead found has it. Only when nobody on the whole path
holds it does the territorial fallback (属地, a mandate on the catalogue's root) count, nearest
first. It is a mandate like any other: without one there is no answer, and we say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from linli.domain.mandates.states import ROOT, MandateRole

Chain = tuple[str, ...]


class Holding(NamedTuple):
    """One mandate as the index keeps it: who, as what, for which matter and place, since when."""

    mandate: int
    body: int
    role: str
    matter: str
    place: int
    since: date | None
    until: date | None
    in_name_of: int | None
    answers_suit: int | None
    line: str = ""


class Resolution(NamedTuple):
    """The answer for one matter at one place on one day.

    `path` holds the places climbed, leaf first; `helpers` the other parts on the path: of each
    line of bodies the nearest one (the county's brigade, not the city's division with it).
    """

    matter: str
    place: int
    on: date
    lead: Holding
    helpers: tuple[Holding, ...]
    path: tuple[int, ...]

    @property
    def body(self) -> int:
        """Id of the lead body."""
        return self.lead.body

    @property
    def mandate(self) -> int:
        """Id of the mandate that decides."""
        return self.lead.mandate

    @property
    def in_name_of(self) -> int:
        """Id of the body in whose name the lead acts."""
        return self.lead.in_name_of or self.lead.body

    @property
    def answers_suit(self) -> int:
        """Id of the body that answers a review or a suit."""
        return self.lead.answers_suit or self.in_name_of

    @property
    def is_fallback(self) -> bool:
        """Tell whether only the territorial fallback answers."""
        return self.lead.matter == ROOT


class Step(NamedTuple):
    """One step of the climb, to be shown: at this place nobody, or this holding."""

    place: int
    fallback: bool
    found: Holding | None


Held = Mapping[int, Mapping[str, tuple[Holding, ...]]]


@dataclass(frozen=True, slots=True)
class Index:
    """All mandates by place and matter, and each matter's chain to its first level."""

    leads: Held
    parts: Held
    chains: Mapping[str, Chain]

    @classmethod
    def of(cls, holdings: Iterable[Holding], parents: Mapping[str, str | None]) -> Index:
        """Build from mandates and the catalogue (code -> parent's code)."""
        leads: dict[int, dict[str, tuple[Holding, ...]]] = {}
        parts: dict[int, dict[str, tuple[Holding, ...]]] = {}
        for h in holdings:
            shelf = (leads if h.role == MandateRole.LEAD else parts).setdefault(h.place, {})
            shelf[h.matter] = (*shelf.get(h.matter, ()), h)
        return cls(leads, parts, {code: chain_of(code, parents) for code in parents})

    def resolve(self, matter: str, path: Sequence[int], on: date) -> Resolution | None:
        """Return who must act at the end of a path (root first); None if nobody must.

        Raises KeyError for a code that is not in the catalogue.
        """
        chain = self.chains[matter]
        climb = tuple(reversed(path))
        lead = _first(self.leads, climb, chain, on) or _first(self.leads, climb, (ROOT,), on)
        if lead is None:
            return None
        helpers = _helpers(self.parts, climb, (*chain, ROOT), on, lead)
        return Resolution(matter, climb[0], on, lead, helpers, climb)

    def steps(self, matter: str, path: Sequence[int], on: date) -> list[Step]:
        """Return the climb as it went, for the page that explains it."""
        chain, climb, out = self.chains[matter], tuple(reversed(path)), []
        for tried in (chain, (ROOT,)):
            for place in climb:
                found = _first(self.leads, (place,), tried, on)
                out.append(Step(place, tried == (ROOT,), found))
                if found:
                    return out
        return out


def chain_of(code: str, parents: Mapping[str, str | None]) -> Chain:
    """Return a code with its ancestors, nearest first, without the root."""
    out: list[str] = []
    here: str | None = code
    while here is not None and here != ROOT:
        out.append(here)
        here = parents[here]
    return tuple(out)


def _first(held: Held, climb: Sequence[int], chain: Chain, on: date) -> Holding | None:
    for place in climb:
        shelf = held.get(place)
        if shelf is None:
            continue
        for code in chain:
            for h in shelf.get(code, ()):
                if _holds(h, on):
                    return h
    return None


def _helpers(
    held: Held, climb: Sequence[int], chain: Chain, on: date, lead: Holding
) -> tuple[Holding, ...]:
    shelves = [held[place] for place in climb if place in held]
    if not shelves:
        return ()
    found: dict[str | int, Holding] = {}
    for shelf in shelves:
        for code in chain:
            for h in shelf.get(code, ()):
                key = h.line or h.body
                if key not in found and h.body != lead.body and _holds(h, on):
                    found[key] = h
    found.pop(lead.line, None)
    return tuple(found.values())


def _holds(h: Holding, on: date) -> bool:
    return (h.since is None or h.since <= on) and (h.until is None or on < h.until)
