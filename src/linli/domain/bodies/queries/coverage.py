"""The coverage of a place on a day, with its definition, and what each organisation covers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from linli.domain.bodies.models import Appointment, Coverage, CoverageRule
from linli.domain.bodies.queries.directory import directory
from linli.domain.bodies.rules.coverage import Cover, Covered, Share, covered
from linli.domain.bodies.states import BodyKind, CoverageOf
from linli.domain.territory import queries as territory
from linli.domain.territory.rules.atlas import KINDS
from linli.foundation.database.tenure import holding, nearest
from linli.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class Figures:
    """The two shares of a place, and the places to which what is counted belongs."""

    place: int
    organisation: Share
    work: Share


@dataclass(frozen=True, slots=True)
class Report:
    """The coverage at a place and at those below it, with the definition it was counted by."""

    rule: CoverageRule
    whole: Figures
    below: tuple[Figures, ...]
    neither: tuple[tuple[int, int], ...]  # not covered: what, and at which place
    are_bodies: bool


def rules(path: Sequence[int] = ()) -> list[CoverageRule]:
    """Return every definition of some places and of everywhere, by what of, the newest first."""
    rows = CoverageRule.objects.filter(Q(place=None) | Q(place_id__in=path))
    return list(rows.order_by("of", "place_id", "-valid_from", "-id"))


def rule_of(of: CoverageOf, path: Sequence[int], on: date) -> CoverageRule:
    """Return how coverage is counted at the end of a path on a day; raises NotFound."""
    row = nearest(CoverageRule.objects.filter(of=of), path, on)
    if row is None:
        raise NotFound("coverage_undefined", field="of")
    return row


def coverage(place: int, of: CoverageOf, on: date) -> Report:
    """Return the coverage of one sort of thing in a place on a day; two queries.

    The definition nearest to the place counts all below it, so that the parts make the whole.
    Raises NotFound for a day without a definition or a place.
    """
    tree = territory.atlas(on)
    try:
        inside = [int(p) for p in tree.subtree(place)]
    except KeyError:
        raise NotFound("unknown_place", place=place) from None
    rule = rule_of(of, tree.path(place), on)
    bodies = set(rule.kinds) <= {k.value for k in BodyKind}
    where = _bodies_in(inside, rule.kinds, on) if bodies else _places_in(inside, rule.kinds, on)
    found = _covered(where, rule, on, bodies=bodies)
    children = [int(c) for c in tree.children(place)]
    below = []
    for child in children:
        begins, ends = tree.turns(child)
        mine = [t for t, p in where.items() if begins <= tree.turns(p)[0] < ends]
        below.append(Figures(child, *found.within(mine)))
    neither = tuple((t, p) for t, p in where.items() if t in found.neither)
    return Report(rule, Figures(place, *found.within(where)), tuple(below), neither, bodies)


def _bodies_in(places: Iterable[int], kinds: Iterable[str], on: date) -> dict[int, int]:
    wanted, seated = set(kinds), directory().seated
    return {
        line.id: place
        for place in places
        for line in seated.get(place, ())
        if line.kind in wanted and line.holds(on)
    }


def _places_in(places: Iterable[int], kinds: Iterable[str], on: date) -> dict[int, int]:
    tree = territory.atlas(on)
    wanted = {n for n, kind in enumerate(KINDS) if kind.value in set(kinds)}
    ids = list(places)
    found = tree.kinds[tree.index(ids)].tolist()
    return {p: p for p, kind in zip(ids, found, strict=True) if kind in wanted}


def _covered(where: dict[int, int], rule: CoverageRule, on: date, *, bodies: bool) -> Covered:
    column = "unit_id" if bodies else "place_id"
    rows = (
        Coverage.objects.on(on)
        .filter(Q(branch=None) | holding(on, prefix="branch__"), **{f"{column}__isnull": False})
        .filter(Q(instructor=None) | holding(on, prefix="instructor__"))
        .order_by()
        .values_list("kind", "branch_id", column)
    )
    covers = [Cover(*row) for row in rows]
    return covered(where, covers, joint=rule.joint, by_organisation=rule.by_organisation)


def covers_of(branch_id: int, on: date) -> list[Coverage]:
    """Return what an organisation covers on a day, and whom it sent."""
    rows = Coverage.objects.on(on).filter(branch_id=branch_id)
    return list(rows.select_related("unit", "instructor").order_by("kind", "id"))


def people_at(place: int, on: date) -> list[Appointment]:
    """Return who holds a post in a body of a place on a day: whom it could send."""
    rows = Appointment.objects.on(on).filter(
        holding(on, prefix="person__"), holding(on, prefix="post__"), post__body__seat_id=place
    )
    return list(rows.select_related("person").order_by("person__name", "id")[:300])
