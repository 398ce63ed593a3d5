"""Attaching party organisations and instructors to firms and places; how coverage is counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from linli.domain.bodies.actions.recording import permit, record, write
from linli.domain.bodies.models import Body, Coverage, CoverageRule
from linli.domain.bodies.queries.directory import body_called
from linli.domain.bodies.rules import subject_of
from linli.domain.bodies.states import (
    PARTY_KINDS,
    BodyKind,
    CoverageOf,
    Covering,
    Permission,
)
from linli.domain.people.models import Person
from linli.domain.territory import queries as territory
from linli.domain.territory.models import Place
from linli.domain.territory.states import Kind
from linli.foundation.database.tenure import make_way
from linli.foundation.exchange.rules.tables import Problem, Row, Table
from linli.kernel.access import Actor
from linli.kernel.errors import Conflict, Invalid, NotFound, Refusal


@transaction.atomic
def attach(
    *,
    by: Actor,
    at: datetime,
    branch: Body | None = None,
    instructor: Person | None = None,
    unit: Body | None = None,
    place: Place | None = None,
    since: date | None = None,
    basis: str = "",
) -> Coverage:
    """Let a party organisation, or an instructor, cover a firm or a place from a day on.

    With an instructor it is work coverage, without one organisation coverage; what stands already
    is left. Raises NotPermitted at the thing's place; Invalid for a body that is no party
    organisation, for nobody, for two things or none; Conflict for what has ended.
    """
    today = timezone.localdate(at)
    begin = since or today
    if (unit is None) == (place is None):
        raise Invalid("coverage_of_one", field="target")
    where = unit.seat_id if unit is not None else place.pk if place is not None else 0
    permit(by, Permission.MANAGE, where, today)
    if branch is None and instructor is None:
        raise Invalid("coverage_by_nobody", field="instructor")
    if branch is not None and branch.kind not in PARTY_KINDS:
        raise Invalid("coverage_by_no_party", field="branch", name=branch.name)
    for one in (branch, unit, instructor):
        if one is not None and one.valid_to is not None and one.valid_to <= begin:
            raise Conflict("body_ended", field="target", name=one.name)
    said = {
        "kind": Covering.WORK if instructor else Covering.ORGANISATION,
        "branch": branch,
        "instructor": instructor,
        "unit": unit,
        "place": place,
    }
    standing = Coverage.objects.filter(valid_to=None, **said).first()
    if standing is not None:
        return standing
    try:
        with transaction.atomic():
            row = Coverage.objects.create(valid_from=begin, basis=basis.strip(), **said)
    except IntegrityError:  # another hand said it at the same time
        return Coverage.objects.get(valid_to=None, **said)
    _record(by, at, row, "cover", where)
    return row


@transaction.atomic
def detach(*, by: Actor, at: datetime, coverage: Coverage, on: date | None = None) -> Coverage:
    """End one row of coverage with a day (today by default); raises Conflict if it has ended."""
    today = timezone.localdate(at)
    row = (
        Coverage.objects.select_for_update(of=("self",)).select_related("unit").get(pk=coverage.pk)
    )
    where = row.unit.seat_id if row.unit is not None else row.place_id or 0
    permit(by, Permission.MANAGE, where, today)
    day = on or today
    if row.valid_to is not None and row.valid_to <= day:
        raise Conflict("coverage_ended")
    row.valid_to = day if row.valid_from is None or row.valid_from <= day else row.valid_from
    row.save(update_fields=["valid_to"])
    _record(by, at, row, "uncover", where)
    return row


def _record(by: Actor, at: datetime, row: Coverage, move: str, where: int) -> None:
    body = row.branch or row.unit
    data = {"coverage": row.pk, "kind": row.kind, "unit": row.unit_id, "place": row.place_id}
    if body is not None:
        record(by=by, at=at, body=body, move=move, data=data)
        return
    subject = subject_of("coverage", where)
    write(by=by, at=at, subject=subject, place_id=where, body_id=None, move=move, data=data)


@transaction.atomic
def state_coverage_rule(
    *,
    by: Actor,
    at: datetime,
    of: CoverageOf,
    kinds: Sequence[str],
    joint: bool,
    by_organisation: bool,
    words: str,
    basis: str,
    valid_from: date,
    words_en: str = "",
    basis_en: str = "",
    place: Place | None = None,
) -> CoverageRule:
    """State from a day on how coverage is counted at a place; the one before it there ends then.

    Without a place it is everywhere. Raises NotPermitted there, Invalid without words or basis, or
    for kinds of bodies and places mixed, Conflict when one there begins on that day or later.
    """
    today, where = timezone.localdate(at), place.pk if place else None
    permit(by, Permission.MANAGE, where or territory.top(today) or 0, today)
    for name, text in (("words", words), ("basis", basis)):
        if not text.strip():
            raise Invalid(f"coverage_{name}_missing", field=name)
    bodies, places = {k.value for k in BodyKind}, {k.value for k in Kind}
    if not kinds or not (set(kinds) <= bodies or set(kinds) <= places):
        raise Invalid("coverage_kinds_mixed", field="kinds")
    if not make_way(CoverageRule.objects.filter(of=of), where, valid_from):
        raise Conflict("coverage_rule_stands", field="since")
    row = CoverageRule.objects.create(
        of=of,
        place=place,
        kinds=sorted(kinds),
        joint=joint,
        by_organisation=by_organisation,
        words=words.strip(),
        words_en=words_en.strip(),
        basis=basis.strip(),
        basis_en=basis_en.strip(),
        valid_from=valid_from,
    )
    data = {"of": of.value, "since": valid_from}
    subject = subject_of("coverage_rule", 1)
    write(
        by=by,
        at=at,
        subject=subject,
        place_id=where or 0,
        body_id=None,
        move="state_coverage",
        data=data,
    )
    return row


@dataclass
class CoverageOutcome:
    """What a table of coverage did, or would do; with any problem nothing was written."""

    made: int = 0
    already: int = 0
    written: bool = False
    problems: list[Problem] = field(default_factory=list)


def import_coverage(
    *, by: Actor, at: datetime, table: Table, root: Place, dry_run: bool = False
) -> CoverageOutcome:
    """Attach what a table names, all of it or, with any fault, nothing; again, it changes nothing.

    Raises NotPermitted at the place.
    """
    permit(by, Permission.MANAGE, root.pk, timezone.localdate(at))
    out = CoverageOutcome(problems=list(table.problems))
    before = Coverage.objects.count()
    with transaction.atomic():
        for row in table.rows:
            try:
                with transaction.atomic():
                    _taken(by, at, row, root)
            except Refusal as refusal:
                title = table.titles.get(refusal.field or "", "")
                code = f"refusal.{refusal.code}"
                out.problems.append(Problem(row.number, title, code, dict(refusal.params)))
        out.made = Coverage.objects.count() - before
        out.already = len(table.rows) - out.made
        out.written = not (out.problems or dry_run)
        transaction.set_rollback(not out.written)
    return out


def _taken(by: Actor, at: datetime, row: Row, root: Place) -> None:
    branch = Body.objects.get(pk=body_called(row["branch"])) if row["branch"] else None
    instructor = _instructor(row["instructor"]) if row["instructor"] else None
    unit, place = thing_called(row["target"], root.pk)
    attach(
        by=by,
        at=at,
        branch=branch,
        instructor=instructor,
        unit=unit,
        place=place,
        since=row["since"],
        basis=row["basis"] or "",
    )


def _instructor(name: str) -> Person:
    found = list(Person.objects.filter(name=name.strip(), valid_to=None).order_by("id")[:2])
    if not found:
        raise NotFound("unknown_person_name", field="instructor", name=name[:60])
    if len(found) > 1:
        raise Conflict("person_ambiguous", field="instructor", name=name[:60])
    return found[0]


def thing_called(text: str, within: int) -> tuple[Body | None, Place | None]:
    """Return the firm, else the place, of a name or code in a place; raises NotFound, Invalid."""
    rows = Body.objects.filter(name=text.strip(), valid_to=None).order_by("id")
    inside = [b for b in rows[:20] if within in territory.path_ids(b.seat_id, None)]
    if len(inside) > 1:
        raise Invalid("body_ambiguous", field="target", name=text[:60], count=len(inside))
    if inside:
        return inside[0], None
    try:
        place = territory.place_called(text, within=within)
    except Refusal:
        raise NotFound("coverage_thing_unknown", field="target", name=text[:60]) from None
    return None, place
