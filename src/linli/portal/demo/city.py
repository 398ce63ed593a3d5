"""The demo's city before its cases: places, grids, bodies, mandates and invented people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from random import Random

from django.contrib.auth import get_user_model

from linli.domain.bodies import actions as bodies
from linli.domain.bodies.models import Appointment, Post
from linli.domain.bodies.states import ADMINISTRATORS, Role
from linli.domain.mandates import actions as mandates
from linli.domain.mandates.models import Mandate
from linli.domain.mandates.states import Instrument, MandateRole
from linli.domain.people import actions as people
from linli.domain.people.models import Person
from linli.domain.territory import actions as territory
from linli.domain.territory import queries as tree
from linli.domain.territory.actions import GridPlan
from linli.domain.territory.models import Place, PlaceVersion
from linli.domain.territory.states import Kind, Level
from linli.kernel.access import SYSTEM
from linli.portal.demo import names
from linli.portal.demo.logins import CITY, COUNTY, LOGINS, STREET, Login

GRID_WORKERS = 8906  # full- and part-time, as the city publishes (A3-20)
GRIDS_OF = {Kind.COMMUNITY: 6, Kind.VILLAGE: 2}
SEED = 20260101
Step = Callable[[str], None]


def lay_out_grids(*, at: datetime, step: Step, code: str = CITY) -> int:
    """Lay out schematic grids under every village and community; return how many there are."""
    root = tree.by_code(code).pk
    atlas = tree.atlas()
    ids = [int(i) for i in atlas.subtree(root) if atlas.level(int(i)) == Level.COMMUNITY]
    plans = [
        GridPlan(place.code, f"{place.code}W{n:03d}", f"第{_chinese(n)}网格")
        for place in tree.named(ids).values()
        for n in range(1, GRIDS_OF.get(Kind(place.kind), 0) + 1)
    ]
    standing = _standing(root)
    missing = [p for p in plans if p.code not in standing]
    if missing:
        step("grids")
        territory.lay_out_grids(by=SYSTEM, at=at, plans=missing, schematic=True)
    return len(plans)


def _standing(root: int) -> set[str]:
    atlas = tree.atlas()
    ids = [int(i) for i in atlas.subtree(root) if atlas.level(int(i)) == Level.GRID]
    rows = PlaceVersion.objects.filter(place_id__in=ids).order_by("id")
    return set(rows.values_list("code", flat=True))


def _chinese(number: int) -> str:
    return "零一二三四五六七八九"[number]


def found_bodies(
    *, at: datetime, step: Step, code: str = CITY, grid_workers: int = GRID_WORKERS
) -> None:
    """Found bodies and posts, give mandates, and set up the posts of the grids."""
    root = tree.by_code(code)
    step("bodies")
    bodies.found_from_template(by=SYSTEM, at=at, root=root, invented_phones=True)
    step("mandates")
    mandates.import_pack(by=SYSTEM, at=at)
    mandates.adopt_template(by=SYSTEM, at=at, root=root)
    step("grid_posts")
    bodies.set_up_grid_posts(by=SYSTEM, at=at, root=root, workers=_quotas(root, grid_workers))


def _quotas(root: Place, grid_workers: int) -> Mapping[int, int]:
    """Spread the city's grid workers over its grids: one each, a second one till none is left."""
    atlas = tree.atlas()
    grids = [int(i) for i in atlas.subtree(root.pk) if atlas.level(int(i)) == Level.GRID]
    extra = grid_workers - len(grids)
    return {grid: 2 if n < extra else 1 for n, grid in enumerate(grids)}


def people_posts(*, at: datetime, step: Step, code: str = CITY) -> int:
    """Let invented people hold every chair that is free; administrators one by one."""
    step("people")
    root = tree.by_code(code)
    free = [
        (post, administrator)
        for post, quota, role, held in _chairs()
        for _ in range(quota - held)
        for administrator in (role in ADMINISTRATORS,)
    ]
    rng = Random(SEED)  # noqa: S311 - invented names, the same each time
    ids = people.register_many(by=SYSTEM, at=at, names=[names.person(rng) for _ in free])
    pairs = [(post, person) for (post, alone), person in zip(free, ids, strict=True) if not alone]
    bodies.appoint_many(by=SYSTEM, at=at, place_id=root.pk, pairs=pairs, since=None)
    for (post, alone), person in zip(free, ids, strict=True):
        if alone:
            bodies.appoint(
                by=SYSTEM,
                at=at,
                post=Post.objects.get(pk=post),
                person=Person.objects.get(pk=person),
            )
    return len(free)


def _chairs() -> list[tuple[int, int, Role, int]]:
    """Return post, quota, role and how many hold it; two hands a post are enough to play."""
    held = Counter(Appointment.objects.filter(valid_to=None).values_list("post_id", flat=True))
    rows = Post.objects.filter(valid_to=None).order_by("id").values_list("id", "quota", "role")
    return [(post, min(quota, 2), Role(role), held[post]) for post, quota, role in rows]


def open_logins(
    *, at: datetime, step: Step, logins: Sequence[Login] = LOGINS
) -> list[tuple[str, str]]:
    """Give each of the demo's roles a login without a password: the demo page opens it."""
    step("logins")
    User = get_user_model()  # noqa: N806 - a class
    told = []
    for login in logins:
        person = _holder(login)
        user, made = User.objects.get_or_create(username=login.username)
        if made:
            user.set_unusable_password()
            user.save()
        people.link_user(by=SYSTEM, at=at, person=person, user=user)
        told.append((login.username, person.name))
    return told


def _holder(login: Login) -> Person:
    place = tree.by_code(login.place).pk
    posts = Post.objects.filter(role=login.role, valid_to=None)
    if login.role in {Role.GRID_WORKER, Role.GRID_HEAD}:
        posts = posts.filter(place_id__in=[int(i) for i in tree.atlas().children(place)])
    else:
        posts = posts.filter(place_id=place)
    if login.line:
        posts = posts.filter(body__line=login.line)
    post = posts.order_by("id")[0]
    return Person.objects.filter(appointments__post=post).order_by("id")[0]


def story_mandate(*, at: datetime) -> None:
    """Let 英雄南路街道's own team lead 06/02, with the county's fire brigade beside it."""
    street, county = tree.by_code(STREET), tree.by_code(COUNTY)
    team = Post.objects.filter(place=street, role=Role.ENFORCEMENT_OFFICER).order_by("id")[0].body
    fire = Post.objects.filter(place=county, body__line="fire").order_by("id")[0].body
    lead = (team, MandateRole.LEAD, "到场核查，督促整改，依法处理", "Inspect; have it put right")
    helper = (fire, MandateRole.ASSIST, "到场指导，依法查处", "Advise on site")
    for body, role, duty, duty_en in (lead, helper):
        if Mandate.objects.filter(matter__code="06/02", place=street, body=body).exists():
            continue
        mandates.grant(
            by=SYSTEM,
            at=at,
            matter="06/02",
            body=body,
            role=role,
            place=street,
            instrument=Instrument.STATUTE,
            basis="英雄南路街道属地事项清单（示例）第6项",
            basis_en="Territorial list of Yingxiong South Road Subdistrict (sample), item 6",
            duty=duty,
            duty_en=duty_en,
        )
