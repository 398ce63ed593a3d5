"""The tree in the database beside a published list."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from linli.domain.territory.models import Moved, PlaceCode, PlaceVersion
from linli.domain.territory.queries.atlas import atlas
from linli.domain.territory.queries.places import PlaceName, by_code, named
from linli.domain.territory.queries.releases import Release
from linli.domain.territory.rules.compare import Compared, Known, Ours, Turn, compare
from linli.domain.territory.rules.divisions import Division, read
from linli.domain.territory.states import Kind, Level, ReorganisationState, SubjectKind


@dataclass(frozen=True, slots=True)
class Comparison:
    """A part of the tree on a day beside a list."""

    place: PlaceName
    release: Release
    on: date | None
    found: Compared


def compare_with(release: Release, within: str, on: date | None = None) -> Comparison:
    """Compare what lies in a place, itself included, down to villages and communities; 7 queries.

    The list is asked by whichever of the place's codes it has. NotFound for a code nobody had or
    a place that is not there on the day.
    """
    root = by_code(within, on).pk
    theirs = _listed(release, root, within)
    tree = atlas(on)
    inside = tree.subtree(root)
    deep = tree.levels[tree.index(inside)] <= Level.COMMUNITY
    ours = _ours(inside[deep].tolist(), on)
    codes = _codes(theirs)
    turns = _turns({*codes.values(), *(o.place for o in ours)})
    known = Known(codes, turns, on, release.listed)
    return Comparison(named([root], on)[root], release, on, compare(ours, theirs, known))


def _listed(release: Release, root: int, within: str) -> list[Division]:
    """Return the list's entries in a place: the code asked for first, then its others."""
    held = PlaceCode.objects.filter(place=root).order_by("code").values_list("code", flat=True)
    for code in (within, *held):
        found = [d for d in _read(release, code) if d.code.startswith(code)]
        if found:
            return found
    return []


@lru_cache(maxsize=8)
def _read(release: Release, within: str) -> tuple[Division, ...]:
    return tuple(read(release.folder, within))


def _ours(places: list[int], on: date | None) -> list[Ours]:
    rows = PlaceVersion.objects.on(on).filter(place__in=places).order_by("code")
    fields = ("place_id", "code", "parent_id", "name", "kind", "level")
    return [
        Ours(place, code, parent, name, Kind(kind), Level(level))
        for place, code, parent, name, kind, level in rows.values_list(*fields)
    ]


def _codes(theirs: list[Division]) -> dict[str, int]:
    wanted = {d.code for d in theirs} | {d.parent for d in theirs}
    rows = PlaceCode.objects.filter(code__in=wanted).order_by()
    return dict(rows.values_list("code", "place_id"))


def _turns(places: set[int]) -> dict[int, list[Turn]]:
    """Return the dated rows of those places that have a history; the others need none."""
    dated = PlaceVersion.objects.filter(place__in=places).exclude(valid_from=None, valid_to=None)
    fields = ("place_id", "pk", "valid_from", "valid_to", "code", "name", "parent_id", "instrument")
    rows = list(dated.order_by("place_id", "id").values_list(*fields))
    ended = _ended_by([row[1] for row in rows])
    found: dict[int, list[Turn]] = defaultdict(list)
    for place, pk, since, until, code, name, parent, instrument in rows:
        turn = Turn(since, until, code, name, parent, instrument, ended.get(pk, ""))
        found[place].append(turn)
    return found


def _ended_by(versions: list[int]) -> dict[int, str]:
    """Return by which instrument rows came to an end, while it holds."""
    rows = Moved.objects.filter(kind=SubjectKind.PLACE, old__in=versions).exclude(
        reorganisation__state=ReorganisationState.REVOKED
    )
    told = rows.select_related("reorganisation").order_by("id")
    return {m.old: m.reorganisation.basis for m in told if m.old is not None}
