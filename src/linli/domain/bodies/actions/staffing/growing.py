"""Mentors and reserves: begun with an end, ended by those it is about, nothing kept afterwards."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from linli.domain.bodies.actions.recording import permit, record
from linli.domain.bodies.models import Body, MentorPair, Reserve
from linli.domain.bodies.queries.staffing.growing import may_end_pair
from linli.domain.bodies.queries.staffing.lending import belongs
from linli.domain.bodies.queries.staffing.quotas import may_see_staff
from linli.domain.bodies.states import ADMINISTRATORS, Permission, Role
from linli.domain.people.models import Person
from linli.domain.people.states import Permission as People
from linli.kernel.access import Actor
from linli.kernel.errors import Conflict, Invalid, NotFound, NotPermitted


@transaction.atomic
def pair(
    *,
    by: Actor,
    at: datetime,
    mentor: Person,
    mentee: Person,
    body: Body,
    topic: str,
    first: date,
    last: date,
) -> MentorPair:
    """Let somebody bring another along in something for some days, both included.

    The same again is the same. Raises NotPermitted for who does not arrange in the learner's body;
    Invalid for days in the wrong order or over, no topic, oneself, somebody who is not of the body
    or has left; Conflict where the two are a pair already.
    """
    today = timezone.localdate(at)
    if not may_see_staff(by, body.pk, today):
        raise NotPermitted("not_permitted", permission=Permission.COVER.value)
    held = _locked(mentor, mentee)
    until = _until(first, last, today)
    if mentor.pk == mentee.pk:
        raise Invalid("mentor_of_oneself", field="mentor")
    if not topic.strip():
        raise Invalid("mentor_without_topic", field="topic")
    for person in held:
        _check_here(person, first)
    if not belongs(mentee.pk, body.pk, first):
        raise Invalid("not_of_the_body", field="mentee", name=mentee.name, body=body.name)
    rows = MentorPair.objects.filter(mentor=mentor, mentee=mentee).order_by("id")
    standing = rows.filter(valid_from__lt=until, valid_to__gt=first).first()
    if standing is not None:
        if (standing.valid_from, standing.valid_to, standing.topic) == (
            first,
            until,
            topic.strip(),
        ):
            return standing
        raise Conflict("mentor_already", field="first", name=mentor.name)
    row = MentorPair.objects.create(
        mentor=mentor,
        mentee=mentee,
        body=body,
        topic=topic.strip(),
        valid_from=first,
        valid_to=until,
    )
    data = {"pair": row.pk, "mentor": mentor.pk, "mentee": mentee.pk, "until": until}
    record(by=by, at=at, body=body, move="pair", data=data)
    return row


def _locked(*people: Person) -> list[Person]:
    rows = Person.objects.select_for_update().filter(pk__in=[p.pk for p in people])
    return list(rows.order_by("id"))


def _until(first: date, last: date, today: date) -> date:
    if last < first:
        raise Invalid("days_in_wrong_order", field="last")
    if last < today:
        raise Invalid("day_is_over", field="last", day=last.isoformat())
    return last + timedelta(days=1)


def _check_here(person: Person, on: date) -> None:
    if person.valid_to is not None and person.valid_to <= on:
        raise Invalid("person_left", field="person", name=person.name)


@transaction.atomic
def end_pair(*, by: Actor, at: datetime, pk: int) -> MentorPair:
    """End a pair today, by one of the two or who arranges in the body; again changes nothing.

    Raises NotFound, NotPermitted.
    """
    today = timezone.localdate(at)
    row = MentorPair.objects.select_for_update(of=("self",)).select_related("body").filter(pk=pk)
    held = row.first()
    if held is None:
        raise NotFound("unknown_pair")
    if not may_end_pair(by, held, today):
        raise NotPermitted("not_permitted", permission=Permission.COVER.value)
    if held.valid_to <= today:
        return held
    held.valid_to = max(held.valid_from, today)
    held.save(update_fields=["valid_to"])
    record(by=by, at=at, body=held.body, move="end_pair", data={"pair": held.pk})
    return held


@transaction.atomic
def propose_reserve(
    *,
    by: Actor,
    at: datetime,
    person: Person,
    body: Body,
    role: Role,
    proposed_by: str,
    consent: str,
    first: date,
    last: date,
) -> Reserve:
    """Keep somebody in mind for a kind of post in a body, with their consent in writing.

    For who appoints there alone. The same again is the same. Its entry names no person. Raises
    NotPermitted; Invalid without consent or who proposed, for days in the wrong order or over, an
    administrator's post, who has left; Conflict for who is kept in mind for it already.
    """
    today = timezone.localdate(at)
    permit(by, People.MANAGE, body.seat_id, today)
    (who,) = _locked(person)
    until = _until(first, last, today)
    for field, text in (("consent", consent), ("proposed_by", proposed_by)):
        if not text.strip():
            raise Invalid(f"reserve_without_{field}", field=field)
    if role in ADMINISTRATORS:
        raise Invalid("reserve_of_administrator", field="role")
    _check_here(who, first)
    rows = Reserve.objects.filter(person=who, body=body, role=role).order_by("id")
    standing = rows.filter(valid_from__lt=until, valid_to__gt=first).first()
    if standing is not None:
        if (standing.valid_from, standing.valid_to) == (first, until):
            return standing
        raise Conflict("reserve_already", field="person", name=who.name)
    row = Reserve.objects.create(
        person=who,
        body=body,
        role=Role(role),
        proposed_by=proposed_by.strip(),
        consent=consent.strip(),
        valid_from=first,
        valid_to=until,
    )
    data = {"reserve": row.pk, "role": row.role, "until": until}
    record(by=by, at=at, body=body, move="propose_reserve", data=data)
    return row


@transaction.atomic
def withdraw_reserve(*, by: Actor, at: datetime, pk: int) -> None:
    """Take a reserve back: by the person, or who appoints there; the row is gone.

    Raises NotFound, for whoever may not see it as for what is not there.
    """
    today = timezone.localdate(at)
    held = Reserve.objects.select_for_update(of=("self",)).select_related("body").filter(pk=pk)
    row = held.first()
    if row is None:
        raise NotFound("unknown_reserve")
    if by.person is None or by.person != row.person_id:
        try:
            permit(by, People.MANAGE, row.body.seat_id, today)
        except NotPermitted:
            raise NotFound("unknown_reserve") from None
    data = {"reserve": row.pk, "role": row.role}
    record(by=by, at=at, body=row.body, move="withdraw_reserve", data=data)
    # with what it followed from when the map changed: revoked, it must not come back
    same = Reserve.objects.filter(person=row.person_id, role=row.role, consent=row.consent)
    same.delete()
