"""Quotas by papers: many lines in one step, whole or not at all; and who sits on them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from linli.domain.bodies.actions.recording import permit, record, write
from linli.domain.bodies.models import Body, QuotaLine, QuotaPaper, QuotaSeat
from linli.domain.bodies.queries.taking import Known
from linli.domain.bodies.rules import subject_of
from linli.domain.bodies.rules.staffing import KindSum, QuotaChange, shortfalls, sums
from linli.domain.bodies.states import Permission, QuotaAct, QuotaKind
from linli.domain.people.models import Person
from linli.domain.people.states import Permission as People
from linli.domain.territory.models import Place
from linli.foundation.exchange.rules.tables import Problem, Table
from linli.kernel.access import Actor
from linli.kernel.errors import Conflict, Invalid, Refusal

_COLUMNS = {"parent": "place"}  # what a refusal calls a field -> our column


@dataclass(frozen=True, slots=True)
class PaperWish:
    """What is written on a paper about quotas."""

    act: QuotaAct
    document: str
    decided_by: str
    basis: str
    on: date
    basis_en: str = ""


@dataclass
class QuotaOutcome:
    """What a paper did, or would do; with any problem nothing was written."""

    lines: int = 0
    bodies: int = 0
    sums: list[KindSum] = field(default_factory=list)
    already: bool = False
    written: bool = False
    paper: int | None = None
    problems: list[Problem] = field(default_factory=list)


def decide_quotas(
    *,
    by: Actor,
    at: datetime,
    table: Table,
    root: Place,
    wish: PaperWish,
    dry_run: bool = False,
) -> QuotaOutcome:
    """Write a paper's lines for bodies at a place and below it: all of them or, with a fault, none.

    A paper that moves quotas leaves each kind's sum as it is. The same paper again changes nothing.
    Raises NotPermitted; Invalid for a paper without number, body or basis.
    """
    permit(by, Permission.MANAGE, root.pk, timezone.localdate(at))
    _check_wish(wish)
    out = QuotaOutcome(problems=list(table.problems))
    with transaction.atomic():
        # papers wait for each other: what is left is counted once
        Place.objects.select_for_update().get(pk=root.pk)
        lines = _read(table, root, wish, at, out)
        if not out.problems:
            _check(table, lines, wish, out)
        if not out.problems and not out.already:
            out.paper = _write(by, at, root, wish, [line for _, line in lines])
        out.written = not (out.problems or dry_run or out.already)
        transaction.set_rollback(dry_run or bool(out.problems))
    if not out.written and not out.already:
        out.paper = None
    out.problems.sort(key=lambda p: p.row)
    return out


Read = list[tuple[int, QuotaChange]]  # with the row it stands in


def _check_wish(wish: PaperWish) -> None:
    for name in ("document", "decided_by", "basis"):
        if not getattr(wish, name).strip():
            raise Invalid("quota_paper_incomplete", field=name)


def _read(table: Table, root: Place, wish: PaperWish, at: datetime, out: QuotaOutcome) -> Read:
    known = Known(root, at, ())
    lines: Read = []
    seen: set[tuple[int, str]] = set()
    for row in table.rows:
        try:
            with transaction.atomic():
                body = known.body(row)
        except Refusal as refusal:
            column = _COLUMNS.get(refusal.field or "", refusal.field or "")
            _fault(out, table, row.number, column, f"refusal.{refusal.code}", **refusal.params)
            continue
        if row["change"] == 0:
            _fault(out, table, row.number, "change", "bodies.quotas.problem.nothing")
        elif (body.pk, row["kind"]) in seen:
            _fault(out, table, row.number, "body", "bodies.quotas.problem.twice", name=body.name)
        seen.add((body.pk, row["kind"]))
        lines.append((row.number, QuotaChange(body.pk, row["kind"], row["change"], wish.on)))
    return lines


def _fault(
    out: QuotaOutcome, table: Table, row: int, column: str, code: str, **params: Any
) -> None:
    out.problems.append(Problem(row, table.titles.get(column, ""), code, params))


def _check(table: Table, lines: Read, wish: PaperWish, out: QuotaOutcome) -> None:
    fresh = [line for _, line in lines]
    out.lines, out.bodies, out.sums = len(fresh), len({n.body for n in fresh}), sums(fresh)
    if not fresh:
        _fault(out, table, 0, "", "bodies.quotas.problem.empty")
        return
    standing = QuotaPaper.objects.filter(
        document=wish.document.strip(), decided_by=wish.decided_by.strip()
    ).first()
    if standing is not None:
        if _says(standing) != (wish.act, wish.on, set(fresh)):
            raise Conflict("quota_paper_known", field="document", document=standing.document)
        out.already, out.paper = True, standing.pk
        return
    for kind in out.sums if wish.act is QuotaAct.MOVE else ():
        if kind.net:
            params = {"kind": kind.kind, "more": kind.more, "fewer": kind.fewer}
            _fault(out, table, 0, "", f"bodies.quotas.problem.sum.{kind.kind}", **params)
    rows = {(line.body, line.kind): number for number, line in lines}
    for gap in shortfalls(_standing(fresh), fresh):
        number = rows[gap.body, gap.kind]
        params = {"day": gap.day.isoformat(), "left": gap.left}
        _fault(out, table, number, "change", "bodies.quotas.problem.below", **params)


def _says(paper: QuotaPaper) -> tuple[str, date, set[QuotaChange]]:
    rows = paper.lines.filter(follows=None).order_by("id")
    lines = {QuotaChange(r.body_id, r.kind, r.change, paper.on) for r in rows}
    return paper.act, paper.on, lines


def _standing(lines: Iterable[QuotaChange]) -> list[QuotaChange]:
    rows = QuotaLine.objects.filter(body__in={n.body for n in lines}).order_by("id")
    return [QuotaChange(r.body_id, r.kind, r.change, r.valid_from, r.valid_to) for r in rows]


def _write(
    by: Actor, at: datetime, root: Place, wish: PaperWish, lines: Sequence[QuotaChange]
) -> int:
    paper = QuotaPaper.objects.create(
        act=wish.act,
        document=wish.document.strip(),
        decided_by=wish.decided_by.strip(),
        basis=wish.basis.strip(),
        basis_en=wish.basis_en.strip(),
        place=root,
        on=wish.on,
    )
    QuotaLine.objects.bulk_create(
        QuotaLine(paper=paper, body_id=n.body, kind=n.kind, change=n.change, valid_from=wish.on)
        for n in lines
    )
    data = {
        "paper": paper.pk,
        "act": wish.act,
        "on": wish.on,
        "lines": len(lines),
        "more": sum(n.change for n in lines if n.change > 0),
        "fewer": -sum(n.change for n in lines if n.change < 0),
    }
    write(
        by=by,
        at=at,
        subject=subject_of("quota_paper", paper.pk),
        place_id=root.pk,
        body_id=None,
        move="decide_quotas",
        data=data,
    )
    return paper.pk


@transaction.atomic
def sit_on_quota(
    *,
    by: Actor,
    at: datetime,
    person: Person,
    body: Body | None,
    kind: QuotaKind = QuotaKind.ADMINISTRATIVE,
    since: date | None = None,
) -> QuotaSeat | None:
    """Say on whose quota a person sits from a day on (today by default), None for nobody's.

    The same again changes nothing. More than is approved may sit: it is shown, never refused.
    Raises NotPermitted for who appoints neither there nor where the person sat; Invalid for who has
    left or a day before the standing seat began.
    """
    today = timezone.localdate(at)
    begin = since or today
    who = Person.objects.select_for_update().get(pk=person.pk)
    rows = QuotaSeat.objects.filter(person=who).exclude(valid_to__lte=begin)
    standing = list(rows.select_related("body").order_by("id"))
    for touched in ([body] if body else []) + [s.body for s in standing]:
        permit(by, People.MANAGE, touched.seat_id, today)
    if body is not None and len(standing) == 1 and _is_same(standing[0], body, kind, begin):
        return standing[0]
    _check_seat(who, body, standing, begin)
    for row in standing:
        row.valid_to = begin
        row.save(update_fields=["valid_to"])
    former = standing[0] if standing else None
    if body is None:
        if former is not None:
            data = {"person": who.pk, "on": begin}
            record(by=by, at=at, body=former.body, move="leave_quota", data=data)
        return None
    made = QuotaSeat.objects.create(person=who, body=body, kind=QuotaKind(kind), valid_from=begin)
    data = {"person": who.pk, "kind": made.kind, "since": begin}
    if former is not None and former.body_id != body.pk:
        data["former"] = former.body_id
    record(by=by, at=at, body=body, move="sit_on_quota", data=data)
    return made


def _is_same(row: QuotaSeat, body: Body, kind: QuotaKind, begin: date) -> bool:
    begun = row.valid_from is None or row.valid_from <= begin
    return row.body_id == body.pk and row.kind == kind and begun and row.valid_to is None


def _check_seat(who: Person, body: Body | None, standing: Sequence[QuotaSeat], begin: date) -> None:
    for row in standing:
        if row.valid_from is not None and row.valid_from > begin:
            raise Invalid("quota_later_seat", field="since", day=row.valid_from.isoformat())
    if body is None:
        return
    if who.valid_to is not None and who.valid_to <= begin:
        raise Invalid("person_left", field="person", name=who.name)
    if body.valid_to is not None and body.valid_to <= begin:
        raise Conflict("quota_body_ended", field="body", name=body.name)
