"""Who is lent to whom: one filter for list, count and Excel; who may ask, answer and end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from linli.domain.bodies.models import Appointment, Lending, QuotaSeat
from linli.domain.bodies.procedures import ASKER, SECOND
from linli.domain.bodies.queries.arranging import arranged
from linli.domain.bodies.queries.directory import directory
from linli.domain.bodies.queries.staffing.quotas import may_see_staff
from linli.domain.bodies.states import LentKind, LentState, Permission
from linli.domain.people.models import Person
from linli.domain.people.states import Permission as People
from linli.domain.territory import queries as territory
from linli.foundation.database.tenure import holding
from linli.kernel.access import Actor, ActorKind, Target, can
from linli.kernel.errors import Invalid, NotFound

PAGE = 50


def may_ask(actor: Actor, home: int, destination: int, on: date) -> bool:
    """Tell whether someone may ask to lend between two bodies: who arranges at one of them."""
    return may_see_staff(actor, home, on) or may_see_staff(actor, destination, on)


def may_move(actor: Actor, row: Lending, hand: str, on: date) -> bool:
    """Tell whether an actor is the hand that a move asks for.

    The second hand appoints at home, has not asked and is not the person; the asker withdraws; who
    arranges at either body ends it.
    """
    if actor.kind is ActorKind.SYSTEM:
        return True
    if hand == SECOND:
        if actor.person in (row.asked_by_id, row.person_id):
            return False
        return _appoints(actor, row.home_id, on)
    if hand == ASKER:
        return actor.person is not None and actor.person == row.asked_by_id
    return may_ask(actor, row.home_id, row.destination_id, on)


def _appoints(actor: Actor, body_id: int, on: date) -> bool:
    seat, atlas = directory().bodies[body_id].seat, territory.atlas(on)
    path = atlas.path(seat) if seat in atlas else (seat,)
    target = Target(places=frozenset(path), bodies=frozenset({body_id}))
    return can(actor, People.MANAGE, target)


def belongs(person: int, body: int, on: date) -> bool:
    """Tell whether a person works in a body or sits on its quota on a day; two queries at most."""
    posts = Appointment.objects.on(on).filter(person=person, post__body=body)
    seats = QuotaSeat.objects.on(on).filter(person=person, body=body)
    return posts.exists() or seats.exists()


def person_of(body: int, name: str, on: date) -> Person:
    """Return the one person of a name who belongs to a body on a day; raises Invalid."""
    posts = Appointment.objects.on(on).filter(person=OuterRef("pk"), post__body=body).order_by()
    seats = QuotaSeat.objects.on(on).filter(person=OuterRef("pk"), body=body).order_by()
    rows = Person.objects.on(on).filter(Exists(posts) | Exists(seats), name=name.strip())
    found = list(rows.order_by("id")[:2])
    if len(found) != 1:
        code = "lent_two_of_a_name" if found else "lent_nobody_of_a_name"
        raise Invalid(code, field="person", name=name.strip()[:60])
    return found[0]


def visible(actor: Actor, on: date) -> QuerySet[Lending]:
    """Return the lendings of a day, or to come, that someone may see: of bodies they arrange, own.

    What is over, refused or withdrawn stays on nobody: on that day it is not there. Nor is who has
    left.
    """
    mine = Q(person_id=actor.person or 0)
    if actor.of(Permission.COVER) or actor.of(People.MANAGE):
        scope = arranged(actor, on)
        mine |= scope.bodies("home__") | scope.bodies("destination__")
    live = Q(state__in=(LentState.ASKED, LentState.APPROVED), valid_to__gt=on)
    left = Q(person__valid_to=None) | Q(person__valid_to__gt=on)
    return Lending.objects.filter(live, left, mine).select_related("person", "home", "destination")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list of lendings is filtered by; nothing is all."""

    kind: str = ""
    state: str = ""
    body: int | None = None

    def filter(self, on: date) -> Q:
        """Return the filter."""
        found = Q()
        if self.kind in list(LentKind):
            found &= Q(kind=self.kind)
        if self.body is not None:
            found &= Q(home=self.body) | Q(destination=self.body)
        if self.state == "asked":
            found &= Q(state=LentState.ASKED)
        elif self.state == "running":
            found &= Q(state=LentState.APPROVED) & holding(on)
        elif self.state == "coming":
            found &= Q(state=LentState.APPROVED, valid_from__gt=on)
        return found


@dataclass(frozen=True, slots=True)
class LentPage:
    """How many there are, a page of them, and the key that leads on."""

    count: int
    rows: list[Lending]
    next: str


def lendings(actor: Actor, on: date, wanted: Wanted, after: str = "") -> LentPage:
    """Return a page of the lendings someone may see, in the order of their papers; two queries.

    Raises Invalid for a key that is none.
    """
    rows = visible(actor, on).filter(wanted.filter(on)).order_by("id")
    count = rows.count()
    if after:
        if not (after.isascii() and after.isdecimal() and len(after) < 19):
            raise Invalid("page_key_unreadable", field="after")
        rows = rows.filter(pk__gt=int(after))
    found = list(rows[: PAGE + 1])
    more = len(found) > PAGE
    return LentPage(count, found[:PAGE], str(found[PAGE - 1].pk) if more else "")


def every(actor: Actor, on: date, wanted: Wanted) -> QuerySet[Lending]:
    """Return all lendings of a list, for Excel: the same filter."""
    return visible(actor, on).filter(wanted.filter(on)).order_by("id")


def lending_called(actor: Actor, pk: int, on: date) -> Lending:
    """Return a lending that someone may see; raises NotFound for any other."""
    row = visible(actor, on).filter(pk=pk).first()
    if row is None:
        raise NotFound("unknown_lending")
    return row


def returning(on: date, days: int) -> list[Lending]:
    """Return the approved lendings that end within some days and are not followed by another."""
    goes_on = Lending.objects.filter(
        person=OuterRef("person"), state=LentState.APPROVED, valid_from=OuterRef("valid_to")
    ).order_by()
    rows = Lending.objects.on(on).filter(
        ~Exists(goes_on),
        holding(on, prefix="person__"),
        state=LentState.APPROVED,
        valid_to__lte=on + timedelta(days=days),
    )
    return list(rows.order_by("valid_to", "id"))


def limit_of(person: int, body: int, on: date) -> date | None:
    """Return the day on which a person's lending to a body ends, None where there is none."""
    rows = Lending.objects.on(on).filter(person=person, destination=body, state=LentState.APPROVED)
    return rows.order_by("id").values_list("valid_to", flat=True).first()
