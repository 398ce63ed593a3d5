"""Approved, filled, vacant and over on a day: by body and by place, and who sits on which quota."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from linli.domain.bodies.models import Appointment, QuotaLine, QuotaPaper, QuotaSeat
from linli.domain.bodies.queries.arranging import arranged
from linli.domain.bodies.queries.directory import directory
from linli.domain.bodies.rules.staffing import Quota, QuotaTotal, total
from linli.domain.bodies.states import Permission, QuotaKind
from linli.domain.people.states import Permission as People
from linli.domain.territory import queries as territory
from linli.foundation.database.tenure import holding
from linli.kernel.access import Actor, ActorKind, Target, can
from linli.kernel.errors import NotFound

Quotas = dict[tuple[int, str], Quota]  # by body and kind
ORDER = {k.value: n for n, k in enumerate(QuotaKind)}


def may_see_staff(actor: Actor, body_id: int, on: date) -> bool:
    """Tell whether someone may see who sits where in a body: its desk, or who appoints there."""
    if actor.kind is ActorKind.SYSTEM:
        return True
    line = directory().bodies.get(body_id)
    if line is None:
        return False
    atlas = territory.atlas(on)
    path = atlas.path(line.seat) if line.seat in atlas else (line.seat,)
    target = Target(places=frozenset(path), bodies=frozenset({body_id}))
    return any(can(actor, name, target) for name in (Permission.COVER, People.MANAGE))


def quotas(on: date, bodies: Iterable[int] | None = None) -> Quotas:
    """Return approved and filled quotas on a day by body and kind; two queries.

    Who has left sits no longer. What is approved and what is filled may each stand alone.
    """
    lines = QuotaLine.objects.on(on).order_by()
    sat = seated_on(on).order_by()
    if bodies is not None:
        wanted = set(bodies)
        lines, sat = lines.filter(body__in=wanted), sat.filter(body__in=wanted)
    approved = {
        (b, k): n or 0 for b, k, n in lines.values_list("body_id", "kind").annotate(n=Sum("change"))
    }
    filled = {(b, k): n for b, k, n in sat.values_list("body_id", "kind").annotate(n=Count("id"))}
    keys = approved.keys() | filled.keys()
    found = {key: Quota(approved.get(key, 0), filled.get(key, 0)) for key in keys}
    return {key: q for key, q in sorted(found.items()) if q.approved or q.filled}


def seated_on(on: date) -> QuerySet[QuotaSeat]:
    """Return who sits on quotas on a day; nobody who has left."""
    return QuotaSeat.objects.on(on).filter(holding(on, prefix="person__"))


def by_kind(rows: Quotas) -> list[tuple[str, QuotaTotal]]:
    """Return the sums of some quotas by kind, in the order of the kinds."""
    groups: dict[str, list[Quota]] = defaultdict(list)
    for (_, kind), quota in rows.items():
        groups[kind].append(quota)
    return [(kind, total(groups[kind])) for kind in sorted(groups, key=lambda k: ORDER[k])]


@dataclass(frozen=True, slots=True)
class PlaceQuotas:
    """The quotas of a place: its own bodies', those of each place below, and the sums by kind."""

    kinds: list[tuple[str, QuotaTotal]]
    bodies: list[tuple[int, list[tuple[str, QuotaTotal]]]]
    below: list[tuple[int, QuotaTotal]]
    inside: Quotas

    @property
    def total(self) -> QuotaTotal:
        """The sum over all."""
        return total(self.inside.values())

    @property
    def over(self) -> Quotas:
        """Where more people sit than is approved."""
        return {key: quota for key, quota in self.inside.items() if quota.over}


def quotas_at(place: int, on: date) -> PlaceQuotas:
    """Return the quotas of the bodies at a place and below it; two queries, the tree from memory.

    Raises NotFound for a place that is not there on the day.
    """
    atlas, seats = territory.atlas(on), directory().bodies
    if place not in atlas:
        raise NotFound("unknown_place", place=str(place))
    depth = len(atlas.path(place))
    inside: Quotas = {}
    own: dict[int, Quotas] = defaultdict(dict)
    below: dict[int, list[Quota]] = defaultdict(list)
    for (body, kind), quota in quotas(on).items():
        seat = seats[body].seat
        if seat not in atlas or not atlas.is_inside(seat, place):
            continue
        inside[body, kind] = quota
        if seat == place:
            own[body][body, kind] = quota
        else:
            below[atlas.path(seat)[depth]].append(quota)
    return PlaceQuotas(
        by_kind(inside),
        [(body, by_kind(rows)) for body, rows in sorted(own.items())],
        [(child, total(rows)) for child, rows in sorted(below.items())],
        inside,
    )


def posted(on: date) -> QuerySet[Appointment]:
    """Return the posts held on a day, with bodies that stand."""
    return Appointment.objects.on(on).filter(
        holding(on, prefix="post__"), holding(on, prefix="post__body__")
    )


def unposted(actor: Actor, place: int, on: date) -> list[QuotaSeat]:
    """Return who sits on a quota at a place or below and holds no post anywhere (在编无岗).

    One query, none for who arranges nothing; those alone whom the reader may see.
    """
    if not (actor.of(Permission.COVER) or actor.of(People.MANAGE)):
        return []
    atlas, scope = territory.atlas(on), arranged(actor, on)
    posts = posted(on).filter(person_id=OuterRef("person_id")).order_by()
    rows = seated_on(on).filter(~Exists(posts), scope.bodies("body__"))
    return [
        row
        for row in rows.select_related("person", "body").order_by("id")
        if row.body.seat_id in atlas and atlas.is_inside(row.body.seat_id, place)
    ]


class Sitting(NamedTuple):
    """A person on a quota, and where else than in the quota's body they hold posts that day."""

    seat: QuotaSeat
    works_in: list[int]
    is_at_home: bool


def sitting_on(body_id: int, on: date) -> list[Sitting]:
    """Return who sits on a body's quotas on a day and where they work; two queries."""
    rows = seated_on(on).filter(body_id=body_id).select_related("person").order_by("kind", "id")
    return _sitting(list(rows), on)


def guests_of(body_id: int, on: date) -> list[Sitting]:
    """Return who holds a post in a body on another's quota (县编乡用、专编专用); two queries."""
    here = posted(on).filter(post__body_id=body_id).order_by().values("person_id")
    rows = seated_on(on).filter(person_id__in=here).exclude(body_id=body_id)
    return _sitting(list(rows.select_related("person").order_by("kind", "id")), on)


def _sitting(rows: list[QuotaSeat], on: date) -> list[Sitting]:
    posts = posted(on).filter(person_id__in={r.person_id for r in rows}).order_by("id")
    where: dict[int, list[int]] = defaultdict(list)
    for person, body in posts.values_list("person_id", "post__body_id"):
        if body not in where[person]:
            where[person].append(body)
    return [_sits(r, where[r.person_id]) for r in rows]


def _sits(row: QuotaSeat, bodies: list[int]) -> Sitting:
    return Sitting(row, [b for b in bodies if b != row.body_id], row.body_id in bodies)


def seat_of_person(person_id: int, on: date) -> QuotaSeat | None:
    """Return on whose quota a person sits on a day."""
    return seated_on(on).filter(person_id=person_id).select_related("body").first()


def papers_at(place: int, on: date) -> list[QuotaPaper]:
    """Return the papers known on a day whose lines touch bodies at a place or below; two queries.

    The newest first.
    """
    atlas, seats = territory.atlas(on), directory().bodies
    rows = QuotaLine.objects.filter(paper__on__lte=on).order_by().values_list("paper_id", "body_id")
    wanted = {
        paper
        for paper, body in rows.distinct()
        if (seat := seats[body].seat) in atlas and atlas.is_inside(seat, place)
    }
    found = QuotaPaper.objects.filter(pk__in=wanted).annotate(
        lines_count=Count("lines", filter=Q(lines__follows=None)),
        more=Sum("lines__change", filter=Q(lines__follows=None, lines__change__gt=0), default=0),
        fewer=Sum("lines__change", filter=Q(lines__follows=None, lines__change__lt=0), default=0),
    )
    return list(found.order_by("-on", "-id"))


def paper_called(pk: int) -> QuotaPaper:
    """Return a paper; raises NotFound."""
    row = QuotaPaper.objects.filter(pk=pk).first()
    if row is None:
        raise NotFound("unknown_quota_paper")
    return row


def lines_of_paper(paper: QuotaPaper) -> list[QuotaLine]:
    """Return a paper's lines as it was written."""
    rows = paper.lines.filter(follows=None).select_related("body")
    return sorted(rows.order_by("id"), key=lambda r: (r.change > 0, ORDER[r.kind], r.pk))


def lines_of_body(body_id: int, on: date) -> list[QuotaLine]:
    """Return the lines that make a body's approved quotas on a day, the newest first."""
    rows = QuotaLine.objects.on(on).filter(body_id=body_id).select_related("paper")
    return list(rows.order_by("-paper__on", "-id"))
