"""Drawing outlines: GeoJSON polygons as paths of one small picture, without a map server."""

from __future__ import annotations

from collections.abc import Mapping
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


def draw(outlines: Mapping[int, Mapping[str, Any]]) -> Drawing | None:
    """Return the picture of some outlines (degrees), north up; None for none or too many."""
    if not outlines or len(outlines) > MOST:
        return None
    geometries = {place: shape(dict(g)) for place, g in outlines.items()}
    bounds = shapely.total_bounds(list(geometries.values()))
    west, south, east, north = (float(b) for b in bounds)
    narrow = cos(radians((south + north) / 2))
    scale = min(
        (WIDTH - 2 * MARGIN) / max((east - west) * narrow, 1e-9),
        (TALLEST - 2 * MARGIN) / max(north - south, 1e-9),
    )

    def place_points(points: np.ndarray) -> np.ndarray:
        x = (points[:, 0] - west) * narrow * scale + MARGIN
        return np.column_stack([x, (north - points[:, 1]) * scale + MARGIN])

    shapes = []
    for place, geometry in geometries.items():
        drawn = shapely.transform(geometry, place_points)
        inner = drawn.representative_point()
        shapes.append(Shape(place, _path(drawn), round(inner.x, 1), round(inner.y, 1)))
    width = (east - west) * narrow * scale + 2 * MARGIN
    return Drawing(round(width), round((north - south) * scale + 2 * MARGIN), tuple(shapes))


def _path(geometry: BaseGeometry) -> str:
    rings = []
    for part in shapely.get_parts(geometry):
        for ring in (part.exterior, *part.interiors):
            points = np.round(shapely.get_coordinates(ring)[:-1], 1).tolist()
            rings.append("M" + "L".join(f"{x:g} {y:g}" for x, y in points) + "Z")
    return "".join(rings)
