"""The bodies of a territory as look-ups: who is seated where, who is above whom, office hours."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import NAMESPACE_OID, UUID, uuid5

from linli.domain.bodies.states import ADMINISTRATORS, DESK_KINDS, Role
from linli.domain.territory.states import Kind, Level
from linli.kernel.calendar import USUAL_HOURS
from linli.kernel.calendar import OfficeHours as DayHours


class Line(NamedTuple):
    """A body as the directory keeps it."""

    id: int
    kind: str
    seat: int
    superior: int | None
    line: str
    since: date | None
    until: date | None

    def holds(self, on: date) -> bool:
        """Tell whether the body exists on a day."""
        return _holds(self.since, self.until, on)


@dataclass(frozen=True, slots=True)
class Directory:
    """All bodies by id and by seat."""

    bodies: Mapping[int, Line]
    seated: Mapping[int, tuple[Line, ...]]

    @classmethod
    def of(cls, lines: Iterable[Line]) -> Directory:
        """Build from rows."""
        bodies = {line.id: line for line in lines}
        seated: dict[int, list[Line]] = {}
        for line in bodies.values():
            seated.setdefault(line.seat, []).append(line)
        return cls(bodies, {place: tuple(rows) for place, rows in seated.items()})

    def at(self, place: int, kinds: Sequence[str], on: date) -> Line | None:
        """Return the first body of some kinds seated at a place, in the order of the kinds."""
        here = [b for b in self.seated.get(place, ()) if b.kind in kinds and b.holds(on)]
        return min(here, key=lambda b: (kinds.index(b.kind), b.id), default=None)

    def desk(self, path: Sequence[int], on: date) -> Line | None:
        """Return the body that receives cases at the end of a path (root first), climbing."""
        desks = (self.at(place, DESK_KINDS, on) for place in reversed(path))
        return next((d for d in desks if d), None)

    def above(self, body: int, path: Sequence[int], on: date) -> Line | None:
        """Return the desk one level above a body, `path` leading to the body's seat."""
        seat = self.bodies[body].seat
        return self.desk([p for p in path if p != seat], on)

    def chain(self, body: int) -> tuple[int, ...]:
        """Return the body and its superiors, nearest first."""
        out: list[int] = []
        here: int | None = body
        while here is not None and here not in out:
            out.append(here)
            here = self.bodies[here].superior if here in self.bodies else None
        return tuple(out)


class SecondHand(NamedTuple):
    """The body of the second of two hands, and whether the first hand's was too small for it."""

    body: int
    small: bool


def second_hand(
    candidates: Sequence[tuple[int, Collection[int]]],
    *,
    first: int | None,
    person: int | None,
    few: int,
) -> SecondHand | None:
    """Return whose is the second hand where a rule needs two persons; None if nobody else is there.

    `candidates` are bodies with their people, nearest first and upwards; `first` and `person` are
    whose the first hand was. A body does not check itself with fewer than `few` people: then it is
    the level above, and only where nobody stands above another of its own.
    """
    able = [(body, people) for body, people in candidates if set(people) - {person}]
    passed = [body for body, people in able if body == first and len(people) < few]
    found = next((body for body, _ in able if body not in passed), None)
    if found is None:
        return SecondHand(able[0][0], small=True) if able else None
    order = [body for body, _ in candidates]
    small = any(
        body == first and len(people) < few and order.index(body) < order.index(found)
        for body, people in candidates
    )
    return SecondHand(found, small)


class HoursRow(NamedTuple):
    """Stated office hours: the months and weekdays they are for (empty for all) and since when."""

    months: tuple[int, ...]
    weekdays: tuple[int, ...]
    hours: DayHours
    since: date | None
    until: date | None


def hours_on(rows: Iterable[HoursRow], day: date) -> DayHours:
    """Return a day's office hours: of the rows that fit the one that says most, else the usual."""
    fitting = [r for r in rows if _fits(r, day)]
    best = max(fitting, key=lambda r: (bool(r.weekdays), bool(r.months)), default=None)
    return best.hours if best else USUAL_HOURS


def _fits(row: HoursRow, day: date) -> bool:
    return (
        (not row.months or day.month in row.months)
        and (not row.weekdays or day.isoweekday() in row.weekdays)
        and _holds(row.since, row.until, day)
    )


def clashes(held: Iterable[str], wanted: str) -> bool:
    """Tell whether one person would hold two of the three administrators' posts."""
    others = {Role(r) for r in held} & ADMINISTRATORS
    return Role(wanted) in ADMINISTRATORS and bool(others - {Role(wanted)})


def free_chair(
    taken: Iterable[tuple[int, date | None, date | None]], quota: int, begin: date
) -> int | None:
    """Return the first chair of a post that nobody holds from a day on; None if it is full."""
    held = {chair for chair, _, until in taken if until is None or begin < until}
    return next((n for n in range(1, quota + 1) if n not in held), None)


_SORTS: Mapping[tuple[Level, Kind], str] = {
    (Level.PREFECTURE, Kind.PREFECTURE): "city",
    (Level.COUNTY, Kind.COUNTY): "county",
    (Level.COUNTY, Kind.ZONE): "zone",
    (Level.TOWN, Kind.TOWN): "town",
    (Level.TOWN, Kind.TOWNSHIP): "town",
    (Level.TOWN, Kind.SUBDISTRICT): "subdistrict",
    (Level.TOWN, Kind.ZONE): "zone",
    (Level.COMMUNITY, Kind.VILLAGE): "village",
    (Level.COMMUNITY, Kind.COMMUNITY): "community",
}
_SUFFIXES = ("街道", "镇", "乡", " Subdistrict", " Town", " Township")


def sort_of(kind: Kind, level: Level) -> str | None:
    """Return which part of a template a place takes; None for entries that only fill a level."""
    return _SORTS.get((level, kind))


def stem(name: str) -> str:
    """Return a town's name without what it is: 英雄南路街道 → 英雄南路."""
    for suffix in _SUFFIXES:
        if name.endswith(suffix) and len(name) > len(suffix) + 1:
            return name.removesuffix(suffix)
    return name


def subject_of(kind: str, key: int) -> UUID:
    """Return the UUID under which the journal keeps a row with a bigint key."""
    return uuid5(NAMESPACE_OID, f"linli:{kind}:{key}")


def _holds(since: date | None, until: date | None, on: date) -> bool:
    return (since is None or since <= on) and (until is None or on < until)
