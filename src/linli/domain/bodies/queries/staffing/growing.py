"""Mentor pairs for both and their bodies; reserves for who appoints there, and the person."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from linli.domain.bodies.models import Appointment, MentorPair, Reserve
from linli.domain.bodies.queries.arranging import arranged
from linli.domain.bodies.queries.staffing.quotas import may_see_staff
from linli.domain.bodies.states import Permission
from linli.domain.people.states import Permission as People
from linli.foundation.database.tenure import holding
from linli.kernel.access import Actor, ActorKind


def _arranges(actor: Actor) -> bool:
    return bool(actor.of(Permission.COVER) or actor.of(People.MANAGE))


def pairs(actor: Actor, on: date) -> QuerySet[MentorPair]:
    """Return the pairs of a day, or to come, that someone may see: their own, and of their bodies.

    Of the learner's body, and of those in which the mentor holds a post. Nobody's who has left.
    """
    mine = Q(mentor=actor.person or 0) | Q(mentee=actor.person or 0)
    if _arranges(actor):
        scope = arranged(actor, on)
        posts = Appointment.objects.on(on).filter(
            scope.bodies("post__body__"), person=OuterRef("mentor")
        )
        mine |= scope.bodies("body__") | Q(Exists(posts.order_by()))
    rows = MentorPair.objects.filter(mine, _here(on, "mentor__"), _here(on, "mentee__"))
    rows = rows.filter(valid_to__gt=on).select_related("mentor", "mentee", "body")
    return rows.order_by("body_id", "id")


def _here(on: date, prefix: str) -> Q:
    return Q(**{f"{prefix}valid_to": None}) | Q(**{f"{prefix}valid_to__gt": on})


def may_end_pair(actor: Actor, row: MentorPair, on: date) -> bool:
    """Tell whether someone may end a pair: one of the two, or who arranges in the body."""
    if actor.kind is ActorKind.SYSTEM or actor.person in (row.mentor_id, row.mentee_id):
        return True
    return may_see_staff(actor, row.body_id, on)


def reserves(actor: Actor, on: date) -> QuerySet[Reserve]:
    """Return the reserves of a day for who appoints there, and nobody else; no query where none.

    Not for desks, not for leaders, not for who arranges who stands in. Nobody's who has left.
    """
    if not actor.of(People.MANAGE):
        return Reserve.objects.none()
    rows = _standing(on).filter(arranged(actor, on).appoints.seated("body__"))
    return rows.order_by("body_id", "role", "person__name", "id")


def my_reserves(person: int, on: date) -> QuerySet[Reserve]:
    """Return for what posts a person is kept in mind, for that person."""
    return _standing(on).filter(person=person).order_by("id")


def _standing(on: date) -> QuerySet[Reserve]:
    rows = Reserve.objects.on(on).filter(holding(on, prefix="person__"))
    return rows.select_related("person", "body")
