"""Who stands in: the standing deputy of a post, leave of some days, and coming back.

Nothing is passed by copying: whoever stands in holds the post's rights on those days because
`queries.grants` says so, and on the day after it does not.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from linli.domain.bodies import queries
from linli.domain.bodies.actions.recording import record
from linli.domain.bodies.models import Appointment, Deputy, Leave, Post
from linli.domain.bodies.states import ADMINISTRATORS, LeaveKind
from linli.domain.people.models import Person
from linli.kernel.access import Actor
from linli.kernel.errors import Conflict, Invalid, NotPermitted

LONGEST = timedelta(days=366)  # beyond a year it is no leave: the post wants an acting holder


@transaction.atomic
def name_deputy(
    *, by: Actor, at: datetime, post: Post, person: Person | None, since: date | None = None
) -> Deputy | None:
    """Name the deputy of a post from a day on (today by default), None for nobody.

    Raises NotPermitted; Invalid for an administrator's post, for who holds no post that day, or who
    alone holds this one.
    """
    today = timezone.localdate(at)
    begin = since or today
    held = Post.objects.select_for_update().select_related("body").get(pk=post.pk)
    queries.permit_cover(by, held, today)
    if begin < today:
        raise Invalid("day_is_over", field="since", day=begin.isoformat())
    if person is not None:
        _check_deputy(held, person, begin)
    standing = list(Deputy.objects.filter(post=held).exclude(valid_to__lte=begin).order_by("id"))
    if person is not None and any(_is_same(d, person, begin) for d in standing):
        return standing[0]
    for row in standing:
        row.valid_to = (
            begin if row.valid_from is None or row.valid_from <= begin else row.valid_from
        )
        row.save(update_fields=["valid_to"])
        data = {"post": held.pk, "person": row.person_id, "on": row.valid_to}
        record(by=by, at=at, body=held.body, move="end_deputy", data=data)
    if person is None:
        return None
    made = Deputy.objects.create(post=held, person=person, valid_from=begin)
    data = {"post": held.pk, "person": person.pk, "since": begin}
    record(by=by, at=at, body=held.body, move="name_deputy", data=data)
    return made


def _is_same(row: Deputy, person: Person, begin: date) -> bool:
    begun = row.valid_from is None or row.valid_from <= begin
    return row.person_id == person.pk and begun and row.valid_to is None


def _check_deputy(post: Post, person: Person, begin: date) -> None:
    if post.role in ADMINISTRATORS:
        raise Invalid("deputy_of_administrator", field="person", title=post.title)
    if not queries.appointments_of(person.pk, begin).exists():
        raise Invalid("stand_in_without_post", field="person", name=person.name)
    holders = queries.holders_of([post.pk], begin).get(post.pk, [])
    if [h.person_id for h in holders] == [person.pk]:
        raise Invalid("deputy_of_oneself", field="person", name=person.name)


@transaction.atomic
def take_leave(
    *,
    by: Actor,
    at: datetime,
    person: Person,
    kind: LeaveKind,
    first: date,
    last: date,
    stand_in: Person | None = None,
) -> Leave:
    """Enter days on which somebody is away, both included; by that person or who manages there.

    The same days again change nothing but who stands in. Raises NotPermitted; Invalid for days in
    the wrong order, over, or more than a year, for who holds no post; Conflict with another leave
    or a stand-in who is away.
    """
    today = timezone.localdate(at)
    who = Person.objects.select_for_update().get(pk=person.pk)
    posts = _posts_of(who, by, today, first)
    _check_days(first, last, today)
    if stand_in is not None:
        _check_stand_in(who, stand_in, first, last)
    until = last + timedelta(days=1)
    held = _standing(who, first, until)
    if held is not None and held.stand_in_id == (stand_in.pk if stand_in else None):
        return held
    if held is None:
        held = Leave(person=who, valid_from=first, valid_to=until)
    held.kind, held.stand_in = LeaveKind(kind), stand_in
    held.save()
    data = {
        "leave": held.pk,
        "person": who.pk,
        "kind": held.kind,
        "since": first,
        "until": until,
        "stand_in": held.stand_in_id,
    }
    for body in {p.post.body_id: p.post.body for p in posts}.values():
        record(by=by, at=at, body=body, move="take_leave", data=data)
    return held


def _posts_of(who: Person, by: Actor, today: date, first: date) -> list[Appointment]:
    posts = list(queries.appointments_of(who.pk, max(first, today)))
    if by.person != who.pk:
        if not posts:
            raise NotPermitted("not_permitted", permission="bodies.cover")
        for row in posts:
            queries.permit_cover(by, row.post, today)
    if not posts:
        raise Invalid("leave_without_post", field="first", name=who.name)
    return posts


def _check_days(first: date, last: date, today: date) -> None:
    if last < first:
        raise Invalid("days_in_wrong_order", field="last")
    if first < today:
        raise Invalid("day_is_over", field="first", day=first.isoformat())
    if last - first >= LONGEST:
        raise Invalid("leave_too_long", field="last", days=LONGEST.days)


def _check_stand_in(who: Person, other: Person, first: date, last: date) -> None:
    if other.pk == who.pk:
        raise Invalid("stand_in_is_oneself", field="stand_in")
    if not queries.appointments_of(other.pk, first).exists():
        raise Invalid("stand_in_without_post", field="stand_in", name=other.name)
    away = Leave.objects.filter(person=other, valid_from__lte=last, valid_to__gt=first)
    row = away.exclude(valid_from=F("valid_to")).order_by("valid_from").first()
    if row is not None:
        raise Conflict(
            "stand_in_away", field="stand_in", name=other.name, day=row.valid_from.isoformat()
        )


def _standing(who: Person, first: date, until: date) -> Leave | None:
    """Return the same leave if it stands; raises Conflict for another one on some of the days."""
    over = Leave.objects.filter(person=who, valid_from__lt=until, valid_to__gt=first)
    rows = list(over.exclude(valid_from=F("valid_to")).order_by("valid_from"))
    if len(rows) == 1 and (rows[0].valid_from, rows[0].valid_to) == (first, until):
        return rows[0]
    if rows:
        raise Conflict("leave_overlaps", field="first", day=rows[0].valid_from.isoformat())
    return None


@transaction.atomic
def end_leave(*, by: Actor, at: datetime, leave: Leave, on: date | None = None) -> Leave:
    """Let somebody be back from a day on (today by default): on that day their posts are theirs.

    Raises NotPermitted, Conflict if the leave is over.
    """
    today = timezone.localdate(at)
    day = max(on or today, today)
    row = Leave.objects.select_for_update().get(pk=leave.pk)
    posts = list(queries.appointments_of(row.person_id, today))
    if by.person != row.person_id:
        if not posts:
            raise NotPermitted("not_permitted", permission="bodies.cover")
        for held in posts:
            queries.permit_cover(by, held.post, today)
    if row.valid_to <= day:
        raise Conflict("leave_is_over", day=row.valid_to.isoformat())
    row.valid_to = max(row.valid_from, day)
    row.save(update_fields=["valid_to"])
    data = {"leave": row.pk, "person": row.person_id, "on": row.valid_to}
    for body in {p.post.body_id: p.post.body for p in posts}.values():
        record(by=by, at=at, body=body, move="end_leave", data=data)
    return row
