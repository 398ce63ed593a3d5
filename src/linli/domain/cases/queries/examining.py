"""What of open work a change of the map would move: the rows of the check, and what it asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.db.models import F, QuerySet

from linli.domain.cases.models import Case, Clock
from linli.domain.cases.queries.halves import KEY, directly
from linli.domain.cases.queries.re_homing import affected, way_of_plan
from linli.domain.territory.models import Sign
from linli.domain.territory.rules.reorganising.parts import Asked, Line, Moving, Question, Told
from linli.domain.territory.rules.reorganising.plan import Finding, Plan
from linli.domain.territory.states import FindingKind, Level
from linli.foundation.ui.text import say

_NUMBER = slice(0, 0)  # how many there are is all that is wanted


def reads_of(plan: Plan, rows: QuerySet[Case], asked: Asked) -> dict[str, Question]:
    """Return the questions for the open work that moves, the signs with it, and what is left."""
    out = {}
    if asked.wants("case"):
        out["case"] = Question(rows.values("number"), asked.shown)
    if asked.wants("clock"):
        running = Clock.objects.filter(stopped_at=None, case__in=rows.order_by().values("pk"))
        timed = running.order_by("case_id", "id").values("kind", number=F("case__number"))
        out["clock"] = Question(timed, asked.shown)
    if asked.wants("sign"):
        signs = Sign.objects.filter(place_id__in=[r.place for r in plan.ended]).order_by("code")
        out["sign"] = Question(signs.values("code", "place_id"), asked.shown)
    if asked.has_findings:
        for place in _without_heir(plan):
            left = affected(way_of_plan(_only(plan, place), ()))
            out[f"left:{place}"] = Question(left.order_by().values("id"), _NUMBER)
        said = {k.removeprefix(KEY) for k in plan.answers if k.startswith(KEY)}
        for place in plan.split:
            here = directly([place]).order_by().values("id")
            out[f"here:{place}"] = Question(here, _NUMBER)
            out[f"listed:{place}"] = Question(here.filter(number__in=said), _NUMBER)
    return out


def moving_of(plan: Plan, asked: Asked, read: Mapping[str, Told]) -> Iterator[Moving]:
    """Yield the open work that moves, and the grids and signs with it."""
    if "case" in read:
        told = read["case"]
        yield Moving("case", told.count, tuple(Line(row["number"]) for row in told.rows))
    if "clock" in read:
        told = read["clock"]
        timed = ((row["number"], say(f"cases.clock.{row['kind']}")) for row in told.rows)
        yield Moving("clock", told.count, tuple(Line(f"{n} {kind}") for n, kind in timed))
    if asked.wants("grid"):
        grids = [Line(f"{r.name} {r.code}") for r in plan.moved if r.level == Level.GRID]
        yield asked.moving("grid", grids)
    if "sign" in read:
        told = read["sign"]
        signs = ((plan.before[row["place_id"]].name, row["code"]) for row in told.rows)
        yield Moving("sign", told.count, tuple(Line(f"{name} {code}") for name, code in signs))


def left_directly(plan: Plan, read: Mapping[str, Told]) -> Iterator[Finding]:
    """Tell how many open cases lie directly in places being split; who is not listed follows."""
    for place in plan.split:
        if number := read[f"here:{place}"].count:
            heir = plan.after.get(plan.heirs.get(place, 0))
            params = {
                "name": plan.before[place].name,
                "count": number,
                "listed": read[f"listed:{place}"].count,
                "heir": heir.name if heir else "–",
            }
            yield Finding(FindingKind.NOTICE, "cases_directly", params=params)


def left_open(plan: Plan, read: Mapping[str, Told]) -> Iterator[Finding]:
    """Yield the places that end without an heir while work lies open in them."""
    for place in _without_heir(plan):
        if number := read[f"left:{place}"].count:
            params = {"name": plan.before[place].name, "count": number}
            yield Finding(FindingKind.CONTRADICTION, "open_without_heir", params=params)


def _without_heir(plan: Plan) -> list[int]:
    return [row.place for row in plan.ended if row.place not in plan.heirs]


def _only(plan: Plan, place: int) -> Plan:
    """Return a plan that does nothing but end one place."""
    before = {place: plan.before[place]}
    return Plan(plan.on, before, {}, (), (), (), {}, {})
