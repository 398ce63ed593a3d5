"""One shift by hand: planned, changed or taken off the rota before it begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from linli.domain.bodies.actions.duty import enter, forget_reminder, locked
from linli.domain.bodies.models import Body, DutyOfficer, DutyRevision, DutyShift
from linli.domain.bodies.queries import directory, may_make_rota
from linli.domain.bodies.queries.duty import colleagues_of
from linli.domain.bodies.rules.rota import Plan, bounds, is_phone
from linli.domain.bodies.states import Permission
from linli.kernel.access import Actor, ActorKind
from linli.kernel.codes import plain
from linli.kernel.errors import Conflict, Invalid, NotFound, NotPermitted


@dataclass(frozen=True, slots=True)
class ShiftWish:
    """A shift as whoever manages the rota wants it; an end not after the start is next day's."""

    day: date
    start: time
    end: time
    leader: int
    officers: tuple[int, ...]
    name: str = ""
    phone: str = ""


@transaction.atomic
def plan_shift(
    *, by: Actor, at: datetime, body_id: int, wish: ShiftWish, shift_id: UUID | None = None
) -> DutyShift:
    """Plan a shift of a body, or change one that has not begun; wished again it changes nothing.

    Raises NotPermitted, NotFound, Conflict once it has begun, Invalid at the field: in the past,
    over another shift, without officer, with someone who holds no post there, an unreadable phone.
    """
    _permit(by, at, body_id)
    # two planners of one rota wait here
    Body.objects.select_for_update(no_key=True).get(pk=body_id)
    held = locked(shift_id) if shift_id else None
    if held is not None:
        _refuse_begun(held, at)
    plan = _plan(at, body_id, wish, held)
    if held is None:
        return _make(by, at, plan)
    return held if _is_as(held, plan) else _change(by, at, held, plan)


@transaction.atomic
def drop_shift(*, by: Actor, at: datetime, shift_id: UUID) -> int:
    """Take a shift that has not begun off the rota; return its body.

    Raises NotFound, NotPermitted, Conflict once it has begun.
    """
    held = locked(shift_id)
    _permit(by, at, held.body_id)
    _refuse_begun(held, at)
    body_id = held.body_id
    data = {"body": body_id, "starts": held.starts_at}
    enter(held, by=by, at=at, move="drop", data=data)
    forget_reminder(by=by, at=at, shift=held)
    held.delete()
    DutyRevision.renew()
    return body_id


def _permit(by: Actor, at: datetime, body_id: int) -> None:
    if body_id not in directory().bodies:
        raise NotFound("unknown_body", field="body", body=str(body_id))
    may = by.kind is ActorKind.SYSTEM or may_make_rota(by, body_id, timezone.localdate(at))
    if not may:
        raise NotPermitted("not_permitted", permission=Permission.ROTA.value)


def _refuse_begun(held: DutyShift, at: datetime) -> None:
    if held.starts_at <= at:
        raise Conflict("duty_begun_stays")


def _plan(at: datetime, body_id: int, wish: ShiftWish, held: DutyShift | None) -> Plan:
    start, end = bounds(wish.day, wish.start, wish.end, ZoneInfo(settings.TIME_ZONE))
    if start <= at:
        raise Invalid("duty_in_the_past", field="day")
    _refuse_overlap(body_id, start, end, held)
    _refuse_strangers(body_id, wish)
    phone = plain(wish.phone)
    if phone and not is_phone(phone):
        raise Invalid("duty_phone", field="phone")
    officers = tuple(dict.fromkeys(wish.officers))
    name = plain(wish.name)
    return Plan(0, body_id, wish.day, name, start, end, wish.leader, officers, phone)


def _refuse_overlap(body_id: int, start: datetime, end: datetime, held: DutyShift | None) -> None:
    over = DutyShift.objects.filter(body_id=body_id, starts_at__lt=end, ends_at__gt=start)
    other = (over.exclude(pk=held.pk) if held else over).order_by("starts_at").first()
    if other is not None:
        begin, until = timezone.localtime(other.starts_at), timezone.localtime(other.ends_at)
        said = f"{begin:%Y-%m-%d %H:%M}–{until:%H:%M}"
        raise Invalid("duty_overlaps", field="start", other=said)


def _refuse_strangers(body_id: int, wish: ShiftWish) -> None:
    if not wish.officers:
        raise Invalid("duty_without_officer", field="officers")
    known = {c.id for c in colleagues_of(body_id, wish.day)}
    for field, people in (("leader", {wish.leader}), ("officers", set(wish.officers))):
        if people - known:
            raise Invalid("duty_person_unknown", field=field, day=wish.day.isoformat())


def _is_as(held: DutyShift, plan: Plan) -> bool:
    officers = {o.person_id for o in held.officers.all()}
    stands = (held.day, held.name, held.starts_at, held.ends_at, held.leader_id, held.phone)
    wanted = (plan.day, plan.name, plan.start, plan.end, plan.leader, plan.phone)
    return stands == wanted and officers == set(plan.officers)


def _make(by: Actor, at: datetime, plan: Plan) -> DutyShift:
    made = DutyShift(body_id=plan.body, planned=plan.digest)
    data = {"body": plan.body, "leader": plan.leader, "officers": plan.officers}
    return _write(by, at, made, plan, "plan", data)


def _change(by: Actor, at: datetime, held: DutyShift, plan: Plan) -> DutyShift:
    """Change a shift; what the file said of it stays known: the file again undoes nothing."""
    DutyOfficer.objects.filter(shift=held).delete()
    forget_reminder(by=by, at=at, shift=held)
    return _write(by, at, held, plan, "change", {"leader": plan.leader, "officers": plan.officers})


def _write(
    by: Actor, at: datetime, shift: DutyShift, plan: Plan, move: str, data: dict[str, object]
) -> DutyShift:
    shift.day, shift.name, shift.phone = plan.day, plan.name, plan.phone
    shift.starts_at, shift.ends_at = plan.start, plan.end
    shift.leader_id, shift.reminded_at = plan.leader, None
    shift.save()
    DutyOfficer.objects.bulk_create(DutyOfficer(shift=shift, person_id=p) for p in plan.officers)
    DutyRevision.renew()
    enter(shift, by=by, at=at, move=move, data={**data, "starts": plan.start})
    return shift
