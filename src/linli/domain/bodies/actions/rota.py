"""The duty rota: brought in as a file, whole or not at all; the rules it stands on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from linli.domain.bodies.actions.recording import record, write
from linli.domain.bodies.models import (
    Appointment,
    Body,
    DutyOfficer,
    DutyRevision,
    DutyRule,
    DutyShift,
)
from linli.domain.bodies.queries import body_called, directory, hours_at, may_make_rota
from linli.domain.bodies.queries.duty import rules_on
from linli.domain.bodies.queries.on_duty import shifts_with_people
from linli.domain.bodies.rules import subject_of
from linli.domain.bodies.rules.rota import (
    BeginsOf,
    Plan,
    Reading,
    judge,
    key_of,
    plans_of,
    read_rota,
)
from linli.domain.bodies.states import BodyKind, Permission
from linli.foundation.calendars import queries as calendars
from linli.foundation.exchange.rules.tables import Problem, Table
from linli.kernel.access import Actor, ActorKind
from linli.kernel.errors import Conflict, Invalid, NotFound, NotPermitted


@dataclass
class RotaOutcome:
    """What an import of a rota did, or would do; with any problem nothing was written."""

    made: int = 0
    changed: int = 0
    already: int = 0
    dropped: int = 0
    written: bool = False
    problems: list[Problem] = field(default_factory=list)
    bodies: tuple[int, ...] = ()
    first: date | None = None
    last: date | None = None


def import_rota(
    *,
    by: Actor,
    at: datetime,
    table: Table,
    body_id: int | None = None,
    dry_run: bool = False,
) -> RotaOutcome:
    """Bring in a rota: all its shifts or, with any fault, none; the same file again changes none.

    `body_id` is whose rota it is where the file names no body. A line that differs from a shift to
    come replaces it; a shift that has begun is history and refuses its line. Raises NotPermitted.
    """
    zone = ZoneInfo(settings.TIME_ZONE)
    reading = read_rota(
        table, body_of=_Bodies(by, at, body_id), begins_of=_begins_of(at), zone=zone
    )
    judge(reading, calendar=calendars.calendar(), open_at=hours_at, zone=zone)
    plans = plans_of(reading, people_of=_People())
    out = RotaOutcome(problems=reading.problems)
    if plans:
        out.bodies = tuple(dict.fromkeys(p.body for p in plans))
        out.first, out.last = min(p.day for p in plans), max(p.day for p in plans)
    with transaction.atomic():
        _write(by, at, plans, out, reading)
        out.written = not (out.problems or dry_run)
        transaction.set_rollback(not out.written)
    out.problems.sort(key=lambda p: p.row)
    return out


class _Bodies:
    """Finds the body that a cell names, if whoever imports may make its rota."""

    def __init__(self, by: Actor, at: datetime, own: int | None) -> None:
        self.by, self.on, self.own = by, timezone.localdate(at), own
        self._found: dict[str, int] = {}

    def __call__(self, text: str) -> int:
        if text not in self._found:
            self._found[text] = self._find(text)
        return self._found[text]

    def _find(self, text: str) -> int:
        body = self.own if not text else body_called(text)
        if body is None or (self.own is not None and body != self.own):
            raise NotFound("unknown_body", field="body", body=text)
        if not may_make_rota(self.by, body, self.on):
            raise NotPermitted("not_permitted", permission=Permission.ROTA.value)
        return body


def _begins_of(at: datetime) -> BeginsOf:
    rules, found = rules_on(timezone.localdate(at)), directory()

    def begins(body_id: int) -> time | None:
        rule = rules.get(found.bodies[body_id].kind) or rules.get("")
        return rule.begins if rule else None

    return begins


class _Held(NamedTuple):
    person: int
    name: str
    title: str
    tenures: tuple[tuple[date | None, date | None], ...]

    def holds(self, day: date) -> bool:
        """Tell whether appointment, post and person all last on a day."""
        return all((a is None or a <= day) and (b is None or day < b) for a, b in self.tenures)


class _People:
    """Finds who may stand in a body's rota on a day: who holds a post where the body sits."""

    def __init__(self) -> None:
        self._seats: dict[int, list[_Held]] = {}
        self._days: dict[tuple[int, date], Mapping[str, Sequence[int]]] = {}

    def __call__(self, body_id: int, day: date) -> Mapping[str, Sequence[int]]:
        seat = directory().bodies[body_id].seat
        if seat not in self._seats:
            self._seats[seat] = _held_at(seat)
        if (seat, day) not in self._days:
            self._days[seat, day] = _by_name(self._seats[seat], day)
        return self._days[seat, day]


def _held_at(seat: int) -> list[_Held]:
    spans = [f"{p}valid_{end}" for p in ("", "post__", "person__") for end in ("from", "to")]
    rows = Appointment.objects.filter(post__body__seat_id=seat).order_by("id")
    names = ("person_id", "person__name", "post__title", *spans)
    return [
        _Held(row[0], row[1], row[2], tuple(row[n : n + 2] for n in (3, 5, 7)))
        for row in rows.values_list(*names)
    ]


def _by_name(rows: Iterable[_Held], day: date) -> Mapping[str, Sequence[int]]:
    found: dict[str, list[int]] = {}
    for row in rows:
        if not row.holds(day):
            continue
        for key in (key_of(row.name), key_of(f"{row.name}({row.title})")):
            if row.person not in (held := found.setdefault(key, [])):
                held.append(row.person)
    return found


def _write(
    by: Actor, at: datetime, plans: Sequence[Plan], out: RotaOutcome, reading: Reading
) -> None:
    """Write the plans of each body under its lock; faults go to the reading's problems."""
    # no key: a shift that another hand saves twice only looks whether its body is there
    rows = Body.objects.select_for_update(no_key=True).filter(pk__in=out.bodies)
    bodies = {b.pk: b for b in rows.order_by("pk")}
    for body_id, body in bodies.items():
        mine = [p for p in plans if p.body == body_id]
        done = RotaOutcome()
        _write_body(at, mine, done, reading)
        out.made, out.changed = out.made + done.made, out.changed + done.changed
        out.already, out.dropped = out.already + done.already, out.dropped + done.dropped
        if done.made or done.changed or done.dropped:
            DutyRevision.renew()
            data = {
                "first": min(p.day for p in mine),
                "last": max(p.day for p in mine),
                "shifts": done.made,
                "changed": done.changed,
                "dropped": done.dropped,
            }
            record(by=by, at=at, body=body, move="plan_duty", data=data)


def _write_body(at: datetime, plans: Sequence[Plan], done: RotaOutcome, reading: Reading) -> None:
    begin, end = min(p.start for p in plans), max(p.end for p in plans)
    moved = Q(planned__in=[p.digest for p in plans])  # by hand, to other hours
    rows = shifts_with_people().filter(
        Q(starts_at__lt=end, ends_at__gt=begin) | moved, body_id=plans[0].body
    )
    standing = list(rows.select_for_update(of=("self",)).order_by("starts_at"))
    same = {(s.starts_at, s.ends_at): s for s in standing}
    by_hand = {s.planned: (s.starts_at, s.ends_at) for s in standing}
    fresh: list[Plan] = []
    for plan in plans:
        held = same.pop(by_hand.get(plan.digest, (plan.start, plan.end)), None)
        if held is None:
            fresh.append(plan)
        elif held.planned == plan.digest:
            done.already += 1
        elif held.starts_at <= at:
            reading.fault(plan.row, "day", "begun", day=plan.day.isoformat())
        else:
            _change(held, plan)
            done.changed += 1
    done.dropped = _make_room(at, fresh, list(same.values()), reading)
    if not reading.problems:
        done.made = _make(fresh)


def _make_room(
    at: datetime, fresh: Sequence[Plan], others: Sequence[DutyShift], reading: Reading
) -> int:
    """End the shifts to come that new ones stand on; what has begun stays and is a fault."""
    dropped = 0
    for held in others:
        over = next((p for p in fresh if p.start < held.ends_at and held.starts_at < p.end), None)
        if over is None:
            continue
        if held.starts_at <= at:
            reading.fault(over.row, "day", "begun", day=over.day.isoformat())
        else:
            held.delete()
            dropped += 1
    return dropped


def _change(held: DutyShift, plan: Plan) -> None:
    held.day, held.name, held.phone = plan.day, plan.name, plan.phone
    held.leader_id, held.planned, held.reminded_at = plan.leader, plan.digest, None
    held.save(update_fields=["day", "name", "phone", "leader", "planned", "reminded_at"])
    DutyOfficer.objects.filter(shift=held).delete()
    DutyOfficer.objects.bulk_create(DutyOfficer(shift=held, person_id=p) for p in plan.officers)


def _make(plans: Sequence[Plan]) -> int:
    shifts = [
        DutyShift(
            body_id=p.body,
            day=p.day,
            name=p.name,
            starts_at=p.start,
            ends_at=p.end,
            leader_id=p.leader,
            phone=p.phone,
            planned=p.digest,
        )
        for p in plans
    ]
    try:
        with transaction.atomic():
            DutyShift.objects.bulk_create(shifts)
    except IntegrityError as error:  # another hand planned at the same time
        raise Conflict("rota_changed_meanwhile") from error
    DutyOfficer.objects.bulk_create(
        DutyOfficer(shift=s, person_id=o)
        for s, p in zip(shifts, plans, strict=True)
        for o in p.officers
    )
    return len(shifts)


@transaction.atomic
def state_duty_rule(
    *,
    by: Actor,
    at: datetime,
    kind: BodyKind | None,
    required: bool,
    begins: time,
    basis: str,
    basis_en: str = "",
    valid_from: date | None = None,
) -> DutyRule:
    """State from a day on which bodies must have a rota and when a shift without hours begins.

    `kind` None speaks of all kinds without a rule of their own. The rule that stood ends on that
    day. Raises NotPermitted, Invalid for a rule without basis, Conflict when the one that stands
    began on that day or later.
    """
    if by.kind is not ActorKind.SYSTEM and not by.of(Permission.MANAGE):
        raise NotPermitted("not_permitted", permission=Permission.MANAGE.value)
    if not basis.strip():
        raise Invalid("duty_basis_missing", field="basis")
    name = BodyKind(kind).value if kind else ""
    standing = DutyRule.objects.select_for_update().filter(kind=name, valid_to=None).first()
    if standing is not None:
        begun = standing.valid_from
        if valid_from is None or (begun is not None and begun >= valid_from):
            raise Conflict("duty_rule_stands", field="valid_from")
        standing.valid_to = valid_from
        standing.save(update_fields=["valid_to"])
    row = DutyRule.objects.create(
        kind=name,
        required=required,
        begins=begins,
        basis=basis.strip(),
        basis_en=basis_en.strip(),
        valid_from=valid_from,
    )
    data = {"kind": name, "required": required, "since": valid_from}
    subject = subject_of("duty_rule", 1)
    write(
        by=by, at=at, subject=subject, place_id=0, body_id=None, move="state_duty_rule", data=data
    )
    return row
