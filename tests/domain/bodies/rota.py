"""Rotas of the small city: who may stand in them, and tables as files bring them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from linli.domain.bodies.actions import RotaOutcome, appoint, import_rota, state_duty_rule
from linli.domain.bodies.models import DutyRule, DutyShift
from linli.domain.bodies.rules.rota import ROTA
from linli.domain.people.models import Person
from linli.foundation.exchange import queries as exchange
from linli.foundation.exchange.rules.tables import Table
from linli.kernel.access import SYSTEM, Actor, ActorKind, Grant, Reach
from tests.domain.bodies.city import AT, Places, body, person, post

ZONE = ZoneInfo("Asia/Shanghai")
HEAD = "日期,班次,开始时间,结束时间,带班领导,值班员,值班电话"
NIGHT = datetime(2026, 3, 2, 22, 0, tzinfo=ZONE)  # the Monday of the small city, at ten


def table(*lines: str, head: str = HEAD) -> Table:
    """Return a rota's table from lines of CSV."""
    return exchange.read("\n".join((head, *lines)).encode(), ROTA)


def lay_down_rules() -> None:
    """Make sure of the default rule (a migration lays it down; a flush takes it away)."""
    if not DutyRule.objects.filter(kind="").exists():
        state_duty_rule(
            by=SYSTEM,
            at=AT,
            kind=None,
            required=False,
            begins=time(8, 0),
            basis="示例规则",
        )


class Crew:
    """Five people of the street: a leader, a second one, three officers."""

    def __init__(self, city: Places) -> None:
        street = city["140403003"]
        self.city = city
        self.body = body("office", street)
        self.people: dict[str, Person] = {}
        posts = (
            ("office", "leader_in_charge", "示例带班"),
            ("party", "subdistrict_secretary", "示例书记"),
            ("office", "subdistrict_desk", "示例甲"),
            ("office", "subdistrict_desk", "示例乙"),
            ("office", "verifier", "示例丙"),
        )
        for line, role, name in posts:
            self.people[name] = person(name)
            appoint(
                by=SYSTEM,
                at=AT,
                post=post(line, street, role),
                person=self.people[name],
                since=date(2026, 1, 1),
            )

    def actor(self, name: str, *permissions: str) -> Actor:
        """Return one of them as who acts: in the office, with some permissions over the street."""
        street = frozenset({self.city["140403003"].pk})
        own = frozenset({self.body.pk})
        grants = tuple(Grant(p, Reach.PLACE, 4, street, own, 1) for p in permissions or ("any",))
        return Actor(ActorKind.PERSON, person=self.people[name].pk, grants=grants)

    def bring(self, *lines: str, **more: object) -> RotaOutcome:
        """Bring in lines as the office's rota."""
        values = {"by": SYSTEM, "at": AT, "table": table(*lines), "body_id": self.body.pk} | more
        return import_rota(**values)  # type: ignore[arg-type]

    def plan(self, days: int = 3, first: date = date(2026, 3, 2)) -> Sequence[DutyShift]:
        """Plan whole days from the Monday on, 示例甲 and 示例乙 by turns under 示例带班."""
        lines = [
            f"{first + timedelta(days=n)},,,,示例带班,{'示例甲' if n % 2 == 0 else '示例乙'},1000"
            for n in range(days)
        ]
        told = self.bring(*lines, at=datetime.combine(first, time(0), ZONE))
        assert told.written, told.problems
        return list(DutyShift.objects.order_by("starts_at"))
