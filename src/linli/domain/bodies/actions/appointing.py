"""Appointing people to posts, and ending it: the only way to rights in the system."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from linli.domain.bodies.actions.hearing import use_opinion
from linli.domain.bodies.actions.recording import permit, record, write
from linli.domain.bodies.models import Appointment, Post
from linli.domain.bodies.queries.staffing.lending import limit_of
from linli.domain.bodies.rules import clashes, free_chair, subject_of
from linli.domain.bodies.states import ADMINISTRATORS, HearingAct
from linli.domain.people.models import Person
from linli.domain.people.states import Permission
from linli.foundation.database.keys import copy_rows, reserve
from linli.kernel.access import Actor
from linli.kernel.errors import Conflict, Invalid


@transaction.atomic
def appoint(
    *,
    by: Actor,
    at: datetime,
    post: Post,
    person: Person,
    since: date | None = None,
    acting: bool = False,
    until: date | None = None,
    term_ends: date | None = None,
) -> Appointment:
    """Appoint a person to a post from a day on (today by default).

    `until` is the day on which it ends by itself, which an acting holder must have; `term_ends`
    the day a term is over. Who acts and holds no post of that body looks after it (代管). Who is
    lent to that body holds it no longer than that.

    Raises Conflict if the post is full or ended, the person holds it already, or two of the three
    administrators would be one person; Invalid if the person has left or an end is missing or too
    early; Conflict where the street must be heard first (A2-06).
    """
    today = timezone.localdate(at)
    permit(by, Permission.MANAGE, post.place_id, today)
    held = Post.objects.select_for_update().select_related("body").get(pk=post.pk)
    who = Person.objects.select_for_update().get(pk=person.pk)
    begin = since or today
    if acting and until is None:
        raise Invalid("acting_without_end", field="until")
    if any(day is not None and day <= begin for day in (until, term_ends)):
        raise Invalid("end_before_begin", field="until")
    _check_post(held, begin)
    _check_person(who, held, begin)
    until = _while_lent(who, held, begin, until)
    chairs = Appointment.objects.filter(post=held).order_by("id")
    chair = free_chair(chairs.values_list("chair", "valid_from", "valid_to"), held.quota, begin)
    if chair is None:
        raise Conflict("post_full", title=held.title, quota=held.quota)
    use_opinion(at=at, post=held, person=who.pk, act=HearingAct.APPOINT)
    care = acting and not _is_of(who, held.body_id, begin)
    row = Appointment.objects.create(
        post=held,
        person=who,
        chair=chair,
        acting=acting,
        care=care,
        valid_from=begin,
        valid_to=until,
        term_ends=term_ends,
    )
    data = {"post": held.pk, "person": who.pk, "acting": acting, "since": begin}
    if acting:
        data["care"] = care
    if until is not None:
        data["until"] = until
    record(by=by, at=at, body=held.body, move="appoint", data=data)
    return row


@transaction.atomic
def end_appointment(
    *, by: Actor, at: datetime, appointment: Appointment, on: date | None = None
) -> Appointment:
    """End an appointment with a day (today by default): on that day it grants nothing any more."""
    day = on or timezone.localdate(at)
    row = Appointment.objects.select_for_update().get(pk=appointment.pk)
    post = Post.objects.select_related("body").get(pk=row.post_id)
    permit(by, Permission.MANAGE, post.place_id, timezone.localdate(at))
    if row.valid_to is not None and row.valid_to <= day:
        raise Conflict("appointment_ended", title=post.title)
    use_opinion(at=at, post=post, person=row.person_id, act=HearingAct.REMOVE)
    row.valid_to = day if row.valid_from is None or row.valid_from <= day else row.valid_from
    row.save(update_fields=["valid_to"])
    data = {"post": post.pk, "person": row.person_id, "on": day}
    record(by=by, at=at, body=post.body, move="end_appointment", data=data)
    return row


@transaction.atomic
def appoint_many(
    *, by: Actor, at: datetime, place_id: int, pairs: Iterable[tuple[int, int]], since: date | None
) -> int:
    """Appoint many people at once, as (post id, person id), all posts new and of one subtree.

    For opening a place: chairs are given in order; the database refuses what does not fit. One
    entry tells how many. Never for administrators: they are appointed one by one.
    """
    permit(by, Permission.MANAGE, place_id, timezone.localdate(at))
    rows = list(pairs)
    _refuse_administrators({post for post, _ in rows})
    taken: dict[int, int] = {}
    chairs = []
    for post, person in rows:
        taken[post] = taken.get(post, 0) + 1
        chairs.append((post, person, taken[post], False, since))
    keys = reserve("bodies_appointment", len(rows))
    columns = ("id", "post_id", "person_id", "chair", "acting", "valid_from")
    copy_rows("bodies_appointment", columns, ((k, *c) for k, c in zip(keys, chairs, strict=True)))
    subject = subject_of("roster", place_id)
    data = {"posts": len(rows)}
    write(
        by=by,
        at=at,
        subject=subject,
        place_id=place_id,
        body_id=None,
        move="appoint_many",
        data=data,
    )
    return len(rows)


def _refuse_administrators(post_ids: set[int]) -> None:
    wanted = [role.value for role in ADMINISTRATORS]
    if Post.objects.filter(pk__in=post_ids, role__in=wanted).exists():
        raise Invalid("administrators_one_by_one")


def _is_of(person: Person, body_id: int, on: date) -> bool:
    """Tell whether a person holds a post of a body by their own right."""
    held = Appointment.objects.on(on).filter(person=person, post__body_id=body_id)
    return held.filter(acting=False).exists()


def _while_lent(person: Person, post: Post, begin: date, until: date | None) -> date | None:
    ends = limit_of(person.pk, post.body_id, begin)
    return min((d for d in (ends, until) if d is not None), default=None)


def _check_post(post: Post, begin: date) -> None:
    over = post.valid_to is not None and post.valid_to <= begin
    if over or (post.valid_from is not None and begin < post.valid_from):
        raise Conflict("post_ended", title=post.title)


def _check_person(person: Person, post: Post, begin: date) -> None:
    if person.valid_to is not None and person.valid_to <= begin:
        raise Invalid("person_left", field="person", name=person.name)
    later = Appointment.objects.filter(person=person).exclude(valid_to__lte=begin)
    if later.filter(post=post).exists():
        raise Conflict("post_held_already", name=person.name, title=post.title)
    if clashes(later.order_by().values_list("post__role", flat=True), post.role):
        raise Conflict("administrators_apart", name=person.name)
