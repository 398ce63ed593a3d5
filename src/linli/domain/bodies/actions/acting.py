"""Somebody acts for a vacant post for some days: 主持工作, or 代管 from another body."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from linli.domain.bodies import queries
from linli.domain.bodies.actions.appointing import appoint
from linli.domain.bodies.actions.recording import permit, record
from linli.domain.bodies.models import Appointment, Post
from linli.domain.people.models import Person
from linli.domain.people.states import Permission
from linli.kernel.access import Actor
from linli.kernel.errors import Conflict, Invalid


@transaction.atomic
def let_act(
    *, by: Actor, at: datetime, post: Post, person: Person, first: date, last: date
) -> Appointment:
    """Let somebody act for a vacant post for some days, both included; it ends by itself.

    For who acts already the last day becomes this one; the same days again change nothing. Raises
    NotPermitted; Invalid for days over or in the wrong order and for who holds no post; Conflict
    where the post is held, or is to be held before the last day.
    """
    today = timezone.localdate(at)
    permit(by, Permission.MANAGE, post.place_id, today)
    held = Post.objects.select_for_update().select_related("body").get(pk=post.pk)
    if last < first:
        raise Invalid("days_in_wrong_order", field="last")
    if first < today:
        raise Invalid("day_is_over", field="first", day=first.isoformat())
    until = last + timedelta(days=1)
    standing = _standing(held, person, first)
    if standing is not None:
        return _prolong(by, at, held, standing, until)
    if not queries.appointments_of(person.pk, first).exists():
        raise Invalid("stand_in_without_post", field="person", name=person.name)
    return appoint(by=by, at=at, post=held, person=person, since=first, acting=True, until=until)


def _standing(post: Post, person: Person, first: date) -> Appointment | None:
    """Return how the person acts for the post on a day, or did until the day before."""
    rows = Appointment.objects.filter(post=post, person=person, acting=True)
    return rows.filter(valid_from__lte=first, valid_to__gte=first).order_by("valid_to").last()


def _prolong(by: Actor, at: datetime, post: Post, row: Appointment, until: date) -> Appointment:
    if row.valid_to == until:
        return row
    after = Appointment.objects.filter(post=post, chair=row.chair, valid_from__lt=until)
    after = after.filter(valid_from__gte=row.valid_to).exclude(valid_to=F("valid_from"))
    if after.exclude(pk=row.pk).exists():
        raise Conflict("post_full", field="last", title=post.title, quota=post.quota)
    row.valid_to = until
    row.save(update_fields=["valid_to"])
    data = {"post": post.pk, "person": row.person_id, "until": until}
    record(by=by, at=at, body=post.body, move="prolong_acting", data=data)
    return row
