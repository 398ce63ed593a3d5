"""What a split leaves open, and what a list or a drawn boundary answers of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from shapely.geometry.base import BaseGeometry

from linli.domain.territory.models import Boundary, PlaceCode, Reorganisation
from linli.domain.territory.queries.reorganisations import orders_of, plan_of
from linli.domain.territory.rules.gridding import Near
from linli.domain.territory.rules.reorganising.halves import (
    check_meets,
    holds,
    is_inside,
    other_of,
)
from linli.domain.territory.rules.reorganising.parts import Part
from linli.domain.territory.rules.reorganising.plan import Plan
from linli.domain.territory.states import SubjectKind, Verb

CHILD = "child:"


@dataclass
class Answered:
    """The answers found by key, and what was named and is not of this split."""

    answers: dict[str, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)


def parts_of(row: Reorganisation) -> dict[str, str]:
    """Return the parts that an instrument's splits make: code -> name, as it says them."""
    orders = [o for o in orders_of(row.pk) if o.verb is Verb.SPLIT]
    some = [p["to"] for o in orders if o.subject is SubjectKind.PLACE for p in o.said["parts"]]
    return {to["code"]: to.get("name", "") for to in some}


def ground(row: Reorganisation) -> tuple[list[Near], list[Near]]:
    """Return what a half is drawn on: the outlines of the places being split and of their parts."""
    plan = plan_of(row)
    split = {p for p, verb in plan.verbs.items() if verb == Verb.SPLIT and p in plan.before}
    near = [r for r in plan.before.values() if r.place in split or r.parent in split]
    rows = Boundary.objects.on(row.effective).filter(place__in=[r.place for r in near])
    found = dict(rows.filter(schematic=False).order_by().values_list("place_id", "geojson"))
    drawn = [(r, Near(r.place, r.name, found[r.place])) for r in near if r.place in found]
    return [n for r, n in drawn if r.place in split], [n for r, n in drawn if r.place not in split]


def by_list(row: Reorganisation, said: Mapping[str, str], parts: Sequence[Part]) -> Answered:
    """Return what a list answers: codes of sub-places and case numbers, each with its part."""
    found, targets, plan = Answered(), set(parts_of(row)), plan_of(row)
    keys = _children(plan)
    for part in parts:
        keys |= part.halved(plan, set(said) - keys.keys())
    for what, target in said.items():
        if what in keys and target in targets:
            found.answers[keys[what]] = target
        else:
            found.unknown.append(f"{what} → {target}")
    return found


def by_boundary(
    row: Reorganisation, half: BaseGeometry, part: str, parts: Sequence[Part]
) -> Answered:
    """Return what a drawn half answers; what lies in both halves, or nowhere, stays open.

    Raises Invalid where it lies beside the outline of what is split.
    """
    check_meets(half, [near.outline for near in ground(row)[0]])
    found, other, plan = Answered(), other_of(part, list(parts_of(row))), plan_of(row)
    keys = _children(plan)
    places = dict(
        PlaceCode.objects.filter(code__in=keys).order_by().values_list("place_id", "code")
    )
    outlines = Boundary.objects.on(row.effective).filter(place__in=places, schematic=False)
    for place, outline in outlines.order_by("place_id").values_list("place_id", "geojson"):
        inside = is_inside(outline, half)
        target = "" if inside is None else part if inside else other
        if target:
            found.answers[keys[places[place]]] = target
    for area in parts:
        for key, point in area.located(plan).items():
            if target := part if holds(half, point) else other:
                found.answers[key] = target
    return found


def _children(plan: Plan) -> dict[str, str]:
    """Return the keys of sub-places that a split asks about, or was answered about, by code."""
    asked = [f.key for f in plan.findings if f.key.startswith(CHILD)]
    held = [key for key in plan.answers if key.startswith(CHILD)]
    return {key.removeprefix(CHILD): key for key in (*asked, *held)}
