"""A tree on a day beside a published list: what is equal, and what differs in which way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from linli.domain.territory.rules.divisions import Division
from linli.domain.territory.states import Kind, Level


class Word(StrEnum):
    """In which way a place differs; one may be renamed, recoded and moved at once."""

    MISSING = "missing"  # the list has it, the tree does not
    EXTRA = "extra"  # the tree has it, the list does not
    RENAMED = "renamed"
    RECODED = "recoded"
    MOVED = "moved"


# What differs in a place that both have, by word.
_VALUE = {Word.RENAMED: "name", Word.RECODED: "code", Word.MOVED: "parent"}


class Ours(NamedTuple):
    """A place of the tree on the day; `parent` is the id of the place above."""

    place: int
    code: str
    parent: int | None
    name: str
    kind: Kind
    level: Level


class Turn(NamedTuple):
    """One dated row of a place: from when, what it said, and the instrument that made it.

    `parent` is a place's id; `until` and `ended_by` say when and by what the row came to an end.
    """

    since: date | None
    until: date | None
    code: str
    name: str
    parent: int | None
    instrument: str
    ended_by: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """A place as one of the two has it; `above` is what its parent is called there."""

    code: str
    name: str
    above: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A place in which the two differ; `instruments` say why, by the word they explain.

    `open` are the words that no instrument explains.
    """

    words: tuple[Word, ...]
    level: Level
    place: int | None
    ours: Side | None
    theirs: Side | None
    instruments: tuple[str, ...] = ()
    open: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Compared:
    """What a comparison found: how many places are the same, and each that is not."""

    equal: int
    differences: tuple[Difference, ...]

    def counts(self) -> dict[str, int]:
        """Return how often each word was said, and how many differences nothing explains."""
        said = {w.value: sum(w in d.words for d in self.differences) for w in Word}
        return {"equal": self.equal, **said, "open": sum(bool(d.open) for d in self.differences)}


@dataclass(frozen=True, slots=True)
class Known:
    """What the register of places knows besides the day: codes ever given, rows, the two days.

    `on` is the day of the tree, `listed` that of the list; None where it is not known.
    """

    codes: Mapping[str, int]
    turns: Mapping[int, Sequence[Turn]]
    on: date | None = None
    listed: date | None = None


def compare(ours: Sequence[Ours], theirs: Sequence[Division], known: Known) -> Compared:
    """Return how a tree and a list differ, each place once, in the order of codes."""
    pairs = _pairs(ours, theirs, known.codes)
    there = {d.code: d for d in theirs}
    mine = {o.place: o for o in ours}
    taken = {o.place: code for code, o in pairs.items()}
    equal, found = 0, []
    for division in theirs:
        own = pairs.get(division.code)
        above = there[division.parent].name if division.parent in there else ""
        theirs_side = Side(division.code, division.name, above)
        if own is None:
            place = known.codes.get(division.code)
            found.append(_alone(Word.MISSING, division.level, place, theirs_side, known))
            continue
        parent = pairs.get(division.parent)
        words = _words(own, division, parent, inside=division.parent in there)
        if not words:
            equal += 1
            continue
        target = {
            Word.RENAMED: division.name,
            Word.RECODED: division.code,
            Word.MOVED: parent.place if parent else known.codes.get(division.parent),
        }
        why = {w: _why(own.place, w, target[w], known) for w in words}
        found.append(
            Difference(
                words,
                division.level,
                own.place,
                _side(own, mine),
                theirs_side,
                tuple(dict.fromkeys(i for w in words for i in why[w])),
                tuple(w for w in words if not why[w]),
            )
        )
    for own in ours:
        if own.place not in taken:
            found.append(_alone(Word.EXTRA, own.level, own.place, _side(own, mine), known))
    found.sort(key=_order)
    return Compared(equal, tuple(found))


def _order(d: Difference) -> tuple[str, str]:
    side = d.theirs or d.ours
    return (side.code if side else "", d.words[0])


def _side(own: Ours, mine: Mapping[int, Ours]) -> Side:
    above = mine.get(own.parent or 0)
    return Side(own.code, own.name, above.name if above else "")


def _words(own: Ours, division: Division, parent: Ours | None, *, inside: bool) -> tuple[Word, ...]:
    """Return how a place that both have differs; what lies above the part compared is not asked."""
    said = []
    if own.name != division.name:
        said.append(Word.RENAMED)
    if own.code != division.code:
        said.append(Word.RECODED)
    if inside and (parent is None or parent.place != own.parent):
        said.append(Word.MOVED)
    return tuple(said)


def _pairs(
    ours: Sequence[Ours], theirs: Sequence[Division], codes: Mapping[str, int]
) -> dict[str, Ours]:
    """Return which place each code of the list means: by its code, a former one, or its name.

    By name only where no place here ever had the code, and only if that leaves no doubt: the same
    name under the same parent, else the only two of that name left.
    """
    by_place = {o.place: o for o in ours}
    pairs: dict[str, Ours] = {}
    taken: set[int] = set()
    by_code = {o.code: o for o in ours}
    for way in (lambda d: by_code.get(d.code), lambda d: by_place.get(codes.get(d.code, 0))):
        for division in theirs:
            own = way(division)
            if division.code not in pairs and own is not None and own.place not in taken:
                pairs[division.code] = own
                taken.add(own.place)
    left = [d for d in theirs if d.code not in pairs and d.code not in codes]
    for level in sorted({d.level for d in left}):
        _by_name([d for d in left if d.level == level], ours, pairs, taken)
    return pairs


def _by_name(
    left: Sequence[Division], ours: Sequence[Ours], pairs: dict[str, Ours], taken: set[int]
) -> None:
    """Pair what is left of one level: under the same parent first, then wherever it lies."""
    level = left[0].level
    for key_of in (_under_parent, _anywhere):
        free: dict[object, list[Ours]] = defaultdict(list)
        for own in ours:
            if own.level == level and own.place not in taken:
                free[key_of(own.name, own.parent)].append(own)
        asked: dict[object, list[Division]] = defaultdict(list)
        for division in left:
            if division.code not in pairs:
                parent = pairs.get(division.parent)
                asked[key_of(division.name, parent.place if parent else -1)].append(division)
        for key, divisions in asked.items():
            if len(divisions) == len(free[key]) == 1:
                pairs[divisions[0].code] = free[key][0]
                taken.add(free[key][0].place)


def _under_parent(name: str, parent: int | None) -> object:
    return name, parent


def _anywhere(name: str, _: int | None) -> object:
    return name


def _alone(word: Word, level: Level, place: int | None, side: Side, known: Known) -> Difference:
    """Return a place that only one of the two has, and by which instrument it came or went."""
    found: list[str] = []
    for turn in known.turns.get(place, ()) if place is not None else ():
        if _between(turn.since, known):
            found.append(turn.instrument)
        if _between(turn.until, known):
            found.append(turn.ended_by)
    why = tuple(dict.fromkeys(i for i in found if i))
    mine, theirs = (side, None) if word is Word.EXTRA else (None, side)
    return Difference((word,), level, place, mine, theirs, why, () if why else (word,))


def _why(place: int, word: Word, target: str | int | None, known: Known) -> tuple[str, ...]:
    """Return the instruments between the two days that made a place what the list calls it."""
    turns = sorted(known.turns.get(place, ()), key=lambda t: t.since or date.min)
    value = _VALUE[word]
    if target is None or all(getattr(t, value) != target for t in turns):
        return ()
    changes = [
        turn
        for before, turn in pairwise(turns)
        if getattr(before, value) != getattr(turn, value) and _between(turn.since, known)
    ]
    return tuple(t.instrument for t in changes if t.instrument)


def _between(day: date | None, known: Known) -> bool:
    """Tell whether a change lies between the day of the tree and the day of the list."""
    if day is None:
        return False
    if known.on is None or known.listed is None:
        return True
    first, last = sorted((known.on, known.listed))
    return first < day <= last
