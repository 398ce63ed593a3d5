"""Whose posts nobody takes while they are away in the days to come; four queries, however many."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, FilteredRelation, Q
from django.db.models.functions import Greatest, Least

from linli.domain.bodies.models import Appointment, Deputy, Leave
from linli.domain.bodies.rules.cover import Chair, Other, hand_of
from linli.domain.bodies.states import Stands

ENDS = ("valid_from", "valid_to")
AROUND = ("", "person__", "post__", "post__body__")  # all of them hold on the days that count
Span = tuple[date | None, date | None]
Spans = dict[int, list[Span]]


@dataclass(frozen=True, slots=True)
class Away:
    """A post that nobody takes, whose it is, and the first such day."""

    place: int
    body: int
    body_name: str
    body_name_en: str
    post: int
    title: str
    title_en: str
    person: int
    name: str
    day: date


def uncovered(posts: Q, since: date, days: int) -> list[Away]:
    """Return the posts that nobody takes for who is away in the days to come, each once.

    `posts` filters appointments. Says of each day what `grants.chairs_away` says of it.
    """
    until = since + timedelta(days=days)
    chairs = list(_away(posts, since, until))
    seconds = _deputies({c["post_id"] for c in chairs}, since, until)
    others = {c["stand_in"] for c in chairs} | {p for rows in seconds.values() for p, _ in rows}
    others.discard(None)
    free = _Free(_held(others), _leaves(others, since, until))
    found: dict[tuple[int, int], Away] = {}
    for chair in chairs:
        begin, end = max(chair["begin"], since), min(chair["end"], until)
        for day in (begin + timedelta(days=n) for n in range((end - begin).days)):
            deputy = next(
                (p for p, span in seconds.get(chair["post_id"], ()) if _in(span, day)), None
            )
            if _hand(chair, deputy, free, day) is Stands.UNCOVERED:
                found.setdefault((chair["post_id"], chair["person_id"]), _told(chair, day))
                break
    return sorted(found.values(), key=lambda a: (a.day, a.place, a.post, a.person))


def _hand(chair: dict[str, Any], deputy: int | None, free: _Free, day: date) -> Stands:
    stand_in, second = (
        None if p is None else Other(p, free.on(p, day)) for p in (chair["stand_in"], deputy)
    )
    held = Chair(chair["role"], chair["person_id"], away=True, stand_in=stand_in, deputy=second)
    return hand_of(held).how


@dataclass(frozen=True, slots=True)
class _Free:
    """Who of those who could stand in is at work on a day."""

    held: Spans
    away: Spans

    def on(self, person: int, day: date) -> bool:
        """Tell whether somebody holds a post on a day and is not away."""
        holds = any(_in(span, day) for span in self.held.get(person, ()))
        return holds and not any(_in(span, day) for span in self.away.get(person, ()))


def _told(chair: dict[str, Any], day: date) -> Away:
    return Away(
        place=chair["place"],
        body=chair["body"],
        body_name=chair["body_name"],
        body_name_en=chair["body_name_en"],
        post=chair["post_id"],
        title=chair["title"],
        title_en=chair["title_en"],
        person=chair["person_id"],
        name=chair["name"],
        day=day,
    )


def _away(posts: Q, since: date, until: date) -> Iterable[dict[str, Any]]:
    """Return each chair with a leave of its holder, and the days on which both are."""
    near = Q(person__leaves__valid_from__lt=until, person__leaves__valid_to__gt=since)
    begins = [F(f"{p}valid_from") for p in AROUND]
    ends = [F(f"{p}valid_to") for p in AROUND]
    return (
        Appointment.objects.filter(posts)
        .annotate(away=FilteredRelation("person__leaves", condition=near))
        .annotate(
            begin=Greatest(*begins, F("away__valid_from")), end=Least(*ends, F("away__valid_to"))
        )
        .filter(Q(end__gt=F("begin")), away__isnull=False, begin__lt=until, end__gt=since)
        .order_by("begin", "id")
        .values(
            *("post_id", "person_id", "begin", "end"),
            role=F("post__role"),
            title=F("post__title"),
            title_en=F("post__title_en"),
            place=F("post__place_id"),
            body=F("post__body_id"),
            body_name=F("post__body__name"),
            body_name_en=F("post__body__name_en"),
            name=F("person__name"),
            stand_in=F("away__stand_in_id"),
        )
    )


def _deputies(posts: set[int], since: date, until: date) -> dict[int, list[tuple[int, Span]]]:
    out: dict[int, list[tuple[int, Span]]] = {}
    if posts:
        near = _near(since, until)
        rows = Deputy.objects.filter(near, post_id__in=posts).order_by("id")
        for post, person, *span in rows.values_list("post_id", "person_id", *ENDS):
            out.setdefault(post, []).append((person, (span[0], span[1])))
    return out


def _near(since: date, until: date) -> Q:
    begun = Q(valid_from=None) | Q(valid_from__lt=until)
    return begun & (Q(valid_to=None) | Q(valid_to__gt=since))


def _held(people: set[int]) -> Spans:
    """Return the days on which people hold a post, all that it hangs on being there too."""
    out: Spans = {}
    if people:
        rows = Appointment.objects.filter(person_id__in=people).annotate(
            begin=Greatest(*(F(f"{p}valid_from") for p in AROUND)),
            end=Least(*(F(f"{p}valid_to") for p in AROUND)),
        )
        for person, begin, end in rows.order_by("id").values_list("person_id", "begin", "end"):
            out.setdefault(person, []).append((begin, end))
    return out


def _leaves(people: set[int], since: date, until: date) -> Spans:
    out: Spans = {}
    if people:
        rows = Leave.objects.filter(_near(since, until), person_id__in=people).order_by("id")
        for person, begin, end in rows.values_list("person_id", *ENDS):
            out.setdefault(person, []).append((begin, end))
    return out


def _in(span: Span, day: date) -> bool:
    begin, end = span
    return (begin is None or begin <= day) and (end is None or day < end)
