"""Bodies and posts come and go on a day; nothing is deleted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from linli.domain.bodies.actions.recording import permit, record
from linli.domain.bodies.actions.ties import end_ties
from linli.domain.bodies.models import Appointment, Body, OfficeHours, Post
from linli.domain.bodies.states import BodyKind, Permission, Role
from linli.domain.territory.models import Place
from linli.foundation.database.tenure import holding
from linli.kernel.access import Actor
from linli.kernel.calendar import OfficeHours as DayHours
from linli.kernel.errors import Conflict, Invalid


@transaction.atomic
def found(
    *,
    by: Actor,
    at: datetime,
    kind: BodyKind,
    name: str,
    seat: Place,
    name_en: str = "",
    superior: Body | None = None,
    line: str = "",
    phone: str = "",
    uscc: str = "",
    valid_from: date | None = None,
) -> Body:
    """Found a body on a place; raises Conflict where one of its line is seated already."""
    permit(by, Permission.MANAGE, seat.pk, timezone.localdate(at))
    if not name.strip():
        raise Invalid("name_missing", field="name")
    row = Body(
        kind=BodyKind(kind),
        name=name.strip(),
        name_en=name_en.strip(),
        seat=seat,
        superior=superior,
        line=line,
        phone=phone,
        uscc=uscc,
        valid_from=valid_from,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict("body_line_taken", field="line", name=row.name) from error
    superior_id = superior.pk if superior else None
    record(by=by, at=at, body=row, move="found", data={"kind": row.kind, "superior": superior_id})
    return row


@transaction.atomic
def set_up_post(
    *,
    by: Actor,
    at: datetime,
    body: Body,
    role: Role,
    title: str,
    title_en: str = "",
    place: Place | None = None,
    matters: Sequence[str] | None = None,
    quota: int = 1,
    valid_from: date | None = None,
) -> Post:
    """Set up a post in a body over a place (its seat by default); raises Invalid for no quota."""
    where = place.pk if place else body.seat_id
    permit(by, Permission.MANAGE, where, timezone.localdate(at))
    if quota < 1:
        raise Invalid("quota_not_positive", field="quota", quota=quota)
    post = Post.objects.create(
        body=body,
        role=Role(role),
        title=title,
        title_en=title_en,
        place_id=where,
        matters=list(matters) if matters is not None else None,
        quota=quota,
        valid_from=valid_from,
    )
    data = {"post": post.pk, "role": post.role, "place": where}
    record(by=by, at=at, body=body, move="set_up_post", data=data)
    return post


@transaction.atomic
def end_post(*, by: Actor, at: datetime, post: Post, on: date) -> Post:
    """End a post and its appointments with a day; raises Conflict if it has ended."""
    permit(by, Permission.MANAGE, post.place_id, timezone.localdate(at))
    held = Post.objects.select_for_update().get(pk=post.pk)
    if held.valid_to is not None and held.valid_to <= on:
        raise Conflict("post_ended", title=held.title)
    _end_appointments([held.pk], on)
    held.valid_to = _not_before(held.valid_from, on)
    held.save(update_fields=["valid_to"])
    data = {"post": held.pk, "on": on}
    record(by=by, at=at, body=held.body, move="end_post", data=data)
    return held


@transaction.atomic
def end(*, by: Actor, at: datetime, body: Body, on: date) -> Body:
    """End a body with a day, its posts and appointments with it; its mandates end by that.

    Raises Conflict if it has ended, or bodies under it go on: they need another superior first.
    """
    permit(by, Permission.MANAGE, body.seat_id, timezone.localdate(at))
    held = Body.objects.select_for_update().get(pk=body.pk)
    if held.valid_to is not None and held.valid_to <= on:
        raise Conflict("body_ended", name=held.name)
    below = Body.objects.filter(holding(on), superior=held).count()
    if below:
        raise Conflict("body_has_subordinates", name=held.name, count=below)
    posts = list(Post.objects.filter(holding(on), body=held).order_by("id"))
    _end_appointments([p.pk for p in posts], on)
    for post in posts:
        post.valid_to = _not_before(post.valid_from, on)
    Post.objects.bulk_update(posts, ["valid_to"])
    end_ties(held.pk, on)
    held.valid_to = _not_before(held.valid_from, on)
    held.save(update_fields=["valid_to"])
    record(by=by, at=at, body=held, move="end", data={"on": on, "posts": len(posts)})
    return held


@transaction.atomic
def state_hours(
    *,
    by: Actor,
    at: datetime,
    body: Body,
    windows: str,
    months: Sequence[int] = (),
    weekdays: Sequence[int] = (),
    valid_from: date | None = None,
) -> OfficeHours:
    """State when a body's office is open: `08:30-12:00 14:00-17:30`, for months and weekdays."""
    permit(by, Permission.MANAGE, body.seat_id, timezone.localdate(at))
    try:
        read = DayHours.parse(windows)
    except ValueError as error:
        raise Invalid("hours_unreadable", field="windows", windows=windows) from error
    if not set(months) <= set(range(1, 13)) or not set(weekdays) <= set(range(1, 8)):
        raise Invalid("hours_unreadable", field="months", windows=windows)
    row = OfficeHours.objects.create(
        body=body,
        months=sorted(months),
        weekdays=sorted(weekdays),
        windows=read.text,
        valid_from=valid_from,
    )
    record(by=by, at=at, body=body, move="state_hours", data={"since": valid_from})
    return row


def _end_appointments(post_ids: Sequence[int], on: date) -> None:
    rows = list(Appointment.objects.filter(post_id__in=post_ids).order_by("id"))
    going = [r for r in rows if r.valid_to is None or r.valid_to > on]
    for row in going:
        row.valid_to = _not_before(row.valid_from, on)
    Appointment.objects.bulk_update(going, ["valid_to"])


def _not_before(begun: date | None, on: date) -> date:
    return on if begun is None or begun <= on else begun
