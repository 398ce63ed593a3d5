"""The demo's offices with two lines at one street: invented, marked 示例; made again, the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

from linli.domain.bodies import actions, queries
from linli.domain.bodies.models import Body
from linli.domain.bodies.states import Decides, HearingAct, Subject
from linli.domain.mandates import queries as mandates
from linli.domain.people.models import Person
from linli.domain.territory import queries as tree
from linli.kernel.access import SYSTEM
from linli.portal.demo.logins import STREET

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
    return len(offices)


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
