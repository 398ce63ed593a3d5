"""A row of the opening sent again, corrected: what stands follows it, with an entry."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from linli.domain.bodies.actions.recording import permit, record
from linli.domain.bodies.models import Appointment, Body, OfficeHours, Post
from linli.domain.bodies.states import Permission
from linli.domain.people import actions as people
from linli.domain.people.models import Person
from linli.domain.people.queries import work_phones
from linli.foundation.exchange.rules.tables import Row
from linli.foundation.exchange.states import CHANGED, Changed
from linli.kernel.access import Actor
from linli.kernel.calendar import OfficeHours as DayHours
from linli.kernel.errors import Invalid


def correct_body(
    *, by: Actor, at: datetime, body: Body, name: str, name_en: str, phone: str
) -> Changed | bool:
    """Let a body be called and rung as a row says; an empty cell says nothing. False: as it was."""
    permit(by, Permission.MANAGE, body.seat_id, timezone.localdate(at))
    wanted = {"name": name, "name_en": name_en, "phone": phone}
    changed = sorted(n for n, v in wanted.items() if v and v != getattr(body, n))
    if not changed:
        return False
    for field in changed:
        setattr(body, field, wanted[field])
    body.save(update_fields=changed)
    record(by=by, at=at, body=body, move="correct", data={"fields": changed})
    return CHANGED


def correct_hours(
    *, by: Actor, at: datetime, body: Body, standing: OfficeHours, windows: str
) -> Changed:
    """Let stated office hours be others; raises Invalid for what cannot be read."""
    permit(by, Permission.MANAGE, body.seat_id, timezone.localdate(at))
    try:
        standing.windows = DayHours.parse(windows).text
    except ValueError as error:
        raise Invalid("hours_unreadable", field="windows", windows=windows) from error
    standing.save(update_fields=["windows"])
    record(by=by, at=at, body=body, move="correct", data={"fields": ["hours"]})
    return CHANGED


def same_body(seat_id: int, kind: str, line: str, name: str) -> Body | None:
    """Return the body that a row with another name means: of its kind and line at that place."""
    rows = Body.objects.filter(seat_id=seat_id, kind=kind, line=line, valid_to=None)
    return rows.exclude(name=name).first() if line else None


def same_person(post: Post, row: Row) -> Person | None:
    """Return the holder of a post whom a row corrects; None where it may be somebody else.

    The name is corrected where login and phone are theirs: a phone alone may be an office's. The
    phone is corrected where the name is theirs and the login too, or the post is full.
    """
    held = Appointment.objects.filter(post=post, valid_to=None).select_related("person__user")
    holders = [a.person for a in held.order_by("chair", "id")]
    login = (row["login"] or "").lower()
    name, phones = row["name"].strip(), work_phones(holders)
    theirs = [p for p in holders if p.user is not None and p.user.get_username() == login]
    if theirs:
        one = theirs[0]
        return one if one.name == name or phones.get(one.pk) == row["phone"] else None
    named = [p for p in holders if p.name == name]
    return named[0] if len(named) == 1 and len(holders) >= post.quota else None


def correct_person(*, by: Actor, at: datetime, person: Person, row: Row) -> Changed | bool:
    """Let a person be called and rung as a row says; an empty phone says nothing."""
    changed = people.correct(
        by=by, at=at, person=person, name=row["name"], work_phone=row["phone"] or ""
    )
    return CHANGED if changed else False
