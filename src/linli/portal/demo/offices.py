"""The demo's offices with two lines, what a branch covers: marked 示例; made again, the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

from linli.domain.bodies import actions, queries
from linli.domain.bodies.actions import committees, coverage, mechanisms
from linli.domain.bodies.models import Body, Mechanism
from linli.domain.bodies.states import ADMINISTRATORS, BodyKind, Decides, HearingAct, Subject
from linli.domain.mandates import queries as mandates
from linli.domain.people.models import Person
from linli.domain.territory import queries as tree
from linli.domain.territory.models import Place
from linli.kernel.access import SYSTEM
from linli.portal.demo.logins import COMMUNITY, STREET

Step = Callable[[str], None]
BASIS = "示例：派驻机构属地管理办法第3条"
BASIS_EN = "Sample: measures for stationed offices, article 3"
DECIDES = {
    Subject.STAFFING: Decides.HEARD,
    Subject.MONEY: Decides.LINE,
    Subject.DUTIES: Decides.LOCAL,
    Subject.APPRAISAL: Decides.HEARD,
}


def lay(*, at: datetime, step: Step) -> int:
    """Station the street's offices, and ask it about a head; return how many are stationed."""
    step("offices")
    place = tree.by_code(STREET).pk
    offices = list(_offices(place))
    for office in offices:
        actions.station(
            by=SYSTEM,
            at=at,
            body=office,
            host=Body.objects.get(seat_id=place, line="party", valid_to=None),
            decides=DECIDES,
            basis=BASIS,
            basis_en=BASIS_EN,
            document="示例〔2025〕3号",
        )
    for office in offices[:1]:
        _ask(office, at)
    _cover(at)
    _committee(place, at)
    _own(place, at)
    return len(offices)


FIRMS = (
    ("示例餐饮有限公司", "Sample Catering Ltd"),
    ("示例快递有限公司", "Sample Couriers Ltd"),
    ("示例家电维修部", "Sample Repairs"),
    ("示例便利店", "Sample Corner Shop"),
)


def _cover(at: datetime) -> None:
    """Let the community's branch cover two firms and a grid, and an instructor a third firm."""
    place = tree.by_code(COMMUNITY)
    branch = Body.objects.filter(seat=place, kind=BodyKind.BRANCH, valid_to=None).first()
    if branch is None:
        return
    firms = [_firm(place, name, name_en, at) for name, name_en in FIRMS]
    grids = [int(g) for g in tree.atlas().children(place.pk)]
    for unit in firms[:2]:
        coverage.attach(by=SYSTEM, at=at, branch=branch, unit=unit, basis="示例")
    for grid in Place.objects.filter(pk__in=grids).order_by("id")[:1]:
        coverage.attach(by=SYSTEM, at=at, branch=branch, place=grid, basis="示例")
    guide = queries.members_of(branch.pk, timezone.localdate(at)).first()
    if guide is not None:
        coverage.attach(
            by=SYSTEM, at=at, branch=branch, instructor=guide.person, unit=firms[2], basis="示例"
        )


def _committee(place: int, at: datetime) -> None:
    """Let the street's joint committee have three units and a part-time member."""
    on = timezone.localdate(at)
    street = Place.objects.get(pk=place)
    units = Body.objects.filter(seat=place, valid_to=None).exclude(superior=None)
    rows = list(units.exclude(kind=BodyKind.JOINT_COMMITTEE).order_by("id")[:3])
    committee = Body.objects.filter(
        seat=place, kind=BodyKind.JOINT_COMMITTEE, valid_to=None
    ).first() or actions.found(
        by=SYSTEM,
        at=at,
        kind=BodyKind.JOINT_COMMITTEE,
        name="英雄南路街道大工委（示例）",
        name_en="Yingxiong South Road Joint Working Committee (sample)",
        seat=street,
        line="joint",
    )
    for unit in rows:
        committees.admit_unit(by=SYSTEM, at=at, committee=committee, unit=unit, basis="示例")
        held = queries.members_of(unit.pk, on).exclude(post__role__in=ADMINISTRATORS).first()
        if held is not None:
            who = held.person
            committees.seat_member(by=SYSTEM, at=at, committee=committee, person=who)


def _own(place: int, at: datetime) -> None:
    """Let the street's offices own the whistle, the petition desk and the wish list."""
    bodies = Body.objects.filter(seat_id=place, valid_to=None)
    street = Place.objects.get(pk=place)
    for key, line in (("whistle", "office"), ("petitions", "office"), ("wishes", "party")):
        body = bodies.filter(line=line).first()
        if body is not None:
            mechanism = Mechanism.objects.get(key=key)
            mechanisms.own(
                by=SYSTEM, at=at, mechanism=mechanism, place=street, body=body, basis="示例"
            )


def _firm(place: Place, name: str, name_en: str, at: datetime) -> Body:
    standing = Body.objects.filter(seat=place, name=name, valid_to=None).first()
    return standing or actions.found(
        by=SYSTEM, at=at, kind=BodyKind.COMPANY, name=name, name_en=name_en, seat=place
    )


def _offices(place: int) -> list[Body]:
    lines = ("police_station", "justice_office")
    rows = Body.objects.filter(seat_id=place, line__in=lines, valid_to=None)
    return list(rows.exclude(superior=None).order_by("-line"))


def _ask(office: Body, at: datetime) -> None:
    on = timezone.localdate(at)
    others = queries.of_the_line(office.pk, on)
    heads = queries.heads_heard(office.pk, on)
    if not others or not heads:
        return
    actions.ask_opinion(
        by=SYSTEM,
        at=at,
        post=heads[0].post,
        person=Person.objects.get(pk=min(p.id for p in others)),
        act=HearingAct.APPOINT,
        limit=mandates.threshold("bodies.opinion", office.seat_id, on).span,
        words="示例：拟任该所负责人，征求街道意见。",
    )
