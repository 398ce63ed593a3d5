"""Reorganisations as pages and commands read them: instruments, their plans, their checks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from linli.domain.territory.models import (
    Change,
    Moved,
    PlaceCode,
    Reorganisation,
)
from linli.domain.territory.queries.lineage import lineage
from linli.domain.territory.rules.reorganising.parts import Asked, Line, Moving, Part, Told
from linli.domain.territory.rules.reorganising.plan import Finding, Plan, Row, codes_named
from linli.domain.territory.rules.reorganising.reading import Order
from linli.domain.territory.rules.reorganising.trying import Known, try_on
from linli.domain.territory.states import FindingKind, Kind, SubjectKind, Verb
from linli.foundation.database.together import together
from linli.kernel.errors import NotFound

FIRST = Asked(slice(0, 20))  # the rows of each kind that a check lists first
ALL = Asked(slice(0, None))
FINDINGS = Asked(slice(0, 0), listed=False)


@dataclass(frozen=True)
class Check:
    """What an instrument would do: its plan, what moves by kind, everything found."""

    plan: Plan
    moving: tuple[Moving, ...]
    findings: tuple[Finding, ...]

    def of(self, kind: str) -> list[Finding]:
        """Return the findings of a kind."""
        return [f for f in self.findings if f.kind == kind]

    @property
    def is_clear(self) -> bool:
        """Tell whether nothing forbids it and nothing is left open."""
        return all(f.kind is FindingKind.NOTICE for f in self.findings)


def reorganisations() -> QuerySet[Reorganisation]:
    """Return all instruments, the latest effective date first."""
    return Reorganisation.objects.order_by("-effective", "-id")


def reorganisation(key: int) -> Reorganisation:
    """Return one instrument; raises NotFound."""
    found = Reorganisation.objects.filter(pk=key).first()
    if found is None:
        raise NotFound("unknown_reorganisation")
    return found


def orders_of(reorganisation_id: int) -> tuple[Order, ...]:
    """Return the changes of an instrument in order."""
    rows = Change.objects.filter(reorganisation_id=reorganisation_id).order_by("number")
    return tuple(Order(c.number, Verb(c.verb), SubjectKind(c.subject), c.said) for c in rows)


def plan_of(row: Reorganisation, ids: Iterator[int] | None = None) -> Plan:
    """Return what an instrument makes of the tree as it is written now; three queries."""
    orders = orders_of(row.pk)
    known = known_on(codes_named(orders), row.effective)
    return try_on(known, orders, row.effective, row.answers, ids or count(-1, -1))


def examined(
    row: Reorganisation,
    parts: Sequence[Part],
    *,
    asked: Asked = FIRST,
    ids: Iterator[int] | None = None,
) -> Check:
    """Return the check of an instrument, or one kind of it; nothing is written."""
    plan = plan_of(row, ids)
    moving = list(_places_moving(plan, asked))
    findings = list(plan.findings)
    for part, read in zip(parts, _read(plan, parts, asked), strict=True):
        some, more = part.examine(plan, asked, read)
        moving += some
        findings += more
    return Check(plan, tuple(m for m in moving if m.count), tuple(findings))


def _read(plan: Plan, parts: Sequence[Part], asked: Asked) -> Iterator[dict[str, Told]]:
    """Yield what each area wants to read; one statement for all of them."""
    wanted = [part.reads(plan, asked) for part in parts]
    found = together({f"{n}.{k}": q for n, some in enumerate(wanted) for k, q in some.items()})
    for number, some in enumerate(wanted):
        yield {name: Told(*found[f"{number}.{name}"]) for name in some}


def known_on(codes: Iterable[str], on: date) -> Known:
    """Return the part of the tree that some codes touch: them, their children, all above."""
    taken = dict(
        PlaceCode.objects.filter(code__in=set(codes)).order_by().values_list("code", "place_id")
    )
    named = sorted(set(taken.values()))
    rows = _rows_near(named, on)
    found = {place: row for place, *_, row in rows if row}
    return Known(found, taken, *_later(rows, found, named, on))


_Dated = tuple[int, int | None, date | None, date | None, Row | None]


def _rows_near(ids: Sequence[int], on: date) -> list[_Dated]:
    """Return the dated rows of some places, their children and everything above them on a day.

    And those of what begins in the places after it. Each is place, parent, from, to, and the row
    of the place if it holds on the day.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE up(id) AS (SELECT unnest(%(ids)s::bigint[]) UNION "
            "SELECT v.parent_id FROM up JOIN territory_placeversion v ON v.place_id = up.id "
            "WHERE v.parent_id IS NOT NULL AND daterange(valid_from, valid_to) @> %(on)s::date), "
            "near(id) AS (SELECT place_id FROM territory_placeversion "
            "WHERE (place_id IN (SELECT id FROM up) OR parent_id = ANY(%(ids)s::bigint[])) "
            "AND daterange(valid_from, valid_to) @> %(on)s::date) "
            "SELECT place_id, parent_id, valid_from, valid_to, code, name, kind, level, "
            "daterange(valid_from, valid_to) @> %(on)s::date FROM territory_placeversion "
            "WHERE place_id IN (SELECT id FROM near) "
            "OR (parent_id = ANY(%(ids)s::bigint[]) AND valid_from > %(on)s::date) ORDER BY id",
            {"ids": list(ids), "on": on},
        )
        return [
            (place, parent, begun, ended, _row(place, parent, *said) if holds else None)
            for place, parent, begun, ended, *said, holds in cursor.fetchall()
        ]


def _row(place: int, parent: int | None, code: str, name: str, kind: str, level: int) -> Row:
    return Row(place, code, name, Kind(kind), level, parent)


def _later(
    rows: Iterable[_Dated], ids: Iterable[int], named: Iterable[int], on: date
) -> tuple[dict[int, date], dict[int, date]]:
    """Return the places that something else changes on the day or later, with that day.

    And the named ones in which places begin after it.
    """
    own, above = set(ids), set(named)
    late: dict[int, date] = {}
    below: dict[int, date] = {}
    for place, parent, begun, ended, _ in rows:
        if parent in above and begun is not None and begun > on:
            below[parent] = begun
        for day in (begun, ended) if place in own else ():
            if day is not None and (day > on or (day == on and day == begun)):
                late[place] = min(day, late.get(place, day))
    return late, below


def _places_moving(plan: Plan, asked: Asked) -> Iterator[Moving]:
    names = {i: row.name for i, row in {**plan.before, **plan.after}.items()}
    ended = [
        Line(f"{r.name} {r.code}", names.get(plan.heirs.get(r.place, 0), "")) for r in plan.ended
    ]
    born = [Line(f"{r.name} {r.code}", names.get(r.parent or 0, "")) for r in plan.born]
    restated = [Line(_said(plan.before[r.place], names), _said(r, names)) for r in plan.restated]
    yield asked.moving("place_ends", ended)
    yield asked.moving("place_begins", born)
    yield asked.moving("place_changes", restated)


def _said(row: Row, names: dict[int, str]) -> str:
    return f"{names.get(row.parent or 0, '')} {row.name} {row.code}".strip()


def moved_rows(reorganisation_id: int) -> dict[str, int]:
    """Return how many rows an instrument moved, by kind."""
    found: dict[str, int] = {}
    for kind in Moved.objects.filter(reorganisation_id=reorganisation_id).values_list(
        "kind", flat=True
    ):
        found[kind] = found.get(kind, 0) + 1
    return found


def as_form(row: Reorganisation) -> dict[str, Any]:
    """Return an instrument in the form of the file, so that it can be read in again."""
    return {
        "title": row.title,
        "document": row.document,
        "decided_by": row.decided_by,
        "effective": row.effective.isoformat(),
        "note": row.note,
        "answers": row.answers,
        "changes": [{"verb": o.verb.value, **o.said} for o in orders_of(row.pk)],
    }


def pending() -> bool:
    """Tell whether open work of any instrument is not re-homed yet; one look at the tree's mark."""
    return bool(lineage().pending)
