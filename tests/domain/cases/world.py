"""The small city of the tests: two streets, three communities, their desks, a team, two bureaux."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from linli.config.roles import ROLES
from linli.domain.bodies.models import Appointment, Body, Post
from linli.domain.bodies.models import Revision as BodiesRevision
from linli.domain.bodies.states import BodyKind, Role
from linli.domain.cases import actions, queries
from linli.domain.cases.actions import Contact, Filing
from linli.domain.cases.models import Case
from linli.domain.cases.states import Source
from linli.domain.mandates.models import Mandate, Matter, MatterRule
from linli.domain.mandates.models import Revision as MandatesRevision
from linli.domain.people.models import Person
from linli.domain.territory import queries as territory
from linli.domain.territory.actions import create_place
from linli.domain.territory.states import Kind
from linli.kernel.access import ANONYMOUS, SYSTEM, Actor, ActorKind, Grant

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # Monday, 09:00 in Shanghai

TREE = (
    ("86", None, Kind.COUNTRY, "中国"),
    ("14", "86", Kind.PROVINCE, "山西省"),
    ("1404", "14", Kind.PREFECTURE, "长治市"),
    ("140403", "1404", Kind.COUNTY, "潞州区"),
    ("140404", "1404", Kind.COUNTY, "上党区"),
    ("140403006", "140403", Kind.SUBDISTRICT, "甲街道"),
    ("140403007", "140403", Kind.SUBDISTRICT, "乙街道"),
    ("140403006001", "140403006", Kind.COMMUNITY, "一社区"),
    ("140403006002", "140403006", Kind.COMMUNITY, "二社区"),
    ("140403007001", "140403007", Kind.COMMUNITY, "三社区"),
    ("140403006001001", "140403006001", Kind.GRID, "第一网格"),
    ("140403006001002", "140403006001", Kind.GRID, "第二网格"),
)

BODIES = (
    ("city", BodyKind.COMMAND_CENTRE, "1404", "", None),
    ("county", BodyKind.COMMAND_CENTRE, "140403", "", "city"),
    ("street", BodyKind.SUBDISTRICT_OFFICE, "140403006", "", "county"),
    ("street2", BodyKind.SUBDISTRICT_OFFICE, "140403007", "", "county"),
    ("community", BodyKind.COMMUNITY_COMMITTEE, "140403006001", "", "street"),
    ("community2", BodyKind.COMMUNITY_COMMITTEE, "140403006002", "", "street"),
    ("community3", BodyKind.COMMUNITY_COMMITTEE, "140403007001", "", "street2"),
    ("team", BodyKind.ENFORCEMENT_TEAM, "140403006", "enforcement", "street"),
    ("housing", BodyKind.BUREAU, "140403", "housing", "county"),
    ("water", BodyKind.BUREAU, "140403", "water", "county"),
)

# code, terms beyond the defaults
MATTERS: tuple[tuple[str, Mapping[str, Any]], ...] = (
    ("00", {}),
    ("01", {"verification": "none", "on_grid": True}),
    ("01/01", {}),
    ("02", {"verification": "call", "on_grid": True}),
    ("03", {"verification": "site", "evidence_required": True, "on_grid": True}),
    ("04", {"verification": "sample"}),
    ("08", {"lawful_refusal": True, "verification": "none"}),
    ("09", {"visibility": "confidential", "verification": "none"}),
    ("15", {"blocked_channel": "信访", "blocked_phone": "0355-0000000"}),
    ("99", {"verification": "none"}),
)

LEADS = (
    ("01", "team", "140403006"),
    ("02", "housing", "140403"),
    ("03", "team", "140403006"),
    ("04", "team", "140403006"),
    ("08", "water", "140403"),
    ("09", "water", "140403"),
    ("00", "street", "140403006"),
)

POSTS = (
    ("city_desk", Role.CITY_DESK, "city", "1404"),
    ("county_desk", Role.COUNTY_DESK, "county", "140403"),
    ("street_desk", Role.SUBDISTRICT_DESK, "street", "140403006"),
    ("street_verifier", Role.VERIFIER, "street", "140403006"),
    ("street_caller", Role.CALL_BACK_OFFICER, "street", "140403006"),
    ("street2_desk", Role.SUBDISTRICT_DESK, "street2", "140403007"),
    ("community_desk", Role.COMMUNITY_DESK, "community", "140403006001"),
    ("community_secretary", Role.COMMUNITY_SECRETARY, "community", "140403006001"),
    ("community2_desk", Role.COMMUNITY_DESK, "community2", "140403006002"),
    ("grid_worker", Role.GRID_WORKER, "community", "140403006001001"),
    ("grid_worker2", Role.GRID_WORKER, "community", "140403006001001"),
    ("other_grid_worker", Role.GRID_WORKER, "community", "140403006001002"),
    ("team_officer", Role.ENFORCEMENT_OFFICER, "team", "140403006"),
    ("team_officer2", Role.ENFORCEMENT_OFFICER, "team", "140403006"),
    ("housing_handler", Role.HANDLER, "housing", "140403"),
    ("housing_head", Role.DEPARTMENT_HEAD, "housing", "140403"),
    ("water_head", Role.DEPARTMENT_HEAD, "water", "140403"),
)


@dataclass
class World:
    """Ids by short name, and short ways to file and move."""

    places: dict[str, int] = field(default_factory=dict)
    bodies: dict[str, int] = field(default_factory=dict)
    persons: dict[str, int] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)

    def file(self, matter: str = "01", place: str = "140403006001", **more: Any) -> Any:
        """File an appeal as a resident with a phone; `by` and `at` may be named."""
        by, at = more.pop("by", ANONYMOUS), more.pop("at", AT)
        key = more.pop("key", None)
        more.setdefault("words", "小区门口路灯不亮，晚上看不清。")
        filing = Filing(matter=matter, place=self.places[place], **more)
        return actions.file(by=by, at=at, filing=filing, key=key)

    def event(self, matter: str = "01", by: str = "grid_worker", **more: Any) -> Any:
        """File a grid event as a grid worker."""
        return self.file(
            matter,
            "140403006001001",
            by=self.actors[by],
            source=Source.GRID,
            procedure="grid_event",
            **more,
        )

    def move(self, case: UUID, by: str | Actor, move: str, **supplies: Any) -> Case:
        """Make a move an hour later than the last one."""
        actor = self.actors[by] if isinstance(by, str) else by
        at = supplies.pop("at", None) or Case.objects.get(pk=case).changed_at + timedelta(hours=1)
        return actions.move(by=actor, at=at, case_id=case, move=move, supplies=supplies)

    def reporter(self, case: UUID) -> Actor:
        """Return who has proved to be the reporter of a case."""
        return Actor(ActorKind.REPORTER, subject=case)

    def detail(self, case: UUID, by: str, at: datetime = AT) -> Any:
        """Return the case page of an actor."""
        return queries.detail(case, actor=self.actors[by], at=at)


def with_phone(**more: Any) -> dict[str, Any]:
    """Return a filing's contact that nobody can ring."""
    return {"contact": Contact(phone="13800000000", name="示例居民"), **more}


def build() -> World:
    """Lay down the small city."""
    world, made = World(), {}
    for code, parent, kind, name in TREE:
        above = made[parent] if parent else None
        made[code] = create_place(by=SYSTEM, at=AT, kind=kind, name=name, parent=above, code=code)
    world.places = {code: place.id for code, place in made.items()}
    territory.forget()
    for name, kind, seat, line, superior in BODIES:
        body = Body.objects.create(
            kind=kind,
            name=f"示例{name}",
            name_en=name,
            seat_id=world.places[seat],
            line=line,
            superior_id=world.bodies.get(superior or ""),
            phone="0355-0000000",
        )
        world.bodies[name] = body.id
    _catalogue(world)
    BodiesRevision.renew()
    MandatesRevision.renew()
    for name, role, body, place in POSTS:
        add_post(world, name, role, body, place)
    return world


def _catalogue(world: World) -> None:
    matters: dict[str, Matter] = {}
    for code, terms in MATTERS:
        parent = None if code == "00" else matters[code.rpartition("/")[0] or "00"]
        matters[code] = Matter.objects.create(
            code=code, name=f"事项{code}", name_en=f"matter {code}", parent=parent
        )
        if terms:
            MatterRule.objects.create(matter=matters[code], **terms)
    for code, body, place in LEADS:
        Mandate.objects.create(
            matter=matters[code],
            body_id=world.bodies[body],
            place_id=world.places[place],
            role="lead",
            instrument="statute",
            basis="示例规定第一条",
        )


def add_post(
    world: World,
    name: str,
    role: Role,
    body: str,
    place: str,
    matters: frozenset[str] | None = None,
) -> Actor:
    """Give a new person a post, and keep the actor that it makes."""
    person = Person.objects.create(name=f"示例{name}")
    post = Post.objects.create(
        body_id=world.bodies[body],
        role=role,
        title=name,
        place_id=world.places[place],
        matters=sorted(matters) if matters else None,
    )
    Appointment.objects.create(post=post, person=person)
    world.persons[name] = person.id
    world.actors[name] = Actor(
        ActorKind.PERSON,
        person=person.id,
        grants=grants(world, role, body, place, post.id, matters),
    )
    return world.actors[name]


def grants(
    world: World,
    role: Role,
    body: str,
    place: str,
    post: int,
    matters: frozenset[str] | None = None,
) -> tuple[Grant, ...]:
    """Return what a post of a role gives, by the table of roles."""
    level = territory.atlas().level(world.places[place])
    return tuple(
        Grant(
            permission=permission,
            reach=reach,
            level=level,
            places=frozenset({world.places[place]}),
            bodies=frozenset({world.bodies[body]}),
            post=post,
            matters=matters,
        )
        for permission, reach in ROLES[role].permissions
    )
