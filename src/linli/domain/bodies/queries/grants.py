"""What each person holds on a day: their own posts, and those they stand in for. One answer.

Nothing is copied for a leave: the same rows, asked on another day, name another hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import BooleanField, Case, Exists, F, FilteredRelation, OuterRef, Q, Value
from django.db.models import When as If
from django.db.models.query import QuerySet

from linli.domain.bodies.models import Appointment, Deputy, Leave
from linli.domain.bodies.rules.cover import Chair, Other, hand_of
from linli.domain.bodies.states import Stands
from linli.foundation.database.tenure import holding


def grants_rows(user_id: int, on: date) -> list[dict[str, Any]]:
    """Return what a login's person acts for on a day, flat, for building an actor; one query."""
    rows = _hands(on, _near(on, Q(person__user_id=user_id), "person__user_id", {user_id}))
    return [r for r in rows if r["user_id"] == user_id]


def grants_rows_in(on: date, persons: Iterable[int], bodies: Iterable[int]) -> list[dict[str, Any]]:
    """Return what some persons act for and who acts in some bodies, flat; one query."""
    people, inside = set(persons), set(bodies)
    own = Q(person_id__in=people) | Q(post__body_id__in=inside)
    rows = _hands(on, _near(on, own, "person_id", people))
    return [
        r
        for r in rows
        if r["person_id"] in people or r["for_person"] in people or r["body_id"] in inside
    ]


def all_grants_rows(on: date) -> Iterator[dict[str, Any]]:
    """Yield who acts for every post on a day, flat; one query."""
    return map(_handed, _rows(on).iterator(chunk_size=5_000))


def acting_in(body_ids: Iterable[int], on: date) -> list[dict[str, Any]]:
    """Return who acts for each chair in some bodies on a day, flat; one query."""
    return list(map(_handed, _rows(on).filter(post__body_id__in=set(body_ids))))


def acting_in_posts(post_ids: Iterable[int], on: date) -> list[dict[str, Any]]:
    """Return who acts for each chair of some posts on a day, flat; one query."""
    return list(map(_handed, _rows(on).filter(post_id__in=set(post_ids))))


def persons_in(body_ids: Iterable[int], on: date) -> dict[int, list[int]]:
    """Return the ids of the persons who act in some bodies on a day, by body; one query."""
    out: dict[int, set[int]] = {}
    for row in acting_in(body_ids, on):
        out.setdefault(row["body_id"], set()).add(row["person_id"])
    return {body: sorted(people) for body, people in out.items()}


def persons_over(roles: Iterable[str], places: Iterable[int], on: date) -> set[int]:
    """Return who acts on a day for posts of some roles over exactly some places; one query."""
    rows = _rows(on).filter(post__role__in=list(roles), post__place_id__in=list(places))
    return {row["person_id"] for row in map(_handed, rows)}


def chairs_away(on: date, post_ids: Iterable[int] | None = None) -> list[dict[str, Any]]:
    """Return the chairs whose holder is away on a day and who acts for them; one query."""
    rows = _rows(on).filter(away__isnull=False)
    if post_ids is not None:
        rows = rows.filter(post_id__in=set(post_ids))
    return list(map(_handed, rows))


def _hands(on: date, keys: QuerySet) -> list[dict[str, Any]]:
    return list(map(_handed, _rows(on).filter(pk__in=keys)))


def _near(on: date, own: Q, field: str, who: set[int]) -> QuerySet:
    """Return the appointments that may have one of some people as their hand on a day.

    Their own, those of whoever named them for a leave, those of posts whose deputy they are: three
    indexes, united.
    """
    key = field.removeprefix("person__") if field.startswith("person__") else "pk"
    held = Appointment.objects.on(on).order_by()
    away = Leave.objects.on(on).filter(**{f"stand_in__{key}__in": who}).order_by()
    posts = Deputy.objects.on(on).filter(**{f"person__{key}__in": who}).order_by()
    return (
        held.filter(own)
        .values("pk")
        .union(
            held.filter(person_id__in=away.values("person_id")).values("pk"),
            held.filter(post_id__in=posts.values("post_id")).values("pk"),
        )
    )


def _free(person: str, on: date) -> Case:
    """Tell whether somebody who could stand in holds a post on a day and is not away."""
    holds = (
        Appointment.objects.on(on)
        .filter(holding(on, prefix="person__"), holding(on, prefix="post__"))
        .filter(holding(on, prefix="post__body__"), person_id=OuterRef(person))
        .order_by()
    )
    away = Leave.objects.on(on).filter(person_id=OuterRef(person)).order_by()
    # only asked where somebody is away: else it would cost two look-ups a row
    return Case(
        If(Q(away__isnull=False) & Exists(holds) & ~Exists(away), then=Value(value=True)),
        default=Value(value=False),
        output_field=BooleanField(),
    )


def _rows(on: date) -> QuerySet:
    return (
        Appointment.objects.on(on)
        .filter(holding(on, prefix="person__"), holding(on, prefix="post__"))
        .filter(holding(on, prefix="post__body__"))
        .annotate(
            away=FilteredRelation(
                "person__leaves", condition=holding(on, prefix="person__leaves__")
            ),
            second=FilteredRelation(
                "post__deputies", condition=holding(on, prefix="post__deputies__")
            ),
        )
        .annotate(
            stand_in_free=_free("away__stand_in_id", on),
            second_free=_free("second__person_id", on),
        )
        .order_by("id")
        .values(
            "person_id",
            "post_id",
            "acting",
            "care",
            "stand_in_free",
            "second_free",
            ends=F("valid_to"),
            user_id=F("person__user_id"),
            role=F("post__role"),
            title=F("post__title"),
            title_en=F("post__title_en"),
            place_id=F("post__place_id"),
            person_name=F("person__name"),
            person_name_en=F("person__name_en"),
            matters=F("post__matters"),
            body_id=F("post__body_id"),
            body_name=F("post__body__name"),
            body_name_en=F("post__body__name_en"),
            leave=F("away__id"),
            until=F("away__valid_to"),
            stand_in=F("away__stand_in_id"),
            stand_in_user=F("away__stand_in__user_id"),
            stand_in_name=F("away__stand_in__name"),
            stand_in_name_en=F("away__stand_in__name_en"),
            deputy=F("second__person_id"),
            deputy_user=F("second__person__user_id"),
            deputy_name=F("second__person__name"),
            deputy_name_en=F("second__person__name_en"),
        )
    )


_WHO = ("person_id", "user_id", "person_name", "person_name_en")
_FROM = {
    Stands.STAND_IN: ("stand_in", "stand_in_user", "stand_in_name", "stand_in_name_en"),
    Stands.DEPUTY: ("deputy", "deputy_user", "deputy_name", "deputy_name_en"),
}


def _handed(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row with the hand in the place of the holder; `for_person` is whose post it is."""
    hand = hand_of(
        Chair(
            role=row["role"],
            holder=row["person_id"],
            away=row["leave"] is not None,
            stand_in=_other(row["stand_in"], free=row["stand_in_free"]),
            deputy=_other(row["deputy"], free=row["second_free"]),
        )
    )
    told = {
        "how": hand.how,
        "for_person": row["person_id"],
        "for_name": row["person_name"],
        "for_name_en": row["person_name_en"],
    }
    if hand.how in _FROM:
        told |= {name: row[there] for name, there in zip(_WHO, _FROM[hand.how], strict=True)}
    return row | told


def _other(person: int | None, *, free: bool) -> Other | None:
    return None if person is None else Other(person, free)
