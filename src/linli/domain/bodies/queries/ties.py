"""Rows that tie bodies to bodies and places, kept in memory for one state of the bodies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, TypeVar
from uuid import UUID

from linli.domain.bodies.models import (
    Body,
    Charter,
    Coverage,
    MechanismOwner,
    Membership,
    Stationing,
)
from linli.domain.bodies.queries.directory import BodyName, directory, named, revision
from linli.domain.bodies.rules import Line
from linli.domain.bodies.states import PARTY_KINDS
from linli.domain.people import queries as people
from linli.domain.people.queries import PersonName
from linli.domain.territory import queries as territory
from linli.domain.territory.queries import PlaceName


class Second(NamedTuple):
    """A second line as it is kept."""

    body: int
    host: int
    staffing: str
    money: str
    duties: str
    appraisal: str
    document: str
    basis: str
    basis_en: str
    since: date | None
    until: date | None


class Covers(NamedTuple):
    """A row of coverage as it is kept."""

    id: int
    kind: str
    branch: int | None
    instructor: int | None
    unit: int | None
    place: int | None
    since: date | None
    until: date | None


class Seat(NamedTuple):
    """A unit's membership as it is kept."""

    id: int
    committee: int
    unit: int
    basis: str
    since: date | None
    until: date | None


class Purpose(NamedTuple):
    """What a temporary body is for, as it is kept."""

    body: int
    purpose: str
    purpose_en: str
    until: date  # its last day is the one before
    document: str
    since: date | None
    # of this row, not of the body
    row_until: date | None

    def holds(self, on: date) -> bool:
        """Tell whether this is what held on a day."""
        begun = self.since is None or self.since <= on
        return begun and (self.row_until is None or on < self.row_until)


class Owns(NamedTuple):
    """A mechanism that a body owns at a place, as it is kept."""

    body: int
    place: int
    name: str
    name_en: str
    since: date | None
    until: date | None


@dataclass
class Ties:
    """The rows by each body that they touch; second lines also by the host's place."""

    second: dict[int, list[Second]] = field(default_factory=dict)
    hosted: dict[int, list[Second]] = field(default_factory=dict)
    covers: dict[int, list[Covers]] = field(default_factory=dict)
    covered: dict[int, list[Covers]] = field(default_factory=dict)
    units: dict[int, list[Seat]] = field(default_factory=dict)
    sits_on: dict[int, list[Seat]] = field(default_factory=dict)
    charters: dict[int, list[Purpose]] = field(default_factory=dict)
    owns: dict[int, list[Owns]] = field(default_factory=dict)


_kept: dict[UUID, Ties] = {}


def ties(mark: UUID | None = None) -> Ties:
    """Return all ties; a query a table unless they are kept."""
    mark = mark or revision()
    found = _kept.get(mark)
    if found is None:
        found = _read(directory(mark).bodies)
        _kept.clear()
        _kept[mark] = found
    return found


_DAYS = ("valid_from", "valid_to")
_DECIDED = ("staffing", "money", "duties", "appraisal")
_SECOND = ("body_id", "host_id", *_DECIDED, "document", "basis", "basis_en", *_DAYS)
_CHARTER = ("body_id", "purpose", "purpose_en", "until", "document", *_DAYS)
_OWNS = ("body_id", "place_id", "mechanism__name", "mechanism__name_en", *_DAYS)
_SEAT = ("id", "committee_id", "unit_id", "basis", *_DAYS)
_COVERS = ("id", "kind", "branch_id", "instructor_id", "unit_id", "place_id", *_DAYS)


def _read(known: Mapping[int, Line]) -> Ties:
    found = Ties()
    for row in Stationing.objects.order_by("body_id", "id").values_list(*_SECOND):
        line = Second(*row)
        found.second.setdefault(line.body, []).append(line)
        above = known[line.body].superior
        if above is not None:
            found.second.setdefault(above, []).append(line)
        found.hosted.setdefault(known[line.host].seat, []).append(line)
    for row in Coverage.objects.order_by("kind", "id").values_list(*_COVERS):
        cover = Covers(*row)
        if cover.branch is not None:
            found.covers.setdefault(cover.branch, []).append(cover)
        if cover.unit is not None:
            found.covered.setdefault(cover.unit, []).append(cover)
    _read_seats(found)
    return found


def _read_seats(found: Ties) -> None:
    for row in Membership.objects.order_by("id").values_list(*_SEAT):
        seat = Seat(*row)
        found.units.setdefault(seat.committee, []).append(seat)
        found.sits_on.setdefault(seat.unit, []).append(seat)
    for row in Charter.objects.order_by("id").values_list(*_CHARTER):
        found.charters.setdefault(row[0], []).append(Purpose(*row))
    for row in MechanismOwner.objects.order_by("mechanism_id", "id").values_list(*_OWNS):
        found.owns.setdefault(row[0], []).append(Owns(*row))


Row = TypeVar("Row", Second, Covers, Seat, Owns)


def _on(rows: Iterable[Row], on: date) -> list[Row]:
    return [
        r for r in rows if (r.since is None or r.since <= on) and (r.until is None or on < r.until)
    ]


@dataclass(frozen=True, slots=True)
class SecondLine:
    """A second line with its bodies' names; `superior` is the first line (条)."""

    row: Second
    body: BodyName
    host: BodyName
    superior: BodyName | None


@dataclass(frozen=True, slots=True)
class Lines:
    """The second lines that touch a body: its own, of who is stationed there, of its offices."""

    own: SecondLine | None
    here: tuple[SecondLine, ...]
    away: tuple[SecondLine, ...]


def lines_of(body: Body, on: date) -> Lines:
    """Return a body's second lines on a day, from all ends; no query where they are kept.

    Who is stationed at any body of a place is told on the pages of all of them.
    """
    known, found = directory().bodies, ties()
    touching = [*found.second.get(body.pk, ()), *found.hosted.get(body.seat_id, ())]
    rows = [r for r in _on(dict.fromkeys(touching), on) if known[r.body].holds(on)]
    above = {r.body: known[r.body].superior for r in rows}
    names = named({i for r in rows for i in (r.body, r.host, above[r.body]) if i})
    told = [
        SecondLine(r, names[r.body], names[r.host], names.get(above[r.body] or 0)) for r in rows
    ]
    return Lines(
        next((t for t in told if t.row.body == body.pk), None),
        tuple(t for t in told if known[t.row.host].seat == body.seat_id and t.row.body != body.pk),
        tuple(t for t in told if above[t.row.body] == body.pk),
    )


@dataclass(frozen=True, slots=True)
class CoverLine:
    """A row of coverage with the names of its ends."""

    row: Covers
    branch: BodyName | None
    thing: BodyName | PlaceName | None
    instructor: PersonName | None


def coverage_of(body: Body, on: date) -> list[CoverLine]:
    """Return what a party organisation covers on a day, or who covers a body.

    One query for the names of instructors, where there are any.
    """
    found = ties()
    mine = found.covers if body.kind in PARTY_KINDS else found.covered
    rows = _on(mine.get(body.pk, ()), on)
    bodies = named({i for r in rows for i in (r.branch, r.unit) if i})
    places = territory.named({r.place for r in rows if r.place}, on)
    sent = {r.instructor for r in rows if r.instructor}
    persons = people.named(sent) if sent else {}
    return [
        CoverLine(
            r,
            bodies.get(r.branch or 0),
            bodies.get(r.unit or 0) or places.get(r.place or 0),
            persons.get(r.instructor or 0),
        )
        for r in rows
    ]


@dataclass(frozen=True, slots=True)
class SeatLine:
    """A membership with the names of its ends."""

    row: Seat
    committee: BodyName
    unit: BodyName


def seats_of(body: Body, on: date) -> tuple[list[SeatLine], list[SeatLine]]:
    """Return the units that sit on a body on a day, and the committees that it sits on."""
    known, found = directory().bodies, ties()
    parts = []
    for mine in (found.units, found.sits_on):
        rows = _on(mine.get(body.pk, ()), on)
        rows = [r for r in rows if known[r.committee].holds(on) and known[r.unit].holds(on)]
        names = named({i for r in rows for i in (r.committee, r.unit)})
        parts.append([SeatLine(r, names[r.committee], names[r.unit]) for r in rows])
    return parts[0], parts[1]


def purpose_of(body: Body, on: date) -> Purpose | None:
    """Return what a temporary body is for on a day, and when it ends."""
    return next((r for r in ties().charters.get(body.pk, ()) if r.holds(on)), None)


def owned_by(body: Body, on: date) -> list[tuple[Owns, PlaceName | None]]:
    """Return the mechanisms that a body owns on a day, each with the place."""
    rows = _on(ties().owns.get(body.pk, ()), on)
    places = territory.named({r.place for r in rows}, on)
    return [(r, places.get(r.place)) for r in rows]
