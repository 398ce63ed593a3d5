"""The first hour of an installation: its place, its office and three administrators, no more.

Every part looks for what stands already, so that an opening that was killed goes on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from linli.domain.bodies import actions as bodies
from linli.domain.bodies.actions.taking import free_login
from linli.domain.bodies.actions.template import proposals
from linli.domain.bodies.models import Appointment, Body, Post
from linli.domain.bodies.states import ADMINISTRATORS, DESK_KINDS, BodyKind, Role
from linli.domain.cases.models import Case
from linli.domain.people import actions as people
from linli.domain.people.models import Person
from linli.domain.territory import actions as territory
from linli.domain.territory import queries as tree
from linli.domain.territory.models import Place, Site
from linli.domain.territory.states import Level
from linli.foundation.accounts import actions as accounts
from linli.foundation.accounts.models import User
from linli.foundation.ui.text import say
from linli.kernel.access import SYSTEM
from linli.kernel.errors import Conflict, Invalid

ORDER = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)
TITLES = {
    Role.SYSTEM_ADMIN: ("系统管理员", "System administrator"),
    Role.SECURITY_ADMIN: ("安全管理员", "Security administrator"),
    Role.AUDIT_ADMIN: ("审计管理员", "Audit administrator"),
}


@dataclass(frozen=True, slots=True)
class Administrator:
    """One of the three: role, name and the login they want (their name's pinyin if empty)."""

    role: Role
    name: str
    login: str = ""


def check_administrators(named: Sequence[Administrator]) -> tuple[Administrator, ...]:
    """Return the three in their order; raises Invalid for one missing or two that are one."""
    by_role = {a.role: a for a in named if a.name.strip()}
    missing = [role for role in ORDER if role not in by_role]
    if missing:
        words = "、".join(say(f"portal.init.role.{role}") for role in missing)
        raise Invalid("three_administrators", missing=words)
    three = tuple(by_role[role] for role in ORDER)
    for n, one in enumerate(three):
        for other in three[n + 1 :]:
            same_login = one.login and one.login == other.login
            if one.name.strip() == other.name.strip() or same_login:
                raise Invalid("administrators_one_person", name=one.name)
    return three


def refuse_a_used_database() -> None:
    """Raise Conflict where there are bodies or cases and no opening made them (a demo's)."""
    if tree.site() is None and (Body.objects.exists() or Case.objects.exists()):
        raise Conflict("database_in_use")


def open_place(*, at: datetime, code: str) -> Site:
    """Say which place works here: a community or village is opened in its street or town."""
    place = tree.by_code(code)
    path = tree.path_of(place.pk)
    leaf = path[-1]
    if leaf.level not in (Level.PREFECTURE, Level.COUNTY, Level.TOWN, Level.COMMUNITY):
        raise Invalid("place_not_to_open", name=leaf.name)
    first = place if leaf.level == Level.COMMUNITY else None
    root = Place.objects.get(pk=path[-2].id) if first else place
    return territory.open_site(by=SYSTEM, at=at, place=root, first=first)


@transaction.atomic
def found_office(*, at: datetime, root: Place) -> Body:
    """Found the office of the place, where its administrators sit; the one there is, if any."""
    kinds = [kind.value for kind in DESK_KINDS]
    standing = Body.objects.filter(seat=root, kind__in=kinds, valid_to=None).order_by("id").first()
    if standing:
        return standing
    rows = proposals(root.pk, timezone.localdate(at), first=root.pk)
    plan = next((row for row in rows if row["kind"] in kinds), None)
    if plan is None:
        raise Invalid("place_not_to_open", name=tree.named([root.pk])[root.pk].name)
    return bodies.found(
        by=SYSTEM,
        at=at,
        kind=BodyKind(plan["kind"]),
        name=plan["name"],
        name_en=plan["name_en"],
        seat=root,
        line=plan["line"],
    )


@transaction.atomic
def appoint_administrator(*, at: datetime, office: Body, who: Administrator) -> User:
    """Give one administrator post, person and login; the login there is, if it was done before."""
    if who.role not in ADMINISTRATORS:
        raise Invalid("three_administrators", missing=who.role)
    title, title_en = TITLES[who.role]
    post = Post.objects.filter(body=office, role=who.role, valid_to=None).order_by("id").first()
    post = post or bodies.set_up_post(
        by=SYSTEM, at=at, body=office, role=who.role, title=title, title_en=title_en
    )
    held = Appointment.objects.filter(post=post, valid_to=None).select_related("person").first()
    person = held.person if held else people.register(by=SYSTEM, at=at, name=who.name)
    if held is None:
        bodies.appoint(by=SYSTEM, at=at, post=post, person=person)
    return _login(at, person, who)


def _login(at: datetime, person: Person, who: Administrator) -> User:
    if person.user_id is not None:
        return get_user_model().objects.get(pk=person.user_id)
    login = who.login.strip().lower() or free_login(person.name)
    user = accounts.create(by=SYSTEM, at=at, username=login)
    people.link_user(by=SYSTEM, at=at, person=person, user=user)
    return user


@transaction.atomic
def give_the_office_its_posts(*, at: datetime, office: Body) -> None:
    """Set up the usual posts of the office that opening founded; those there are stay."""
    if (
        Post.objects.filter(body=office, valid_to=None)
        .exclude(role__in=list(ADMINISTRATORS))
        .exists()
    ):
        return
    bodies.set_up_usual_posts(by=SYSTEM, at=at, body=office)
