"""Names, codes and paths of places."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection

from linli.domain.territory.models import Place, PlaceCode, PlaceVersion
from linli.domain.territory.queries.atlas import atlas
from linli.domain.territory.states import Kind, Level
from linli.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class PlaceName:
    """What a place is called; `name_en` is its pinyin."""

    id: int
    code: str
    name: str
    kind: Kind
    level: Level
    name_en: str = ""
    schematic: bool = False


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

FIELDS = ("place_id", "code", "name", "kind", "level", "pinyin", "schematic")


def name_from(row: tuple) -> PlaceName:
    """Make a PlaceName from a row of FIELDS."""
    place, code, name, kind, level, pinyin, schematic = row
    return PlaceName(place, code, name, Kind(kind), Level(level), english(pinyin, name), schematic)


def english(pinyin: str, name: str) -> str:
    """Return a place's name for English readers: its pinyin, or the name where it has none yet."""
    return pinyin.replace(" ", "").capitalize() if pinyin else name


def named(ids: Iterable[int], on: date | None = None) -> dict[int, PlaceName]:
    """Return names by id in one query; places that do not exist on the day are missing."""
    rows = PlaceVersion.objects.on(on).filter(place_id__in=list(ids)).order_by()
    return {row[0]: name_from(row) for row in rows.values_list(*FIELDS)}


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
    """Return the ids of the place's prefecture, county, town, community and grid."""
    tree = atlas(on)
    try:
        path = tree.path(place)
    except KeyError:
        raise NotFound("unknown_place", place=place) from None
    found = {_COLUMN.get(Level(tree.level(i))): i for i in path}
    return Levels(**{name: i for name, i in found.items() if name})


def by_code(code: str, on: date | None = None) -> Place:
    """Return the place that a code belongs to, an old code too.

    NotFound: `unknown_place_code` if no place ever had it, `ended_place_code` (with the day) if
    its place is no longer there on the day.
    """
    row = PlaceCode.objects.select_related("place").filter(code=code.strip()).first()
    if row is None:
        raise NotFound("unknown_place_code", field="place", place_code=code)
    versions = PlaceVersion.objects.filter(place=row.place)
    if not versions.on(on).exists():
        last = versions.order_by("-valid_to").first()
        raise NotFound(
            "ended_place_code",
            field="place",
            place_code=code,
            name=last.name if last else code,
            day=last.valid_to.isoformat() if last and last.valid_to else "",
        )
    return row.place


def places_with_predecessors(ids: Iterable[int]) -> frozenset[int]:
    """Return the places and all that were merged or split into them; today that is themselves."""
    return frozenset(ids)
