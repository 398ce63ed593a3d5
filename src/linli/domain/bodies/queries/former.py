"""What a body was and what became of it: links and names of before lead to what stands now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from linli.domain.bodies.models import Body
from linli.domain.territory import queries as territory
from linli.domain.territory.models import Moved, Reorganisation, Successor
from linli.domain.territory.states import ReorganisationState, SubjectKind

_ENACTED = ReorganisationState.ENACTED
_RENAMED, _PUT_UNDER = "body_name", "superior"  # of a Moved row


@dataclass(frozen=True, slots=True)
class Became:
    """A step of a body's story: the other body, since when, by which instrument, whether a part."""

    other: Body
    on: date
    instrument: Reorganisation
    part: bool


@dataclass(frozen=True, slots=True)
class Called:
    """A name that a body had until a day, and the instrument that gave it another."""

    name: str
    until: date
    instrument: Reorganisation


@dataclass(frozen=True, slots=True)
class Story:
    """What went into a body and what it became up to a day; what it was called on it and before.

    `names` and `superior` are those of the day: the row itself has today's.
    """

    names: tuple[str, str]
    superior: Body | None
    came: tuple[Became, ...]
    went: tuple[Became, ...]
    called: tuple[Called, ...]
    stands: Body | None  # what stands for it on the day, where that is none of `went`


@dataclass(frozen=True, slots=True)
class Hit:
    """A body found by a name; `was` is the former name that was meant."""

    body: Body
    was: str = ""


def story_of(body: Body, on: date) -> Story:
    """Return the story of a body, read with its superior, up to a day; three queries or four."""
    steps = Successor.objects.filter(
        kind=SubjectKind.BODY, on__lte=on, reorganisation__state=_ENACTED
    )
    rows = list(
        steps.filter(Q(from_id=body.pk) | Q(to_id=body.pk))
        .select_related("reorganisation")
        .order_by("-on", "id")
    )
    changes = _changes(body.pk)
    later = [m for m in changes if m.reorganisation.effective > on]
    named = next((m.was for m in later if m.kind == _RENAMED), None)
    under = next((m.was["superior"] for m in later if m.kind == _PUT_UNDER), body.superior_id)
    same = under == body.superior_id
    stands = territory.successor_of_body(body.pk, on)
    ids = {r.to_id for r in rows} | {r.from_id for r in rows} | {stands, None if same else under}
    others = Body.objects.in_bulk(sorted(i for i in ids if i and i != body.pk))
    went = _told([(r, r.to_id) for r in rows if r.from_id == body.pk], others)
    return Story(
        names=(named["name"], named["name_en"]) if named else (body.name, body.name_en),
        superior=body.superior if same else others.get(under),
        came=_told([(r, r.from_id) for r in rows if r.to_id == body.pk], others),
        went=went,
        called=_called(changes, on),
        stands=None if any(w.other.pk == stands for w in went) else others.get(stands),
    )


def _told(rows: Iterable[tuple[Successor, int]], others: dict[int, Body]) -> tuple[Became, ...]:
    return tuple(
        Became(others[i], r.on, r.reorganisation, r.share == "part") for r, i in rows if i in others
    )


def _changes(body: int) -> list[Moved]:
    """Return what instruments changed of a body's name and superior, in the order of their days."""
    rows = Moved.objects.filter(
        kind__in=(_RENAMED, _PUT_UNDER), old=body, reorganisation__state=_ENACTED
    )
    return list(rows.select_related("reorganisation").order_by("reorganisation__effective", "id"))


def _called(changes: Iterable[Moved], on: date) -> tuple[Called, ...]:
    return tuple(
        Called(m.was["name"], m.reorganisation.effective, m.reorganisation)
        for m in reversed(list(changes))
        if m.kind == _RENAMED and m.reorganisation.effective <= on
    )


def find_bodies(text: str, on: date, *, limit: int) -> list[Hit]:
    """Return the bodies that a part of a name means on a day, by former names too; three queries.

    One that has ended is told by what stands for it; the whole name first, then the shorter.
    """
    words = text.strip()
    if len(words) < 2:
        return []
    named = Body.objects.filter(Q(name__icontains=words) | Q(name_en__icontains=words))
    begun = named.filter(Q(valid_from=None) | Q(valid_from__lte=on))
    renamed = Moved.objects.filter(
        kind=_RENAMED, was__name__icontains=words, reorganisation__state=_ENACTED
    )
    pairs = [(i, n) for i, n in renamed.order_by("id").values_list("old", "was__name")[:limit] if i]
    found = [(b.pk, b.name) for b in begun.order_by("valid_to", "id")[: limit * 4]] + pairs
    wanted = {i: territory.successor_of_body(i, on) for i, _ in found}
    bodies = Body.objects.in_bulk(sorted(set(wanted.values())))
    hits: dict[int, Hit] = {}
    for i, name in found:
        body = bodies[wanted[i]]
        was = "" if body.name == name else name
        if body.pk not in hits or (hits[body.pk].was and not was):
            hits[body.pk] = Hit(body, was)
    order = sorted(hits.values(), key=lambda h: (h.body.name != words, len(h.body.name), h.body.pk))
    return order[:limit]
