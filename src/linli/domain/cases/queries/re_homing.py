"""Which open work a change of the map touches: before it (the check) and after it (the job)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import partial

from django.db.models import Q, QuerySet

from linli.domain.bodies import queries as bodies
from linli.domain.bodies.rules.organising import Directory, Line
from linli.domain.bodies.rules.succeeding import counterpart
from linli.domain.cases.models import LEVEL_COLUMNS, Case, Involvement
from linli.domain.cases.rules.re_homing import Elsewhere, Homes, Way, Where, ways_above
from linli.domain.territory import queries as territory
from linli.domain.territory.models import Moved, PlaceVersion
from linli.domain.territory.rules.reorganising.plan import Plan


def way_of_plan(plan: Plan, gone: Iterable[int]) -> Way:
    """Return what a plan would do to work, before anything is written."""
    ended: dict[int, tuple[int, ...]] = {}
    for row in plan.ended:
        ended[row.level] = (*ended.get(row.level, ()), row.place)
    moved = []
    for row in plan.moved:
        path = [(plan.after[i].level, i) for i in plan.path_after(row.place)]
        moved.append((row.place, row.level, path))
    return Way(ended, _grouped(moved), frozenset(gone))


def way_of(reorganisation: int, on: date, *, back: bool = False) -> Way:
    """Return what an enacted instrument does to work; of a revoked one, what leads it back."""
    rows = list(Moved.objects.filter(reorganisation_id=reorganisation).order_by("id"))
    places = [m for m in rows if m.kind == "place"]
    born = [m.new for m in places if m.old is None and m.new]
    gone = born if back else [m.was["place"] for m in places if m.new is None]
    levels = dict(PlaceVersion.objects.filter(place_id__in=gone).values_list("place_id", "level"))
    if back:  # their rows are gone: what was made stood where the others still stand
        levels = {m.new: m.was["level"] for m in places if m.new in born and "level" in m.was}
    ended: dict[int, tuple[int, ...]] = {}
    for place in gone:
        level = levels.get(place, 4)
        ended[level] = (*ended.get(level, ()), place)
    tree, moved = territory.atlas(on), []
    for m in places:
        if m.new and m.new in tree and "parent" in m.was:
            path = [(tree.level(i), i) for i in tree.path(m.new)]
            moved.append((m.new, tree.level(m.new), path))
    bodies_gone = [m.new if back else m.old for m in rows if m.kind == "body"]
    return Way(ended, _grouped(moved), frozenset(b for b in bodies_gone if b))


def _grouped(moved: Iterable[tuple[int, int, list[tuple[int, int]]]]) -> tuple[Elsewhere, ...]:
    """Put the places that came to lie under the same ones together: one condition for each."""
    groups: dict[tuple[int, tuple[tuple[str, int | None], ...]], list[int]] = {}
    for place, level, path in moved:
        groups.setdefault((level, ways_above(level, path)), []).append(place)
    return tuple(Elsewhere(lv, tuple(ids), above) for (lv, above), ids in groups.items())


def affected(way: Way) -> QuerySet[Case]:
    """Return the open work that a way leads elsewhere, and what is over but still to be told."""
    if not way:
        return Case.objects.none()
    here = Q(pk__in=[])
    for level, places in way.ended.items():
        here |= Q(**{f"{LEVEL_COLUMNS.get(level, 'place_id')}__in": places})
    for some in way.elsewhere:
        at = Q(**{f"{LEVEL_COLUMNS.get(some.level, 'place_id')}__in": some.places})
        other = Q(pk__in=[])
        for name, place in some.above:
            column = f"{name}_id"
            other |= Q(**{f"{column}__isnull": place is not None})
            if place is not None:
                other |= ~Q(**{column: place})
        here |= at & other
    if way.bodies:
        part = Involvement.objects.filter(body_id__in=way.bodies, open=True).values("case_id")
        here |= Q(pk__in=part)
    told = Q(telling=True, open=False, teller_id__in=way.bodies)
    return Case.objects.filter((Q(open=True) & here) | told).order_by("id")


def homes_on(on: date) -> Homes:
    """Return the finder of homes on a day: successors, counterparts on the new path, desks."""
    found = bodies.directory()

    def place(place_id: int) -> Where | None:
        standing = territory.successor(place_id, on)
        if standing is None:
            return None
        v = territory.levels_of(standing, on)
        return (standing, v.prefecture_id, v.county_id, v.town_id, v.community_id, v.grid_id)

    def desk(place_id: int) -> int | None:
        line = bodies.desk_of(place_id, on)
        return line.id if line else None

    lines: dict[int, Line | None] = {}

    def standing(body_id: int) -> Line | None:
        if body_id not in lines:
            line = found.bodies.get(territory.successor_of_body(body_id, on))
            lines[body_id] = line if line and line.holds(on) else None
        return lines[body_id]

    def body(body_id: int, old: Where, new: Where) -> int | None:
        line = standing(body_id)
        if line is None or line.seat not in old or line.seat in new:
            return line.id if line else None
        before = tuple(i for i in old if i)
        after = territory.atlas(on).path(new[0] or 0)[::-1]
        here = {p: tuple(b for b in found.seated.get(p, ()) if b.holds(on)) for p in after}
        return counterpart(line, before, after, here)

    return Homes(place, body, desk, partial(_beside, found, on))


def _beside(found: Directory, on: date, body: int, place: int) -> int:
    """Return the body of the same kind and line seated at a place; itself where there is none."""
    line = found.bodies.get(body)
    here = [b for b in found.seated.get(place, ()) if b.holds(on)] if line else []
    alike = (b.id for b in here if line and (b.kind, b.line) == (line.kind, line.line))
    return next(alike, body)


def homes_back(reorganisation: int, on: date) -> Homes:
    """Return the finder of homes after a revocation: of what was one, the part on the path."""
    found, finder = bodies.directory(), homes_on(on)
    rows = Moved.objects.filter(reorganisation_id=reorganisation, kind="body", new__isnull=False)
    made = set(rows.values_list("new", flat=True))
    gone = Moved.objects.filter(reorganisation_id=reorganisation, kind="body", old__isnull=False)
    ids = [b for b in gone.order_by("id").values_list("old", flat=True) if b is not None]
    ended = [found.bodies[b] for b in ids if b in found.bodies]

    def body(body_id: int, old: Where, new: Where) -> int | None:
        if body_id not in made:
            return finder.body(body_id, old, new)
        line: Line | None = found.bodies.get(body_id)
        path = territory.atlas(on).path(new[0] or 0)
        alike = (
            b.id
            for b in ended
            if line and b.seat in path and (b.kind, b.line) == (line.kind, line.line)
        )
        return next(alike, None)

    return Homes(finder.place, body, finder.desk, finder.beside)
