"""Who sits on a committee over line boundaries: its units, and the part-time members they send.

Whoever manages bodies admits units, whoever appoints people seats part-time members: two hands, who
may use one table, each for their part.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from linli.domain.bodies.actions.appointing import appoint
from linli.domain.bodies.actions.organising import set_up_post
from linli.domain.bodies.actions.recording import permit, record
from linli.domain.bodies.models import Appointment, Body, Membership, Post
from linli.domain.bodies.queries.directory import appointments_of, body_called
from linli.domain.bodies.states import COMMITTEES, Permission, Role
from linli.domain.people.models import Person
from linli.domain.people.states import Permission as People
from linli.domain.territory import queries as territory
from linli.foundation.exchange.rules.tables import Problem, Row, Table
from linli.kernel.access import Actor, ActorKind, Target, can
from linli.kernel.errors import Conflict, Invalid, NotFound, NotPermitted, Refusal

TITLE, TITLE_EN = "兼职委员", "Part-time member"


@transaction.atomic
def admit_unit(
    *,
    by: Actor,
    at: datetime,
    committee: Body,
    unit: Body,
    since: date | None = None,
    basis: str = "",
) -> Membership:
    """Let a unit sit on a committee from a day on, with a chair for whom it sends.

    What stands is left. Raises NotPermitted, Invalid for a body that is no such committee, or for
    itself, Conflict for a unit that has ended.
    """
    today = timezone.localdate(at)
    begin = since or today
    permit(by, Permission.MANAGE, committee.seat_id, today)
    held = Body.objects.select_for_update().get(pk=committee.pk)
    if held.kind not in COMMITTEES:
        raise Invalid("no_committee", field="committee", name=held.name)
    if unit.pk == held.pk:
        raise Invalid("member_of_itself", field="unit", name=unit.name)
    for one in (held, unit):
        if one.valid_to is not None and one.valid_to <= begin:
            raise Conflict("body_ended", field="unit", name=one.name)
    rows = Membership.objects.filter(committee=held, unit=unit)
    standing = rows.exclude(valid_to__lte=begin).first()
    if standing is not None:
        return standing
    row = Membership.objects.create(
        committee=held, unit=unit, basis=basis.strip(), valid_from=begin
    )
    _chair(by, at, held)
    record(by=by, at=at, body=held, move="admit_unit", data={"unit": unit.pk, "since": begin})
    return row


def _chair(by: Actor, at: datetime, committee: Body) -> None:
    """Keep as many chairs of part-time members as there are units."""
    number = Membership.objects.filter(committee=committee, valid_to=None).count()
    post = part_time_post(committee)
    if post is None:
        set_up_post(by=by, at=at, body=committee, role=Role.MEMBER, title=TITLE, title_en=TITLE_EN)
    elif post.quota < number:
        post.quota = number
        post.save(update_fields=["quota"])


def part_time_post(committee: Body) -> Post | None:
    """Return the post of a committee's part-time members."""
    rows = Post.objects.filter(body=committee, role=Role.MEMBER, valid_to=None)
    return rows.order_by("id").first()


@transaction.atomic
def dismiss_unit(
    *, by: Actor, at: datetime, membership: Membership, on: date | None = None
) -> Membership:
    """Let a unit's membership end with a day (today by default); raises Conflict if it has."""
    today = timezone.localdate(at)
    row = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("committee")
        .get(pk=membership.pk)
    )
    permit(by, Permission.MANAGE, row.committee.seat_id, today)
    day = on or today
    if row.valid_to is not None and row.valid_to <= day:
        raise Conflict("membership_ended")
    row.valid_to = day if row.valid_from is None or row.valid_from <= day else row.valid_from
    row.save(update_fields=["valid_to"])
    data = {"unit": row.unit_id, "on": row.valid_to}
    record(by=by, at=at, body=row.committee, move="dismiss_unit", data=data)
    return row


@transaction.atomic
def seat_member(
    *, by: Actor, at: datetime, committee: Body, person: Person, since: date | None = None
) -> Appointment:
    """Seat a part-time member: somebody whose first post is elsewhere; again, it changes nothing.

    Raises NotPermitted, Invalid without a first post on that day, Conflict where no unit is
    admitted yet or every chair is taken.
    """
    begin = since or timezone.localdate(at)
    post = part_time_post(committee)
    if post is None:
        raise Conflict("no_unit_admitted", field="person", name=committee.name)
    _permit_seating(by, post, timezone.localdate(at))
    standing = Appointment.objects.filter(post=post, person=person).exclude(valid_to__lte=begin)
    if (held := standing.first()) is not None:
        return held
    elsewhere = appointments_of(person.pk, begin).exclude(post__body=committee)
    if not elsewhere.exclude(post__role=Role.MEMBER).exists():
        raise Invalid("part_time_without_first_post", field="person", name=person.name)
    return appoint(by=by, at=at, post=post, person=person, since=begin)


def _permit_seating(by: Actor, post: Post, on: date) -> None:
    permit(by, People.MANAGE, post.place_id, on)


@dataclass
class MembersOutcome:
    """What a table of members did, or would do; with any problem nothing was written."""

    admitted: int = 0
    seated: int = 0
    already: int = 0
    left: int = 0  # people that the other hand has to seat
    written: bool = False
    problems: list[Problem] = field(default_factory=list)


def import_members(
    *, by: Actor, at: datetime, table: Table, committee: Body, dry_run: bool = False
) -> MembersOutcome:
    """Admit the units and seat the people that a table names, as far as the hand goes.

    All of it or, with any fault, nothing; the same table again changes nothing. Raises NotPermitted
    for who may do neither.
    """
    path = frozenset(territory.path_ids(committee.seat_id, timezone.localdate(at)))
    system = by.kind is ActorKind.SYSTEM
    admits = system or can(by, Permission.MANAGE, Target(places=path))
    seats = system or can(by, People.MANAGE, Target(places=path))
    if not admits and not seats:
        raise NotPermitted("not_permitted", permission=Permission.MANAGE.value)
    out = MembersOutcome(problems=list(table.problems))
    with transaction.atomic():
        for row in table.rows:
            try:
                with transaction.atomic():
                    _taken(by, at, row, committee, out, admits=admits, seats=seats)
            except Refusal as refusal:
                title, code = table.titles.get(refusal.field or "", ""), f"refusal.{refusal.code}"
                out.problems.append(Problem(row.number, title, code, dict(refusal.params)))
        out.written = not (out.problems or dry_run)
        transaction.set_rollback(not out.written)
    return out


def _taken(
    by: Actor,
    at: datetime,
    row: Row,
    committee: Body,
    out: MembersOutcome,
    *,
    admits: bool,
    seats: bool,
) -> None:
    changed = False
    if admits:
        unit = Body.objects.get(pk=body_called(row["unit"].strip()))
        before = Membership.objects.count()
        admit_unit(
            by=by,
            at=at,
            committee=committee,
            unit=unit,
            since=row["since"],
            basis=row["basis"] or "",
        )
        changed = Membership.objects.count() > before
        out.admitted += changed
    if row["person"] and not seats:
        out.left += 1
    elif row["person"]:
        before = Appointment.objects.count()
        who = _person(row["person"])
        seat_member(by=by, at=at, committee=committee, person=who, since=row["since"])
        seated = Appointment.objects.count() > before
        out.seated, changed = out.seated + seated, changed or seated
    out.already += not changed


def _person(name: str) -> Person:
    found = list(Person.objects.filter(name=name.strip(), valid_to=None).order_by("id")[:2])
    if not found:
        raise NotFound("unknown_person_name", field="person", name=name[:60])
    if len(found) > 1:
        raise Conflict("person_ambiguous", field="person", name=name[:60])
    return found[0]
