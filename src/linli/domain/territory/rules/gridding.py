"""Whether a drawn grid may stand: inside its parent, over no neighbour; and where it does not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any, NamedTuple

import numpy as np
import shapely
from shapely.geometry import Polygon, mapping, shape
from shapely.geometry.base import BaseGeometry

from linli.domain.territory.rules.outline import check_outline
from linli.kernel.errors import Invalid

NORTH = 110_574.0  # metres in a degree of latitude
EAST = 111_320.0  # metres in a degree of longitude on the equator
LOOSE = 1.0  # metres: narrower than this, an overlap is the hand that drew it
MOST_POINTS = 500
_NUMBER = r"-?\d{1,3}(?:\.\d{1,12})?"
_LINE = re.compile(rf"({_NUMBER})\s*[,，;；\s]\s*({_NUMBER})")


class Near(NamedTuple):
    """A place beside or around the one drawn: what it is called, its outline as GeoJSON."""

    place: int
    name: str
    outline: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with an outline: a code, whom it meets, how much (m²), where (degrees)."""

    code: str
    name: str = ""
    area: int = 0
    lon: float = 0.0
    lat: float = 0.0

    @property
    def params(self) -> dict[str, str | int]:
        """What the sentence says."""
        where = f"{self.lon:.5f}, {self.lat:.5f}"
        return {"name": self.name, "area": self.area, "where": where}


def read_points(text: str) -> dict[str, Any]:
    """Return the polygon of points typed one a line as longitude, latitude; raises Invalid."""
    points = []
    for number, line in enumerate(filter(None, map(str.strip, text.splitlines())), start=1):
        found = _LINE.fullmatch(line)
        if found is None:
            raise Invalid("outline_point_unreadable", field="points", line=number, text=line[:40])
        points.append((float(found[1]), float(found[2])))
    if len(points) > 1 and points[0] == points[-1]:
        points.pop()
    if len(set(points)) < 3:
        raise Invalid("outline_three_points", field="points")
    if len(points) > MOST_POINTS:
        raise Invalid("outline_too_many_points", field="points", most=MOST_POINTS)
    outline = dict(mapping(Polygon(points)))
    check_outline(outline)
    return outline


def write_points(outline: Mapping[str, Any]) -> str:
    """Return an outline's outer points one a line, as `read_points` reads them; "" for several."""
    geometry = shape(dict(outline))
    parts = shapely.get_parts(geometry)
    if len(parts) != 1:
        return ""
    return "\n".join(f"{x:.6f}, {y:.6f}" for x, y in parts[0].exterior.coords[:-1])


def judged(
    outline: Mapping[str, Any],
    *,
    inside: Near | None,
    beside: Iterable[Near],
    within: Sequence[Near] = (),
) -> list[Fault]:
    """Return what is wrong with a grid's outline; none is right.

    It lies `inside` its parent (or the nearest place above that has an outline), over none of those
    `beside` it, and around those `within` it. What is narrower than a metre is no fault.
    """
    drawn = _metric(shape(dict(outline)))
    faults = []
    if inside is not None:
        faults += _fault("grid_outside", inside.name, drawn.plane.difference(drawn.of(inside)))
    for near in beside:
        faults += _fault("grid_overlaps", near.name, drawn.plane.intersection(drawn.of(near)))
    for near in within:
        faults += _fault("grid_leaves_out", near.name, drawn.of(near).difference(drawn.plane))
    return [drawn.back(f) for f in faults]


@dataclass(frozen=True, slots=True)
class _Metric:
    """A geometry in metres around its own middle, and others laid on the same plane."""

    plane: BaseGeometry
    east: float

    def of(self, near: Near) -> BaseGeometry:
        return _scaled(shape(dict(near.outline)), self.east)

    def back(self, fault: Fault) -> Fault:
        return Fault(fault.code, fault.name, fault.area, fault.lon / self.east, fault.lat / NORTH)


def _metric(geometry: BaseGeometry) -> _Metric:
    south, north = geometry.bounds[1], geometry.bounds[3]
    east = EAST * cos(radians((south + north) / 2))
    return _Metric(_scaled(geometry, east), east)


def _scaled(geometry: BaseGeometry, east: float) -> BaseGeometry:
    return shapely.transform(geometry, lambda points: points * np.array([east, NORTH]))


def _fault(code: str, name: str, over: BaseGeometry) -> list[Fault]:
    if over.is_empty or over.buffer(-LOOSE / 2).is_empty:
        return []
    largest = max(shapely.get_parts(over), key=lambda part: part.area)
    spot = largest.representative_point()
    return [Fault(code, name, max(round(over.area), 1), spot.x, spot.y)]
