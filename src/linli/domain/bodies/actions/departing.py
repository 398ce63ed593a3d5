"""Somebody leaves: what they held ends with the day's beginning, nothing stays on their name."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from linli.domain.bodies.actions.handing import list_hand_over
from linli.domain.bodies.actions.recording import record
from linli.domain.bodies.models import Appointment, Deputy, Leave
from linli.domain.bodies.states import HandOverWhy
from linli.domain.people import actions as people
from linli.domain.people.models import Person
from linli.kernel.access import Actor


@transaction.atomic
def depart(*, by: Actor, at: datetime, person: Person) -> int:
    """End a person's service today: rights, login, posts, standing in; return how many posts.

    Each post held gets a hand-over list, to its body's hand. Raises NotPermitted; Conflict for who
    has left already.
    """
    today = timezone.localdate(at)
    people.leave(by=by, at=at, person=person)  # asks for the permission, ends the login
    rows = (
        Appointment.objects.select_for_update(of=("self",))
        .filter(person=person)
        .exclude(valid_to__lte=today)
        .select_related("post__body")
        .order_by("id")
    )
    held = list(rows)
    for row in held:
        had_begun = row.valid_from is None or row.valid_from < today
        row.valid_to = max(today, row.valid_from) if row.valid_from else today
        row.save(update_fields=["valid_to"])
        data = {"post": row.post_id, "person": person.pk, "on": today}
        record(by=by, at=at, body=row.post.body, move="end_appointment", data=data)
        if had_begun:
            list_hand_over(
                by=by,
                at=at,
                post=row.post,
                giver=person.pk,
                taker=None,
                why=HandOverWhy.LEAVING,
                on=today,
            )
    _let_go(person.pk, today)
    for body in {r.post.body_id: r.post.body for r in held}.values():
        data = {"person": person.pk, "on": today, "posts": len(held)}
        record(by=by, at=at, body=body, move="depart", data=data)
    return len(held)


def _let_go(person: int, today: date) -> None:
    """End what else names the person: deputising, standing in, their own leave."""
    for table in (Deputy, Leave):
        for row in table.objects.filter(person_id=person).exclude(valid_to__lte=today):
            begun = row.valid_from
            row.valid_to = today if begun is None or begun <= today else begun
            row.save(update_fields=["valid_to"])
    Leave.objects.filter(stand_in_id=person, valid_to__gt=today).update(stand_in=None)
