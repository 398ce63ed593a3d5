"""Who is on duty, now or at any moment: by a body's rota, or the nearest above it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from linli.domain.bodies.models import DutyOfficer, DutyRevision, DutyShift
from linli.domain.bodies.queries.directory import directory, hours_at
from linli.domain.bodies.rules import Directory
from linli.domain.people.queries import PersonName
from linli.domain.territory import queries as territory
from linli.foundation.calendars import queries as calendars
from linli.kernel.clock import Limit, due

DAYS = 50_000  # days of bodies kept in memory for one state of the rotas


@dataclass(frozen=True, slots=True)
class OnDuty:
    """Who is on duty for a body; `body` is whose rota says so, `climbed` the bodies without one."""

    asked: int
    body: int
    shift: UUID
    day: date
    name: str
    starts_at: datetime
    ends_at: datetime
    leader: PersonName
    officers: tuple[PersonName, ...]
    phone: str
    climbed: tuple[int, ...] = ()

    @property
    def first(self) -> PersonName:
        """Whom to ring first."""
        return self.officers[0] if self.officers else self.leader

    @property
    def people(self) -> tuple[PersonName, ...]:
        """Officers, then the leader."""
        return tuple(dict.fromkeys((*self.officers, self.leader)))

    def plain(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "asked": self.asked,
            "body": self.body,
            "climbed": list(self.climbed),
            "day": self.day.isoformat(),
            "shift": self.name,
            "from": timezone.localtime(self.starts_at).isoformat(),
            "to": timezone.localtime(self.ends_at).isoformat(),
            "leader": self.leader.name,
            "officers": [o.name for o in self.officers],
            "phone": self.phone,
        }


def on_duty(body_id: int, at: datetime) -> OnDuty | None:
    """Return who is on duty for a body at a moment, by its rota or the nearest above it.

    None where nobody up to the top has a rota for that moment. Two queries at most beside the
    directory.
    """
    return on_duty_of([body_id], at).get(body_id)


def on_duty_of(body_ids: Iterable[int], at: datetime) -> dict[int, OnDuty]:
    """Return who is on duty for each of some bodies; two queries at most, none once it is kept."""
    found, chains = directory(), {}
    for body_id in set(body_ids):
        if body_id in found.bodies:
            chains[body_id] = chain_of(found, body_id, timezone.localdate(at))
    up = _up({b for chain in chains.values() for b in chain}, at)
    out = {}
    for body_id, chain in chains.items():
        held = next((n for n, b in enumerate(chain) if b in up), None)
        if held is not None:
            out[body_id] = replace(up[chain[held]], asked=body_id, climbed=chain[:held])
    return out


_kept: dict[UUID, dict[tuple[int, date], tuple[OnDuty, ...]]] = {}


def _up(body_ids: Iterable[int], at: datetime) -> dict[int, OnDuty]:
    """Return whose own shift runs at a moment, by body; a body's day is read once per state."""
    day, held = timezone.localdate(at), _kept.get(mark := DutyRevision.current())
    if held is None or len(held) > DAYS:
        _kept.clear()
        held = _kept[mark] = {}
    wanted = set(body_ids)
    if missing := {b for b in wanted if (b, day) not in held}:
        read: dict[int, list[OnDuty]] = {b: [] for b in missing}
        begin = timezone.make_aware(datetime.combine(day, time(0)))
        rows = shifts_with_people().filter(body_id__in=missing, ends_at__gt=begin)
        for shift in rows.filter(starts_at__lt=begin + timedelta(days=1)).order_by("starts_at"):
            read[shift.body_id].append(on_duty_in(shift))
        held |= {(b, day): tuple(shifts) for b, shifts in read.items()}
    return {
        b: shift for b in wanted for shift in held[b, day] if shift.starts_at <= at < shift.ends_at
    }


def chain_of(found: Directory, body_id: int, on: date) -> tuple[int, ...]:
    """Return a body, then whose rota stands for its own: superiors and desks, the nearest first."""
    atlas = territory.atlas(on)
    seat = found.bodies[body_id].seat
    path = atlas.path(seat) if seat in atlas else (seat,)
    desks = (found.desk(path[:n], on) for n in range(len(path), 0, -1))
    above = [*found.chain(body_id)[1:], *(d.id for d in desks if d)]
    depth = {place: n for n, place in enumerate(path)}
    held = [b for b in dict.fromkeys(above) if b != body_id and found.bodies[b].holds(on)]
    return (body_id, *sorted(held, key=lambda b: -depth.get(found.bodies[b].seat, -1)))


def shifts_with_people() -> QuerySet[DutyShift]:
    """Return shifts with body, leader and officers; two queries."""
    officers = DutyOfficer.objects.select_related("person").order_by("id")
    return DutyShift.objects.select_related("leader", "signed_by").prefetch_related(
        Prefetch("officers", queryset=officers)
    )


def on_duty_in(shift: DutyShift) -> OnDuty:
    """Return a shift as an answer for its own body."""
    return OnDuty(
        asked=shift.body_id,
        body=shift.body_id,
        shift=shift.pk,
        day=shift.day,
        name=shift.name,
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        leader=_name(shift.leader),
        officers=tuple(_name(o.person) for o in shift.officers.all()),
        phone=shift.phone,
    )


def _name(person: Any) -> PersonName:
    return PersonName(person.pk, person.name, person.name_en)


def is_open(body_id: int, at: datetime) -> bool:
    """Tell whether a body's office is open at a moment: a workday, within its hours."""
    local = timezone.localtime(at)
    if not calendars.calendar().is_workday(local.date()):
        return False
    bounds = hours_at(body_id)(local.date()).bounds(local.date(), local.tzinfo)  # type: ignore[arg-type]
    return any(opened <= at < closed for opened, closed in bounds)


def used_up(body_id: int, at: datetime, limit: Limit) -> datetime | None:
    """Return when a limit from a moment is used up in a body's time."""
    zone = ZoneInfo(settings.TIME_ZONE)
    return due(at, limit, calendars.calendar(), hours_at(body_id), zone).due
