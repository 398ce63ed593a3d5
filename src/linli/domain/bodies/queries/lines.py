"""Offices with two lines, seen from both ends, and the street's opinions on their heads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from linli.domain.bodies.entries import HEARD
from linli.domain.bodies.models import Appointment, Body, Hearing, Post, Stationing
from linli.domain.bodies.queries.directory import directory
from linli.domain.bodies.states import (
    HEADS,
    TO_ANSWER,
    TO_DECIDE,
    Decides,
    Permission,
)
from linli.domain.people.queries import PersonName
from linli.foundation.database.tenure import holding
from linli.foundation.journal import queries as journal
from linli.foundation.journal.models import Entry
from linli.kernel.access import Actor, ActorKind, Target, can
from linli.kernel.errors import NotFound


def stationing_of(body_id: int, on: date) -> Stationing | None:
    """Return an office's second line on a day, with its host."""
    return Stationing.objects.on(on).filter(body_id=body_id).select_related("host").first()


def may_ask(actor: Actor, office_id: int) -> bool:
    """Tell whether someone may ask the street about an office: the line above it, not itself."""
    if actor.kind is ActorKind.SYSTEM:
        return True
    above = frozenset(directory().chain(office_id)[1:])
    return can(actor, Permission.ASK_OPINION, Target(bodies=above))


def may_answer(actor: Actor, hearing: Hearing) -> bool:
    """Tell whether someone answers for the street that is asked: its own post, no wider one."""
    return answers_for(actor, hearing.host_id)


def answers_for(actor: Actor, host_id: int) -> bool:
    """Tell whether someone answers for a street's body."""
    if actor.kind is not ActorKind.PERSON:
        return False
    seat = frozenset({directory().bodies[host_id].seat})
    return can(actor, Permission.GIVE_OPINION, Target(places=seat))


def may_see(actor: Actor, hearing: Hearing) -> bool:
    """Tell whether someone may read an opinion: the two sides, nobody else."""
    return may_answer(actor, hearing) or may_ask(actor, hearing.post.body_id)


def hearing(pk: UUID) -> Hearing:
    """Return an opinion asked for, with post, office, street and person; raises NotFound."""
    row = _hearings().filter(pk=pk).first()
    if row is None:
        raise NotFound("unknown_hearing")
    return row


def _hearings() -> QuerySet[Hearing]:
    return Hearing.objects.select_related("post__body", "host", "person")


def opinions_waiting(actor: Actor) -> list[Hearing]:
    """Return the opinions that wait for this reader: to answer for a street, to decide; one query.

    None is asked for who has neither right.
    """
    places = {p for g in actor.of(Permission.GIVE_OPINION) for p in g.places}
    lines = {b for g in actor.of(Permission.ASK_OPINION) for b in g.bodies}
    if not places and not lines:
        return []
    answers = Q(state__in=TO_ANSWER, host__seat_id__in=places)
    decides = Q(state__in=TO_DECIDE, post__body__superior_id__in=lines)
    return list(_hearings().filter(answers | decides).order_by("answer_by", "id"))


def opinions_of(actor: Actor, office_ids: Iterable[int]) -> list[Hearing]:
    """Return the opinions about some offices' heads that a reader may see, the latest first."""
    rows = _hearings().filter(post__body_id__in=list(office_ids)).order_by("-asked_at", "-id")
    return [row for row in rows[:50] if may_see(actor, row)]


Book = list[tuple[Entry, Mapping[str, str]]]


def told_in(row: Hearing) -> Book:
    """Return what was said, oldest first: the entries with their words; two queries."""
    texts = journal.particulars_by_entries(HEARD, [row.pk])
    return [(e, texts.get(e.id, {})) for e in journal.entries_of(HEARD, row.pk)]


@dataclass(frozen=True, slots=True)
class Head:
    """The head's post of an office and who holds it."""

    post: Post
    holders: tuple[Appointment, ...]


def heads_heard(office_id: int, on: date) -> list[Head]:
    """Return the posts of an office that the street is heard on, with their holders."""
    stands = stationing_of(office_id, on)
    if stands is None or stands.staffing != Decides.HEARD:
        return []
    posts = Post.objects.on(on).filter(body_id=office_id, role__in=[r.value for r in HEADS])
    held = Appointment.objects.on(on).filter(holding(on, prefix="person__"), post__in=posts)
    by_post: dict[int, list[Appointment]] = {}
    for row in held.select_related("person").order_by("post_id", "chair"):
        by_post.setdefault(row.post_id, []).append(row)
    return [Head(p, tuple(by_post.get(p.pk, ()))) for p in posts.order_by("id")]


def of_the_line(office_id: int, on: date) -> list[PersonName]:
    """Return who holds a post in the bureau above an office, or in one of its offices."""
    above = directory().bodies[office_id].superior
    mine = Q(post__body_id=above) | Q(post__body__superior_id=above)
    held = (
        Appointment.objects.on(on)
        .filter(mine, holding(on, prefix="person__"), holding(on, prefix="post__"))
        .order_by("person__name", "person_id")
    )
    names = held.values_list("person_id", "person__name", "person__name_en").distinct()
    return [PersonName(*row) for row in names[:500]]


def could_host(office: Body, on: date) -> list[Body]:
    """Return the bodies of the office's place that it could be stationed at."""
    rows = Body.objects.on(on).filter(seat_id=office.seat_id).exclude(pk=office.pk)
    return list(rows.exclude(pk=office.superior_id or 0).order_by("kind", "id"))
