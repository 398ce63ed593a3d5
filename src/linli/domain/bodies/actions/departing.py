"""Somebody leaves: what they held ends with the day's beginning, nothing stays on their name."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from linli.domain.bodies import queries
from linli.domain.bodies.actions.duty import lapse_swaps
from linli.domain.bodies.actions.handing import list_hand_over
from linli.domain.bodies.actions.recording import permit, record
from linli.domain.bodies.models import Appointment, Deputy, Leave
from linli.domain.bodies.states import HandOverWhy
from linli.domain.people import actions as people
from linli.domain.people.models import Person
from linli.domain.people.states import Permission
from linli.kernel.access import Actor
from linli.kernel.errors import Invalid


@transaction.atomic
def depart(
    *,
    by: Actor,
    at: datetime,
    person: Person,
    on: date | None = None,
    taker: Person | None = None,
) -> int:
    """End a person's service on a day (today): rights, login, posts, standing in; return how many.

    Each post held gets a hand-over list, to who takes it over or to its body's hand. Raises
    NotPermitted for who does not appoint to all their posts; Conflict for who has left by then;
    Invalid for a day that is over and a taker who is not there.
    """
    today = timezone.localdate(at)
    day = on or today
    if day < today:
        raise Invalid("day_is_over", field="on", day=day.isoformat())
    if taker is not None and (
        taker.pk == person.pk or not queries.appointments_of(taker.pk, day).exists()
    ):
        raise Invalid("stand_in_without_post", field="taker", name=taker.name)
    people.leave(by=by, at=at, person=person, on=day)
    held = list(
        Appointment.objects.select_for_update(of=("self",))
        .filter(person=person)
        .exclude(valid_to__lte=day)
        .select_related("post__body")
        .order_by("id")
    )
    for row in held:
        permit(by, Permission.MANAGE, row.post.place_id, today)
        had_begun = row.valid_from is None or row.valid_from < day
        row.valid_to = day if row.valid_from is None else max(day, row.valid_from)
        row.save(update_fields=["valid_to"])
        data = {"post": row.post_id, "person": person.pk, "on": day}
        record(by=by, at=at, body=row.post.body, move="end_appointment", data=data)
        if had_begun:
            list_hand_over(
                by=by,
                at=at,
                post=row.post,
                giver=person.pk,
                taker=taker.pk if taker else None,
                why=HandOverWhy.LEAVING,
                on=day,
            )
    _let_go(person.pk, day)
    lapse_swaps(by=by, at=at, person=person, on=day)
    for body in {r.post.body_id: r.post.body for r in held}.values():
        data = {"person": person.pk, "on": day, "posts": len(held)}
        record(by=by, at=at, body=body, move="depart", data=data)
    return len(held)


def _let_go(person: int, day: date) -> None:
    """End what else names the person: deputising, their own leave, standing in from that day on.

    Where they stand in before it, who was named stays known; from the day on they are not free.
    """
    for table in (Deputy, Leave):
        for row in table.objects.filter(person_id=person).exclude(valid_to__lte=day):
            begun = row.valid_from
            row.valid_to = day if begun is None or begun <= day else begun
            row.save(update_fields=["valid_to"])
    Leave.objects.filter(stand_in_id=person, valid_from__gte=day).update(stand_in=None)
