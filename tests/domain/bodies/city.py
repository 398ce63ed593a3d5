"""The small city that bodies and mandates are tried on: one district, a street, a town, a zone."""

from __future__ import annotations

from datetime import UTC, date, datetime

from linli.domain.bodies.models import Body, Post
from linli.domain.people.actions import register
from linli.domain.people.models import Person
from linli.domain.territory.actions import create_place
from linli.domain.territory.models import Place
from linli.domain.territory.states import Kind
from linli.kernel.access import SYSTEM, Actor, ActorKind, Grant, Reach

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # Monday, 09:00 in Shanghai
TODAY = date(2026, 3, 2)

TREE = (
    ("86", None, Kind.COUNTRY, "中国"),
    ("14", "86", Kind.PROVINCE, "山西省"),
    ("1404", "14", Kind.PREFECTURE, "长治市"),
    ("140403", "1404", Kind.COUNTY, "潞州区"),
    ("140428", "1404", Kind.COUNTY, "长子县"),
    ("140403003", "140403", Kind.SUBDISTRICT, "英雄南路街道"),
    ("140403100", "140403", Kind.TOWN, "老顶山镇"),
    ("140403400", "140403", Kind.ZONE, "城东开发区"),
    ("140403003001", "140403003", Kind.COMMUNITY, "演武社区"),
    ("140403100201", "140403100", Kind.VILLAGE, "东脑村"),
    ("140403100498", "140403100", Kind.VIRTUAL, "老顶山镇虚拟社区"),
    ("140403003001001", "140403003001", Kind.GRID, "第一网格"),
    ("140403003001002", "140403003001", Kind.GRID, "第二网格"),
)

Places = dict[str, Place]


def build() -> Places:
    """Make the tree and return its places by code."""
    made: Places = {}
    for code, parent, kind, name in TREE:
        above = made[parent] if parent else None
        made[code] = create_place(by=SYSTEM, at=AT, kind=kind, name=name, parent=above, code=code)
    return made


def body(line: str, place: Place) -> Body:
    """Return the body of a line at a place."""
    return Body.objects.get(line=line, seat=place, valid_to=None)


def post(line: str, place: Place, role: str) -> Post:
    """Return the post with a role in the body of a line at a place."""
    return Post.objects.get(body=body(line, place), role=role)


def person(name: str = "示例甲") -> Person:
    """Register someone."""
    return register(by=SYSTEM, at=AT, name=name)


def actor(permission: str, place: Place, level: int = 3) -> Actor:
    """Return someone who holds one permission over a place."""
    held = Grant(permission, Reach.PLACE, level, frozenset({place.pk}), frozenset({1}), 1)
    return Actor(ActorKind.PERSON, person=1, grants=(held,))
