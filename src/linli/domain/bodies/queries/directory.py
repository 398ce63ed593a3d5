"""Who is where: bodies by place, the desk that receives cases, posts, holders, office hours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from linli.domain.bodies.models import Appointment, Body, OfficeHours, Post, Revision
from linli.domain.bodies.rules import Directory, HoursRow, Line, hours_on
from linli.domain.bodies.states import DESK_KINDS, Role
from linli.domain.territory import queries as territory
from linli.foundation.database.tenure import holding
from linli.kernel.calendar import HoursAt
from linli.kernel.calendar import OfficeHours as DayHours
from linli.kernel.errors import NotFound

DESKS = frozenset(k.value for k in DESK_KINDS)


@dataclass(frozen=True, slots=True)
class BodyName:
    """A body as lists show it."""

    id: int
    name: str
    name_en: str
    phone: str
    kind: str
    seat_id: int


NAMES = 50_000  # names kept in memory for one state of the bodies


def revision() -> UUID:
    """Return the mark of the bodies' state; one query."""
    return Revision.current()


_kept: dict[UUID, Directory] = {}
_called: dict[UUID, dict[int, BodyName]] = {}
_hours: dict[UUID, dict[int, tuple[HoursRow, ...]]] = {}


def directory(mark: UUID | None = None) -> Directory:
    """Return all bodies as look-ups; one query unless something changed (none with the mark)."""
    mark = mark or revision()
    found = _kept.get(mark)
    if found is None:
        fields = ("id", "kind", "seat_id", "superior_id", "line", "valid_from", "valid_to")
        rows = Body.objects.order_by("id").values_list(*fields)
        found = Directory.of(Line(*row) for row in rows.iterator(chunk_size=20_000))
        _kept.clear()
        _kept[mark] = found
    return found


def named(ids: Iterable[int]) -> dict[int, BodyName]:
    """Return names and phones by id, of today or of old; one query unless they are kept."""
    wanted, held = set(ids), _called.get(mark := revision())
    if held is None or len(held) > NAMES:
        _called.clear()
        held = _called[mark] = {}
    found = {i: held[i] for i in wanted if i in held}
    if missing := wanted - found.keys():
        fields = ("id", "name", "name_en", "phone", "kind", "seat_id")
        rows = Body.objects.filter(pk__in=missing).values_list(*fields)
        read = {row[0]: BodyName(*row) for row in rows}
        held |= read
        found |= read
    return found


def body_called(text: str) -> int:
    """Return the id of the body with an id, credit code or whole name; raises NotFound."""
    rows = Body.objects.filter(valid_to=None).order_by("id")
    key = Q(name=text) | Q(uscc=text)
    found = rows.filter(key | Q(pk=int(text)) if text.isdecimal() else key)
    ids = list(found.values_list("id", flat=True)[:2])
    if len(ids) != 1:
        raise NotFound("unknown_body", field="body", body=text[:60])
    return ids[0]


def body_at(place_id: int, kind: str, on: date) -> Line | None:
    """Return the body of a kind seated at a place (id, kind, seat, superior, line)."""
    return directory().at(place_id, (kind,), on)


def desk_of(place_id: int, on: date) -> Line | None:
    """Return the body that receives cases raised at a place (id, kind, seat, superior, line).

    The community's or village's committee, else the subdistrict office or town government, else
    the county's command centre, else the city's: the nearest on the way up.
    """
    return directory().desk(territory.atlas(on).path(place_id), on)


def level_above(body_id: int, on: date) -> Line | None:
    """Return the desk one level above a body (for the second hand, 监管分离)."""
    found = directory()
    path = territory.atlas(on).path(found.bodies[body_id].seat)
    return found.above(body_id, path, on)


def seat_of(body_id: int) -> int:
    """Return the id of the place a body sits on."""
    return directory().bodies[body_id].seat


def bodies_seated(place_id: int, on: date) -> QuerySet[Body]:
    """Return the bodies seated at a place, party first, then by kind."""
    return Body.objects.on(on).filter(seat_id=place_id).order_by("kind", "id")


def bodies_on(place_ids: Iterable[int], on: date) -> QuerySet[Body]:
    """Return all bodies seated at any of some places (a path): who could act there."""
    return Body.objects.on(on).filter(seat_id__in=list(place_ids)).order_by("name", "id")


def posts_of(body_id: int, on: date) -> QuerySet[Post]:
    """Return a body's posts on a day."""
    return Post.objects.on(on).filter(body_id=body_id).order_by("id")


def appointments_of(person_id: int, on: date) -> QuerySet[Appointment]:
    """Return what a person holds on a day: appointments with post and body, all of them living."""
    return (
        Appointment.objects.on(on)
        .filter(holding(on, prefix="person__"), holding(on, prefix="post__"), person_id=person_id)
        .filter(holding(on, prefix="post__body__"))
        .select_related("post", "post__body")
        .order_by("id")
    )


def first_posts(person_ids: Iterable[int], besides: int, on: date) -> dict[int, Appointment]:
    """Return the first post of some people outside a body, by person; one query, or none."""
    wanted = set(person_ids)
    if not wanted:
        return {}
    rows = (
        Appointment.objects.on(on)
        .filter(holding(on, prefix="post__"), person_id__in=wanted)
        .exclude(post__body_id=besides)
        .exclude(post__role=Role.MEMBER)
        .select_related("post__body")
        .order_by("-id")
    )
    return {row.person_id: row for row in rows}


def members_of(body_id: int, on: date) -> QuerySet[Appointment]:
    """Return who holds a post in a body on a day: appointments with post and person."""
    return (
        Appointment.objects.on(on)
        .filter(holding(on, prefix="person__"), holding(on, prefix="post__"))
        .filter(post__body_id=body_id)
        .select_related("post", "person")
        .order_by("post_id", "chair")
    )


def holders_of(post_ids: Iterable[int], on: date) -> dict[int, list[Appointment]]:
    """Return the holders of some posts on a day, by post; one query."""
    rows = (
        Appointment.objects.on(on)
        .filter(holding(on, prefix="person__"), post_id__in=set(post_ids))
        .select_related("person")
        .order_by("post_id", "chair")
    )
    out: dict[int, list[Appointment]] = {}
    for row in rows:
        out.setdefault(row.post_id, []).append(row)
    return out


def holders_at(place_id: int, on: date) -> list[Appointment]:
    """Return who holds a post over exactly this place on a day, by post; one query."""
    rows = (
        Appointment.objects.on(on)
        .filter(
            holding(on, prefix="person__"), holding(on, prefix="post__"), post__place_id=place_id
        )
        .select_related("person", "post__body")
        .order_by("post_id", "chair", "id")
    )
    return list(rows)


def hours_at(body_id: int) -> HoursAt:
    """Return a body's office hours by day: its own, else its nearest superior's, else the usual."""
    mark = revision()
    rows = _stated(mark)
    chain = directory(mark).chain(body_id) if rows else ()
    own = next((rows[b] for b in chain if b in rows), ())

    def hours(day: date) -> DayHours:
        return hours_on(own, day)

    return hours


def _stated(mark: UUID) -> dict[int, tuple[HoursRow, ...]]:
    found = _hours.get(mark)
    if found is None:
        found = {}
        for r in OfficeHours.objects.order_by("id"):
            parsed = DayHours.parse(r.windows)
            row = HoursRow(tuple(r.months), tuple(r.weekdays), parsed, r.valid_from, r.valid_to)
            found[r.body_id] = (*found.get(r.body_id, ()), row)
        _hours.clear()
        _hours[mark] = found
    return found
