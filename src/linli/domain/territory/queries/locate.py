"""From a point on the map to a place, as deep as outlines go; and outlines to draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from django.db import connection
from django.db.models import Max

from linli.domain.territory.models import Boundary, PlaceVersion
from linli.domain.territory.queries.kept import Kept
from linli.domain.territory.queries.places import PlaceName, named
from linli.domain.territory.states import Level
from linli.kernel.coordinates import from_gcj02, valid
from linli.kernel.errors import Invalid

EVER = date.max.toordinal()


@dataclass(frozen=True, slots=True)
class Location:
    """Where a point lies: the deepest place with an outline, and whether that is a grid.

    `exact` is False where outlines stop above the grid: the rest is chosen by hand or by address,
    and `note_key` names the sentence that says so.
    """

    place: PlaceName
    exact: bool

    @property
    def note_key(self) -> str:
        """The text key of what to tell the person who gave the point."""
        return "territory.located.exact" if self.exact else "territory.located.above"


@dataclass(frozen=True)
class Outlines:
    """Every outline of every day with a spatial index, aligned arrays; days as ordinals."""

    places: npt.NDArray[np.int64]
    levels: npt.NDArray[np.int8]
    begun: npt.NDArray[np.int32]
    ended: npt.NDArray[np.int32]
    tree: shapely.STRtree

    def __len__(self) -> int:
        return len(self.places)

    def deepest(self, lon: float, lat: float, on: date | None) -> int | None:
        """Return the place of the deepest outline that holds the point on a day."""
        found = self.tree.query(shapely.Point(lon, lat), predicate="intersects")
        day = on.toordinal() if on else EVER
        found = found[(self.begun[found] <= day) & (day <= self.ended[found])]
        if not len(found):
            return None
        best = found[np.lexsort((self.places[found], -self.levels[found]))[0]]
        return int(self.places[best])


def locate(
    lon: float, lat: float, *, gcj02: bool = False, on: date | None = None
) -> Location | None:
    """Return where a point lies, None where no outline holds it; Invalid if it is no point.

    `gcj02` says that the point comes from a phone map of that datum.
    """
    if not valid(lon, lat):
        raise Invalid("point_not_degrees", field="location")
    point = from_gcj02(lon, lat) if gcj02 else (lon, lat)
    place = _outlines.on(None).deepest(*point, on)
    if place is None:
        return None
    name = named([place], on).get(place)
    return Location(name, name.level >= Level.GRID) if name else None


def outlines_of(places: Sequence[int], on: date | None = None) -> dict[int, dict[str, Any]]:
    """Return the GeoJSON outlines of places that have one, by id, in one query."""
    rows = Boundary.objects.on(on).filter(place_id__in=list(places)).order_by()
    return dict(rows.values_list("place_id", "geojson"))


def _from_rows(_: date | None) -> Outlines:
    rows = Boundary.objects.order_by("pk")
    fields = ("place_id", "geojson", "valid_from", "valid_to")
    sql, params = rows.values_list(*fields).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        found = cursor.fetchall()
    named_ = PlaceVersion.objects.filter(place_id__in={row[0] for row in found}).order_by()
    levels = dict(named_.values_list("place_id", "level"))
    return Outlines(
        np.array([place for place, *_ in found], dtype=np.int64),
        np.array([levels[place] for place, *_ in found], dtype=np.int8),
        np.array([b.toordinal() if b else 0 for *_, b, _ in found], dtype=np.int32),
        np.array([e.toordinal() - 1 if e else EVER for *_, e in found], dtype=np.int32),
        shapely.STRtree(shapely.from_geojson([text for _, text, *_ in found])),
    )


def _newest() -> int | None:
    """Return what changes with every outline: they are only ever added, or replaced by new rows."""
    newest: int | None = Boundary.objects.aggregate(newest=Max("id"))["newest"]
    return newest


_outlines = Kept("outlines", _from_rows, None, most=1, state=_newest)
