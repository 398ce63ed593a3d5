"""Names, codes and paths of places."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import F

from linli.domain.territory.models import Place, PlaceCode, PlaceVersion
from linli.domain.territory.queries.atlas import atlas
from linli.domain.territory.queries.kept import Kept
from linli.domain.territory.queries.succession import path_to, successor
from linli.domain.territory.rules.english import english, stem
from linli.domain.territory.states import Kind, Level
from linli.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class PlaceName:
    """What a place is called; `name_en` is made by rule."""

    id: int
    code: str
    name: str
    kind: Kind
    level: Level
    name_en: str = ""
    schematic: bool = False

    @property
    def on_map(self) -> PlaceName:
        """The same place under the shorter name that a map has room for."""
        return replace(self, name_en=stem(self.name_en))


@dataclass(frozen=True, slots=True)
class Levels:
    """The ids that a row carries so that a scope is a column: None where a level is missing."""

    prefecture_id: int | None = None
    county_id: int | None = None
    town_id: int | None = None
    community_id: int | None = None
    grid_id: int | None = None


_COLUMN = {
    Level.PREFECTURE: "prefecture_id",
    Level.COUNTY: "county_id",
    Level.TOWN: "town_id",
    Level.COMMUNITY: "community_id",
    Level.GRID: "grid_id",
}

NAMES = 50_000  # names kept in memory for one state of the tree
FIELDS = ("place_id", "code", "name", "kind", "level", "pinyin", "schematic")


def name_from(row: tuple[Any, ...]) -> PlaceName:
    """Make a PlaceName from a row of FIELDS."""
    place, code, name, kind, level, pinyin, schematic = row
    return PlaceName(place, code, name, Kind(kind), Level(level), english(name, pinyin), schematic)


def named(ids: Iterable[int], on: date | None = None) -> dict[int, PlaceName]:
    """Return names by id, one query for those not asked for since the tree changed.

    Places that do not exist on the day are missing.
    """
    wanted, held = set(ids), _names.on(on)
    found = {i: held[i] for i in wanted if i in held}
    if missing := wanted - found.keys():
        rows = PlaceVersion.objects.on(on).filter(place_id__in=missing).order_by()
        read = {row[0]: name_from(row) for row in rows.values_list(*FIELDS)}
        if len(held) + len(read) > NAMES:
            held.clear()
        held |= read
        found |= read
    return found


def path_of(place: int, on: date | None = None) -> list[PlaceName]:
    """Return the names from the country to the place; NotFound if it is not there on the day."""
    try:
        ids = atlas(on).path(place)
    except KeyError:
        raise NotFound("unknown_place", place=place) from None
    names = named(ids, on)
    return [names[i] for i in ids if i in names]


def path_ids(place: int, on: date | None = None) -> frozenset[int]:
    """Return the ids of a place and all above it in one query, without the Atlas.

    For the moment of a change, when the Atlas would be built for one question.
    """
    held = "valid_to IS NULL" if on is None else "daterange(valid_from, valid_to) @> %(on)s::date"
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE up(id) AS (SELECT %(id)s::bigint UNION "  # noqa: S608 - own text
            "SELECT v.parent_id FROM up JOIN territory_placeversion v ON v.place_id = up.id "
            f"WHERE v.parent_id IS NOT NULL AND {held}) SELECT id FROM up",
            {"id": place, "on": on},
        )
        return frozenset(i for (i,) in cursor.fetchall())


def levels_of(place: int, on: date | None = None) -> Levels:
    """Return the ids of the prefecture, county, town, community and grid of a place.

    Of one that ended, those of what stands for it.
    """
    tree = atlas(on)
    try:
        path = path_to(place, on)
    except KeyError:
        raise NotFound("unknown_place", place=place) from None
    found = {_COLUMN.get(Level(tree.level(i))): i for i in path}
    return Levels(**{name: i for name, i in found.items() if name})


def by_code(code: str, on: date | None = None) -> Place:
    """Return the place that a code belongs to, an old code too, or what stands for it on the day.

    NotFound: `unknown_place_code` if no place ever had it, `ended_place_code` (with the day) if
    its place is no longer there on the day and left no successor.
    """
    code = "".join(c for c in code if c.isprintable()).strip()[:40]
    row = PlaceCode.objects.select_related("place").filter(code=code).first()
    if row is None:
        raise NotFound("unknown_place_code", field="place", place_code=code)
    versions = PlaceVersion.objects.filter(place=row.place)
    if not versions.on(on).exists():
        heir = successor(row.place_id, on)
        if heir is not None and heir != row.place_id:
            return Place.objects.get(pk=heir)
        last = versions.order_by("-valid_to").first()
        raise NotFound(
            "ended_place_code",
            field="place",
            place_code=code,
            name=last.name if last else code,
            day=last.valid_to.isoformat() if last and last.valid_to else "",
        )
    return row.place


def history(place: int) -> list[dict[str, str]]:
    """Return what a place was called, earliest first: code, name, kind, from, to, instrument."""
    rows = PlaceVersion.objects.filter(place=place).order_by(F("valid_from").asc(nulls_first=True))
    return [
        {
            "code": r.code,
            "name": r.name,
            "official": r.official,
            "kind": r.kind,
            "valid_from": r.valid_from.isoformat() if r.valid_from else "",
            "valid_to": r.valid_to.isoformat() if r.valid_to else "",
            "source": r.source,
            "instrument": r.instrument,
        }
        for r in rows
    ]


def _none(on: date | None) -> dict[int, PlaceName]:
    return {}


_names = Kept("called", _none, None, most=3)
