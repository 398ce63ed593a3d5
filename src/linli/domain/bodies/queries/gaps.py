"""What people leave open: vacant posts, nobody standing in, ends near, duties astray, papers."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from linli.domain.bodies.models import Appointment, DutyOfficer, DutyShift, HandOver, Leave, Post
from linli.domain.bodies.queries.covering import uncovered
from linli.domain.bodies.queries.directory import directory
from linli.domain.people.models import Person
from linli.foundation.database.tenure import holding

SOON = 14  # days ahead in which a leave without a stand-in, or a duty astray, is looked for


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing to arrange: at which place, of which body and post, about whom, by when."""

    place: int
    body: int
    post: int | None
    title: str
    title_en: str
    person: int | None
    name: str
    day: date | None
    key: object = None  # of the row behind it, for its page


def vacant(inside: Container[int], on: date) -> list[Gap]:
    """Return the posts that nobody holds on a day; their work is in the body's hand; one query."""
    held = (
        Appointment.objects.on(on)
        .filter(holding(on, prefix="person__"), post_id=OuterRef("pk"))
        .order_by()
    )
    rows = (
        Post.objects.on(on)
        .filter(holding(on, prefix="body__"), ~Exists(held))
        .order_by("place_id", "body_id", "id")
        .values_list("place_id", "body_id", "id", "title", "title_en")
    )
    return [Gap(*row, None, "", None) for row in rows if row[0] in inside]


def away_uncovered(inside: Container[int], on: date) -> list[Gap]:
    """Return the posts that nobody takes while their holders are away in the days to come."""
    return [
        Gap(
            place=place,
            body=c.body,
            post=c.post,
            title=c.title,
            title_en=c.title_en,
            person=c.holder.id,
            name=c.holder.name,
            day=day,
        )
        for day, place, c in uncovered(inside, on, SOON)
    ]


def ending(inside: Container[int], on: date, days: int) -> list[Gap]:
    """Return whose term is over or ends soon, and whose acting ends soon; one query.

    A holder whose term is over keeps duty until a successor begins: it is late, not vacant.
    """
    last = on + timedelta(days=days)
    near = Q(term_ends__lte=last) | Q(valid_to__lte=last, valid_to__gt=on)
    rows = (
        Appointment.objects.on(on)
        .filter(near, holding(on, prefix="person__"), holding(on, prefix="post__"))
        .filter(~Exists(_successor()))
        .select_related("post", "person")
        .order_by("id")
    )
    found = [
        Gap(
            place=row.post.place_id,
            body=row.post.body_id,
            post=row.post_id,
            title=row.post.title,
            title_en=row.post.title_en,
            person=row.person_id,
            name=row.person.name,
            day=min(d for d in (row.term_ends, row.valid_to) if d is not None),
            key=row.pk,
        )
        for row in rows
        if row.post.place_id in inside
    ]
    return sorted(found, key=lambda g: (g.day or last, g.place))


def _successor() -> QuerySet[Appointment]:
    """Somebody who is to begin in the same chair: then its end is arranged."""
    return Appointment.objects.filter(
        post_id=OuterRef("post_id"), chair=OuterRef("chair"), valid_from__gte=OuterRef("valid_to")
    ).order_by()


def duties_astray(inside: Container[int], at: datetime) -> list[Gap]:
    """Return the duties to come of people who hold no post that day, or are away; five queries."""
    until = at + timedelta(days=SOON)
    leaders = DutyShift.objects.filter(starts_at__gt=at, starts_at__lt=until)
    officers = DutyOfficer.objects.filter(shift__starts_at__gt=at, shift__starts_at__lt=until)
    ofs = ("shift_id", "shift__day", "shift__body_id", "person_id")
    rows = [
        *leaders.order_by("starts_at", "id").values_list("id", "day", "body_id", "leader_id"),
        *officers.order_by("shift__starts_at", "id").values_list(*ofs),
    ]
    seats = directory().bodies
    rows = [r for r in rows if r[2] in seats and seats[r[2]].seat in inside]
    people = {row[3] for row in rows}
    held, away = _held(people), _away(people, timezone.localdate(at))
    names = dict(Person.objects.filter(pk__in=people).values_list("id", "name"))
    return [
        Gap(seats[body].seat, body, None, "", "", person, names.get(person, ""), day, shift)
        for shift, day, body, person in rows
        if not _on_one(held.get(person, ()), day) or _on_one(away.get(person, ()), day)
    ]


Spans = dict[int, list[tuple[date | None, date | None]]]


def _held(people: set[int]) -> Spans:
    """Return the days on which people hold a post, each post's and their own end in sight."""
    out: Spans = {}
    rows = Appointment.objects.filter(person_id__in=people).order_by("id")
    ends = ("valid_from", "valid_to", "post__valid_to", "person__valid_to")
    for person, begin, *all_ends in rows.values_list("person_id", *ends):
        out.setdefault(person, []).append((begin, min(filter(None, all_ends), default=None)))
    return out


def _away(people: set[int], on: date) -> Spans:
    out: Spans = {}
    rows = Leave.objects.filter(person_id__in=people, valid_to__gt=on).order_by("id")
    for person, begin, end in rows.values_list("person_id", "valid_from", "valid_to"):
        out.setdefault(person, []).append((begin, end))
    return out


def _on_one(spans: Iterable[tuple[date | None, date | None]], day: date) -> bool:
    return any((a is None or a <= day) and (b is None or day < b) for a, b in spans)


def papers_open(inside: Container[int], on: date) -> list[Gap]:
    """Return the hand-over lists due by a day that not both have signed; one query."""
    rows = HandOver.objects.filter(Q(given_at=None) | Q(taken_at=None), on__lte=on)
    return [
        Gap(
            place=row.post.place_id,
            body=row.post.body_id,
            post=row.post_id,
            title=row.post.title,
            title_en=row.post.title_en,
            person=row.giver_id,
            name=row.giver.name,
            day=row.on,
            key=row.pk,
        )
        for row in rows.select_related("post", "giver").order_by("on", "id")
        if row.post.place_id in inside
    ]
