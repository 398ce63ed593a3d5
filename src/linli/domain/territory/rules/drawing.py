"""Drawing outlines: GeoJSON polygons as paths of one small picture, without a map server."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import cos, radians
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

WIDTH = 640.0
TALLEST = 640.0
MARGIN = 8.0
MOST = 200  # shapes in one picture


@dataclass(frozen=True, slots=True)
class Shape:
    """One place in a picture: its path and where its name may stand."""

    place: int
    path: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture of outlines in units of its own."""

    width: int
    height: int
    shapes: tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """From degrees to the units of a picture, north up: true at the middle latitude."""

    west: float
    north: float
    across: float  # units per degree of longitude
    along: float  # units per degree of latitude
    width: int
    height: int

    @classmethod
    def around(cls, geometries: Iterable[BaseGeometry]) -> Frame:
        """Return the frame that some geometries fill."""
        west, south, east, north = (float(b) for b in shapely.total_bounds(list(geometries)))
        narrow = cos(radians((south + north) / 2))
        scale = min(
            (WIDTH - 2 * MARGIN) / max((east - west) * narrow, 1e-9),
            (TALLEST - 2 * MARGIN) / max(north - south, 1e-9),
        )
        width = (east - west) * narrow * scale + 2 * MARGIN
        height = (north - south) * scale + 2 * MARGIN
        off = MARGIN / scale
        return cls(
            west - off / narrow, north + off, narrow * scale, scale, round(width), round(height)
        )

    def drawn(self, geometry: BaseGeometry) -> BaseGeometry:
        """Return a geometry in the picture's units."""
        return shapely.transform(geometry, self._points)

    def path(self, outline: Mapping[str, Any]) -> str:
        """Return the path of an outline (GeoJSON)."""
        return _path(self.drawn(shape(dict(outline))))

    def _points(self, points: np.ndarray) -> np.ndarray:
        x = (points[:, 0] - self.west) * self.across
        return np.column_stack([x, (self.north - points[:, 1]) * self.along])


def draw(outlines: Mapping[int, Mapping[str, Any]]) -> Drawing | None:
    """Return the picture of some outlines (degrees), north up; None for none or too many."""
    if not outlines or len(outlines) > MOST:
        return None
    geometries = {place: shape(dict(g)) for place, g in outlines.items()}
    frame = Frame.around(geometries.values())
    shapes = []
    for place, geometry in geometries.items():
        drawn = frame.drawn(geometry)
        inner = drawn.representative_point()
        shapes.append(Shape(place, _path(drawn), round(inner.x, 1), round(inner.y, 1)))
    return Drawing(frame.width, frame.height, tuple(shapes))


def _path(geometry: BaseGeometry) -> str:
    rings = []
    for part in shapely.get_parts(geometry):
        for ring in (part.exterior, *part.interiors):
            points = np.round(shapely.get_coordinates(ring)[:-1], 1).tolist()
            rings.append("M" + "L".join(f"{x:g} {y:g}" for x, y in points) + "Z")
    return "".join(rings)
