"""Taking the rows of an opening's tables: one row, one body, post, person, hours or partner unit.

Every row can be sent again: what stands as it says is left and the answer is False; what differs in
a name, a phone or office hours is corrected, with an entry, and the answer is CHANGED. Places
and bodies are looked up in rows, not in memory: they change from row to row.
"""

from __future__ import annotations

import re
from datetime import datetime

from django.contrib.auth import get_user_model
from django.utils import timezone

from linli.domain.bodies.actions.appointing import appoint
from linli.domain.bodies.actions.correcting import (
    correct_body,
    correct_hours,
    correct_person,
    same_body,
    same_person,
)
from linli.domain.bodies.actions.organising import found, set_up_post, state_hours
from linli.domain.bodies.actions.recording import permit, record
from linli.domain.bodies.actions.staffing.quotas import sit_on_quota
from linli.domain.bodies.actions.template import usual_posts
from linli.domain.bodies.models import Appointment, Body, OfficeHours, Post, QuotaSeat
from linli.domain.bodies.rules import sort_of
from linli.domain.bodies.states import ADMINISTRATORS, BodyKind, Permission, QuotaKind, Role
from linli.domain.people import actions as people
from linli.domain.people.models import Person
from linli.domain.people.queries import work_phones
from linli.domain.territory import queries as territory
from linli.domain.territory.models import Place
from linli.domain.territory.rules.names import half_width
from linli.domain.territory.rules.pinyin import keys
from linli.foundation.accounts import actions as accounts
from linli.foundation.exchange.rules.tables import Row
from linli.foundation.exchange.states import CHANGED, Changed
from linli.kernel.access import Actor
from linli.kernel.errors import Conflict, Invalid, NotFound


def take_body(*, by: Actor, at: datetime, row: Row, root: Place) -> Changed | bool:
    """Found one row's body with its usual posts, or correct the one that stands; False as it was.

    Raises NotFound (place, superior), Conflict where another of its line is seated there.
    """
    seat, name = territory.place_called(row["seat"], within=root.pk), half_width(row["name"])
    standing = Body.objects.filter(name=name, seat=seat, valid_to=None).first()
    standing = standing or same_body(seat.pk, row["kind"], row["line"] or "", name)
    if standing is not None:
        return _corrected(by, at, standing, row, name)
    superior = _body(row["superior"], root, field="superior") if row["superior"] else None
    body = found(
        by=by,
        at=at,
        kind=BodyKind(row["kind"]),
        name=name,
        name_en=row["name_en"] or "",
        seat=seat,
        superior=superior,
        line=row["line"] or "",
        phone=row["phone"] or "",
    )
    set_up_usual_posts(by=by, at=at, body=body)
    return True


def _corrected(by: Actor, at: datetime, body: Body, row: Row, name: str) -> Changed | bool:
    said = {"name_en": row["name_en"] or "", "phone": row["phone"] or ""}
    return correct_body(by=by, at=at, body=body, name=name, **said)


def set_up_usual_posts(*, by: Actor, at: datetime, body: Body) -> None:
    """Set up the posts that a body of its kind and line has; administrators' are init's alone."""
    (where,) = territory.named([body.seat_id]).values()
    for plan in usual_posts(sort_of(where.kind, where.level) or "", body.line, body.kind):
        if plan.role in ADMINISTRATORS:
            continue
        set_up_post(
            by=by,
            at=at,
            body=body,
            role=plan.role,
            title=plan.title,
            title_en=plan.title_en,
            quota=plan.quota,
        )


def take_post(*, by: Actor, at: datetime, row: Row, root: Place) -> bool:
    """Set up one row's post, or let more hold one that stands; False where nothing changes."""
    body, quota = _body(row["body"], root), row["quota"] or 1
    place = territory.place_called(row["place"], within=root.pk) if row["place"] else None
    where = place.pk if place else body.seat_id
    standing = Post.objects.filter(body=body, title=row["title"], place_id=where, valid_to=None)
    held = standing.select_for_update().order_by("id").first()
    if held is None:
        set_up_post(
            by=by,
            at=at,
            body=body,
            role=Role(row["role"]),
            title=row["title"],
            place=place,
            quota=quota,
        )
        return True
    permit(by, Permission.MANAGE, where, timezone.localdate(at))
    if held.role != row["role"]:
        raise Conflict("post_of_another_role", field="role", title=held.title)
    if quota <= held.quota:
        return False
    held.quota = quota
    held.save(update_fields=["quota"])
    record(by=by, at=at, body=body, move="set_quota", data={"post": held.pk, "quota": quota})
    return True


def take_person(*, by: Actor, at: datetime, row: Row, root: Place) -> Changed | bool:
    """Register one row's person, appoint them and make their login; False where all of it stands.

    The same name and work phone is the same person; who holds the post and differs in one of the
    two is corrected. Raises NotFound and Invalid with the posts that
    the body has, Conflict for a full post, a login of another, or a name that needs its phone.
    """
    post = _post(row, root)
    corrected: Changed | bool = False
    if (held := same_person(post, row)) is not None:
        corrected = correct_person(by=by, at=at, person=held, row=row)
    person = (
        held
        or _known(row)
        or people.register(
            by=by,
            at=at,
            name=row["name"],
            name_en=row["name_en"] or "",
            work_phone=row["phone"] or "",
        )
    )
    is_new = not Appointment.objects.filter(post=post, person=person, valid_to=None).exists()
    if is_new:
        appoint(by=by, at=at, post=post, person=person)
    opened = _login(by, at, person, row) if row["opens"] is not False else False
    seated = _seat(by, at, person, row, post.body, root)
    facts = {"born": row["born"], "education": row["education"]}
    stated = people.state_facts(by=by, at=at, person=person, **facts) if any(facts.values()) else []
    return is_new or opened or (CHANGED if corrected or seated or stated else False)


def _seat(by: Actor, at: datetime, person: Person, row: Row, body: Body, root: Place) -> bool:
    """Let a row's person sit on the quota it names, of the post's own body unless it says which."""
    if not row["quota"]:
        return False
    whose = _body(row["quota_body"], root, field="quota_body") if row["quota_body"] else body
    before = QuotaSeat.objects.filter(person=person).count()
    sit_on_quota(by=by, at=at, person=person, body=whose, kind=QuotaKind(row["quota"]))
    return QuotaSeat.objects.filter(person=person).count() > before


def take_hours(*, by: Actor, at: datetime, row: Row, root: Place) -> Changed | bool:
    """State one row's office hours, or correct them; False where they are stated already."""
    body = _body(row["body"], root)
    months, weekdays = numbers(row["months"], "months", 12), numbers(row["weekdays"], "weekdays", 7)
    windows = " ".join(re.split(r"[\s,，、;；]+", half_width(row["windows"]).replace("：", ":")))
    windows = re.sub(r"\s*[-–—~～至]\s*", "-", windows).strip()
    stated = OfficeHours.objects.filter(body=body, months=months, weekdays=weekdays, valid_to=None)
    if stated.filter(windows=windows).exists():
        permit(by, Permission.MANAGE, body.seat_id, timezone.localdate(at))
        return False
    if (standing := stated.order_by("-id").first()) is not None:
        return correct_hours(by=by, at=at, body=body, standing=standing, windows=windows)
    state_hours(by=by, at=at, body=body, windows=windows, months=months, weekdays=weekdays)
    return True


def take_partner(*, by: Actor, at: datetime, row: Row, root: Place) -> Changed | bool:
    """Enter one row's partner unit of a place, or correct its phone; False where it is as known."""
    seat, name = territory.place_called(row["seat"], within=root.pk), half_width(row["name"])
    standing = Body.objects.filter(name=name, seat=seat, valid_to=None).first()
    if standing is not None:
        return _corrected(by, at, standing, row, name)
    found(
        by=by,
        at=at,
        kind=BodyKind.PARTNER_UNIT,
        name=name,
        name_en=row["name_en"] or "",
        seat=seat,
        phone=row["phone"] or "",
        uscc=row["uscc"] or "",
    )
    return True


def numbers(text: str | None, field: str, most: int) -> list[int]:
    """Return the numbers of `1-5`, `6、7` or `一至五`; raises Invalid outside 1 to `most`."""
    plain = half_width(text or "").translate(_CHINESE)
    out: set[int] = set()
    for part in re.split(r"[\s,，、;；]+", re.sub(r"[月周星期日号]", "", plain)):
        if not part:
            continue
        ends = re.fullmatch(r"(\d{1,2})(?:\s*[-–—~～至到]\s*(\d{1,2}))?", part)
        first, last = (int(ends[1]), int(ends[2] or ends[1])) if ends else (0, 0)
        if not 1 <= first <= last <= most:
            raise Invalid("numbers_unreadable", field=field, text=(text or "")[:40], most=most)
        out |= set(range(first, last + 1))
    return sorted(out)


_CHINESE = str.maketrans("一二三四五六七", "1234567")


def _body(name: str, root: Place, *, field: str = "body") -> Body:
    """Return the body of a name in or above a place; raises NotFound, Invalid if there are two."""
    rows = Body.objects.filter(name=half_width(name.strip()), valid_to=None).order_by("id")
    above = territory.path_ids(root.pk, None)
    here = [
        b for b in rows[:50] if b.seat_id in above or root.pk in territory.path_ids(b.seat_id, None)
    ]
    if not here:
        raise NotFound("body_not_here", field=field, name=name[:60])
    if len(here) > 1:
        raise Invalid("body_ambiguous", field=field, name=name[:60], count=len(here))
    return here[0]


def _post(row: Row, root: Place) -> Post:
    """Return the post a row means: by title in its body, and by place where several have it."""
    body, title = _body(row["body"], root), row["post"]
    posts = list(Post.objects.filter(body=body, valid_to=None).order_by("id"))
    posts = [p for p in posts if p.role not in ADMINISTRATORS]
    called = [p for p in posts if title in (p.title, p.title_en)]
    if not called:
        known = "、".join(dict.fromkeys(p.title for p in posts)) or "–"
        raise NotFound("post_not_here", field="post", title=title, name=body.name, known=known)
    if row["place"]:
        place = territory.place_called(row["place"], within=root.pk)
        there = [p for p in called if p.place_id == place.pk]
        if not there:
            raise NotFound("post_not_there", field="place", title=title, place=row["place"])
        return there[0]
    if len(called) > 1:
        raise Invalid("post_needs_place", field="place", title=title, count=len(called))
    return called[0]


def _known(row: Row) -> Person | None:
    """Return the person a row means, if registered: same name, and the same work phone."""
    same = list(Person.objects.filter(name=row["name"].strip(), valid_to=None).order_by("id")[:50])
    if not same:
        return None
    phones = work_phones(same)
    if row["phone"]:
        return next((p for p in same if phones.get(p.pk) == row["phone"]), None)
    if len(same) > 1 or phones:
        raise Conflict("person_needs_phone", field="phone", name=row["name"])
    return same[0]


def _login(by: Actor, at: datetime, person: Person, row: Row) -> bool:
    """Make the person's login unless they have one; the owner sets its password by a link."""
    if person.user_id is not None:
        return False
    name = (row["login"] or "").lower() or free_login(person.name)
    user = accounts.create(by=by, at=at, username=name)
    people.link_user(by=by, at=at, person=person, user=user)
    return True


def free_login(name: str) -> str:
    """Return a login made of a name's pinyin that nobody has: zhangwei, zhangwei2."""
    stem = re.sub(r"[^a-z0-9]", "", keys(name)[0].lower())[:40] or "user"
    taken = get_user_model().objects.filter(username__startswith=stem).order_by("pk")
    names, number = set(taken.values_list("username", flat=True)), 1
    while (login := stem if number == 1 else f"{stem}{number}") in names:
        number += 1
    return login
