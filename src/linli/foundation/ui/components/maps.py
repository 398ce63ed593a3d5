"""A map of regions by five steps of one hue, drawn on the server, with its list beside it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import cos, radians
from typing import Any

from django.template import Library
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from linli.foundation.ui.components.figures import shown

register = Library()

STEPS = 5
WIDTH = 480
DETAIL = 0.004  # degrees (some 400 m): finer bends of an outline are not drawn

Ring = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Region:
    """One region: its name, its figure (None: not known), its outline as GeoJSON, where it leads.

    Outlines are polygons in degrees (WGS-84 or CGCS2000).
    """

    label: str
    value: float | None
    outline: Mapping[str, Any]
    href: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One region as drawn: its path, the step of its colour (0: none), its figure in words."""

    region: Region
    path: str
    step: int
    value: str


@register.inclusion_tag("ui/components/region_map.html")
def region_map(*, regions: Iterable[Region], label: str, unit: str = "") -> dict[str, Any]:
    """Regions coloured by their figures, the legend's numbers, and the list in the same order."""
    listed = sorted(regions, key=lambda r: (r.value is None, -(r.value or 0), r.label))
    breaks = _breaks([r.value for r in listed if r.value is not None])
    rings = [_rings(json.dumps(r.outline)) for r in listed]
    frame = _Frame.around(rings)
    drawn = [
        Drawn(r, frame.path(own), _step(r.value, breaks), shown(r.value))
        for r, own in zip(listed, rings, strict=True)
    ]
    return {
        "drawn": drawn,
        "legend": [
            (_colour(n, breaks), shown(low), shown(high))
            for n, (low, high) in enumerate(pairwise(breaks), 1)
        ],
        "unknown": any(d.step == 0 for d in drawn),
        "width": WIDTH,
        "height": frame.height,
        "label": label,
        "unit": unit,
    }


def _breaks(values: Sequence[float]) -> list[float]:
    """Return the bounds of at most five steps with about as many regions in each."""
    if not values:
        return []
    ordered = sorted(values)
    last = len(ordered) - 1
    bounds = [ordered[round(last * n / STEPS)] for n in range(STEPS + 1)]
    distinct = sorted(set(bounds))
    return distinct if len(distinct) > 1 else [distinct[0], distinct[0]]


def _step(value: float | None, breaks: Sequence[float]) -> int:
    if value is None:
        return 0
    steps = enumerate(breaks[1:], 1)
    return _colour(next(n for n, high in steps if value <= high), breaks)


def _colour(step: int, breaks: Sequence[float]) -> int:
    """Return the colour of a step: fewer than five steps take the darker ones."""
    return step + STEPS - (len(breaks) - 1)


@lru_cache(maxsize=512)
def _rings(outline: str) -> tuple[Ring, ...]:
    """Return an outline's outer rings, simplified."""
    geometry = shape(json.loads(outline)).simplify(DETAIL)
    return tuple(tuple((x, y) for x, y, *_ in part.exterior.coords) for part in _polygons(geometry))


def _polygons(geometry: BaseGeometry) -> list[Any]:
    parts = getattr(geometry, "geoms", [geometry])
    return [p for p in parts if p.geom_type == "Polygon" and not p.is_empty]


@dataclass(frozen=True, slots=True)
class _Frame:
    """Degrees to the units of the drawing: a plain projection, true at the middle latitude."""

    west: float
    north: float
    across: float  # units per degree of longitude
    along: float  # units per degree of latitude
    height: int

    @classmethod
    def around(cls, rings: Iterable[Iterable[Ring]]) -> _Frame:
        points = [p for own in rings for ring in own for p in ring]
        if not points:
            return cls(0, 0, 1, 1, 1)
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        wide = (max(xs) - min(xs)) or 1e-6
        across = WIDTH / wide
        along = across / cos(radians((max(ys) + min(ys)) / 2))
        return cls(min(xs), max(ys), across, along, round((max(ys) - min(ys)) * along) or 1)

    def path(self, rings: Iterable[Ring]) -> str:
        return "".join(
            "M"
            + "L".join(
                f"{(x - self.west) * self.across:.1f} {(self.north - y) * self.along:.1f}"
                for x, y in ring
            )
            + "Z"
            for ring in rings
        )
