"""Leave, deputies and hand-over lists as pages ask for them, and who may arrange them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from linli.domain.bodies.models import (
    Appointment,
    Body,
    Deputy,
    DutyOfficer,
    DutyShift,
    HandOver,
    Leave,
    Post,
)
from linli.domain.bodies.queries.arranging import may_arrange
from linli.domain.bodies.queries.grants import acting_in_posts, chairs_away
from linli.domain.bodies.rules.cover import last_day
from linli.domain.bodies.states import ADMINISTRATORS, ELECTED, Stands
from linli.domain.people.queries import PersonName
from linli.domain.territory import queries as territory
from linli.domain.territory.states import Level
from linli.foundation.database.tenure import holding
from linli.kernel.access import Actor
from linli.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class Cover:
    """One post whose holder is away: whose it is, who acts, why that one, until which day."""

    post: int
    title: str
    title_en: str
    body: int
    holder: PersonName
    hand: PersonName
    how: Stands
    last: date | None
    deputy: PersonName | None = None

    @property
    def is_away(self) -> bool:
        """Whether the holder is away."""
        return self.how is not Stands.OWN

    @property
    def is_covered(self) -> bool:
        """Whether somebody else acts."""
        return self.how is not Stands.UNCOVERED


def covers_by(person: int, stands_for: Iterable[int], on: date) -> list[Cover]:
    """Return the posts that a person holds on a day for others who are away; one query."""
    away = set(stands_for)
    if not away:
        return []
    posts = Appointment.objects.on(on).filter(person_id__in=away).order_by()
    rows = chairs_away(on, posts.values_list("post_id", flat=True))
    return [_cover(r) for r in rows if r["person_id"] == person and r["for_person"] in away]


def hands_of(post_ids: Iterable[int], on: date) -> list[Cover]:
    """Return who acts for each chair of some posts on a day, away or not; one query."""
    return [_cover(r) for r in acting_in_posts(post_ids, on)]


def _cover(row: dict[str, Any]) -> Cover:
    return Cover(
        post=row["post_id"],
        title=row["title"],
        title_en=row["title_en"],
        body=row["body_id"],
        holder=PersonName(row["for_person"], row["for_name"], row["for_name_en"]),
        hand=PersonName(row["person_id"], row["person_name"], row["person_name_en"]),
        how=row["how"],
        last=last_day(row["until"]),
        deputy=PersonName(row["deputy"], row["deputy_name"], row["deputy_name_en"])
        if row["deputy"]
        else None,
    )


def leaves_of(person: int, on: date) -> list[Leave]:
    """Return a person's leaves that last or come, the next first; one query."""
    rows = Leave.objects.filter(person_id=person, valid_to__gt=on)
    return list(rows.exclude(valid_from=F("valid_to")).select_related("stand_in"))


def leave_of(pk: int) -> Leave:
    """Return a leave; raises NotFound."""
    row = Leave.objects.filter(pk=pk).first()
    if row is None:
        raise NotFound("unknown_leave")
    return row


def deputies_of(post_ids: Iterable[int], on: date) -> dict[int, Deputy]:
    """Return the deputies of some posts on a day, by post; one query."""
    rows = Deputy.objects.on(on).filter(holding(on, prefix="person__"), post_id__in=set(post_ids))
    return {row.post_id: row for row in rows.select_related("person")}


def could_stand_in(posts: Iterable[Post], on: date, besides: int) -> list[PersonName]:
    """Return who could stand in at some posts: who holds a post where their bodies sit."""
    seats = {p.body.seat_id for p in posts}
    held = (
        Appointment.objects.on(on)
        .filter(holding(on, prefix="person__"), holding(on, prefix="post__"))
        .filter(post__body__seat_id__in=seats)
        .exclude(person_id=besides)
        .exclude(post__role__in=[r.value for r in ADMINISTRATORS])
        .order_by("person__name", "person_id")
    )
    names = held.values_list("person_id", "person__name", "person__name_en").distinct()
    return [PersonName(*row) for row in names[:200]]


def could_act(post: Post, on: date) -> list[tuple[PersonName, Body, bool]]:
    """Return who could act for a post, with their body and whether it is the post's own.

    Who holds a post of its body comes first, then those of bodies on its seat and one level up.
    """
    atlas, seat = territory.atlas(on), post.body.seat_id
    above = atlas.parent_of(seat) if seat in atlas else None
    held = (
        Appointment.objects.on(on)
        .filter(holding(on, prefix="person__"), holding(on, prefix="post__"), acting=False)
        .filter(holding(on, prefix="post__body__"), post__body__seat_id__in=[seat, above or seat])
        .exclude(post__role__in=[r.value for r in ADMINISTRATORS])
        .exclude(post_id=post.pk)
        .select_related("person", "post__body")
    )
    found: dict[int, tuple[PersonName, Body, bool]] = {}
    for row in sorted(held, key=lambda r: (r.post.body_id != post.body_id, r.person.name, r.pk)):
        body, who = row.post.body, row.person
        name = PersonName(who.pk, who.name, who.name_en)
        found.setdefault(who.pk, (name, body, body.pk == post.body_id))
    return list(found.values())[:200]


def acting_for(post_id: int, on: date) -> list[Appointment]:
    """Return who acts for a post on a day or is to, the next first; one query."""
    rows = Appointment.objects.filter(post_id=post_id, acting=True, valid_to__gt=on)
    rows = rows.exclude(valid_to=F("valid_from")).select_related("person")
    return list(rows.order_by("valid_from", "id"))


def hand_overs(post_filter: Q, *, unsigned: bool) -> QuerySet[HandOver]:
    """Return hand-over lists of some posts, the oldest first."""
    rows = HandOver.objects.filter(post_filter)
    if unsigned:
        rows = rows.filter(Q(given_at=None) | Q(taken_at=None))
    return rows.select_related("post__body", "giver", "taker", "taken_by").order_by("on", "id")


def hand_overs_of(person: int) -> list[HandOver]:
    """Return the lists that a person gives or takes and has not signed yet."""
    mine = Q(giver_id=person, given_at=None) | Q(taker_id=person, taken_at=None)
    return list(hand_overs(mine, unsigned=True))


def papers_given(person: int) -> list[HandOver]:
    """Return all lists of what a person hands to others, signed or not; one query."""
    return list(hand_overs(Q(giver_id=person), unsigned=False))


def named_by(person: int, on: date) -> list[Post]:
    """Return the posts whose deputy a person is on a day; one query."""
    rows = Deputy.objects.on(on).filter(holding(on, prefix="post__"), person_id=person)
    return [row.post for row in rows.select_related("post__body").order_by("id")]


def posts_held(persons: Iterable[int], on: date) -> dict[int, list[Post]]:
    """Return what some persons hold on a day, by person; one query."""
    rows = Appointment.objects.on(on).filter(person_id__in=set(persons))
    rows = rows.filter(holding(on, prefix="post__"), holding(on, prefix="post__body__"))
    out: dict[int, list[Post]] = {}
    for row in rows.select_related("post__body").order_by("id"):
        out.setdefault(row.person_id, []).append(row.post)
    return out


def hand_over(pk: UUID) -> HandOver:
    """Return a hand-over list; raises NotFound."""
    row = hand_overs(Q(pk=pk), unsigned=False).first()
    if row is None:
        raise NotFound("unknown_hand_over")
    return row


def may_see_hand_over(actor: Actor, row: HandOver, on: date) -> bool:
    """Tell whether someone may read a list: who gives, who takes, who arranges there."""
    return actor.person in (row.giver_id, row.taker_id) or may_arrange(actor, row.post, on)


@dataclass(frozen=True, slots=True)
class ChairRow:
    """A chair of a post as the workbook of a term change lists it; no holder where it is vacant."""

    place: str
    body: str
    title: str
    holder: str
    term_ends: date | None


def chairs_below(place_id: int, on: date) -> list[ChairRow]:
    """Return the chairs of village and community committees and branches at a place and below.

    In the tree's order; a post's empty chairs are lines without a holder. Three queries.
    """
    atlas = territory.atlas(on)
    inside = [int(p) for p in atlas.subtree(place_id) if atlas.level(int(p)) == Level.COMMUNITY]
    names = territory.named(inside, on)
    posts = (
        Post.objects.on(on)
        .filter(holding(on, prefix="body__"), body__seat_id__in=inside)
        .filter(body__kind__in=[k.value for k in ELECTED])
        .filter(place_id=F("body__seat_id"))
        .select_related("body")
        .order_by("body_id", "id")
    )
    by_seat: dict[int, list[Post]] = {}
    for post in posts:
        by_seat.setdefault(post.body.seat_id, []).append(post)
    held: dict[int, list[Appointment]] = {}
    rows = Appointment.objects.on(on).filter(post__in=[p.pk for p in posts]).order_by("chair")
    for row in rows.select_related("person"):
        held.setdefault(row.post_id, []).append(row)
    return [
        chair
        for place in inside
        for post in by_seat.get(place, ())
        for chair in _chairs(names[place].name, post, held.get(post.pk, []))
    ]


def _chairs(place: str, post: Post, held: list[Appointment]) -> list[ChairRow]:
    taken = [
        ChairRow(place, post.body.name, post.title, row.person.name, row.term_ends) for row in held
    ]
    free = ChairRow(place, post.body.name, post.title, "", None)
    return taken + [free] * (post.quota - len(held))


def duties_to_come(person: int, at: datetime) -> list[DutyShift]:
    """Return the shifts to come that a person leads or is on duty in, the next first."""
    rows = DutyShift.objects.filter(starts_at__gt=at)
    inside = DutyOfficer.objects.filter(person_id=person, shift__starts_at__gt=at).order_by()
    own = rows.filter(Q(leader_id=person) | Q(pk__in=inside.values("shift_id")))
    return list(own.select_related("body").order_by("starts_at", "id")[:100])
