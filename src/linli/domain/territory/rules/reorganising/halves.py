"""A split answered by a drawn boundary or by a list, as far as they answer it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from linli.domain.territory.rules.outline import check_outline
from linli.foundation.exchange.rules.columns import Column, Spec
from linli.foundation.exchange.rules.columns import Kind as Cell
from linli.kernel.errors import Invalid

CLEAR = 0.95  # of an outline on one side: less is asked by hand

LIST = Spec(
    (
        Column(
            "what", ("区域代码或诉求编号", "Place code or case number"), Cell.CODE, required=True
        ),
        Column("part", ("划入代码", "Part code"), Cell.CODE, required=True, most=32),
    ),
    name="halves",
    most_rows=20_000,
    example={"what": "140403006001", "part": "140403010"},
)


def drawn(data: Any) -> BaseGeometry:
    """Return the polygon of a GeoJSON text (a geometry, or one feature); raises Invalid."""
    if isinstance(data, Mapping) and data.get("type") == "FeatureCollection":
        some = data.get("features")
        data = some[0] if isinstance(some, Sequence) and len(some) == 1 else None
    if isinstance(data, Mapping) and data.get("type") == "Feature":
        data = data.get("geometry")
    if not isinstance(data, Mapping):
        raise Invalid("outline_unreadable", field="file")
    check_outline(data)
    return shape(dict(data))


def is_inside(outline: Mapping[str, Any], half: BaseGeometry) -> bool | None:
    """Tell whether an outline lies in the half that was drawn; None where it lies in both."""
    geometry = shape(dict(outline))
    share = geometry.intersection(half).area / geometry.area if geometry.area else 0.0
    return True if share >= CLEAR else False if share <= 1 - CLEAR else None


def check_meets(half: BaseGeometry, outlines: Sequence[Mapping[str, Any]]) -> None:
    """Raise Invalid where a half was drawn beside all the outlines of what is split, if any."""
    if outlines and not any(shape(dict(o)).intersection(half).area for o in outlines):
        raise Invalid("half_elsewhere", field="outline")


def holds(half: BaseGeometry, point: tuple[float, float]) -> bool:
    """Tell whether a point (longitude, latitude) lies in the half that was drawn."""
    return bool(half.intersects(shapely.Point(*point)))


def united(outlines: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return one outline of several, lines between them gone."""
    made = shapely.unary_union([shape(dict(o)) for o in outlines])
    return dict(shapely.geometry.mapping(made))


def other_of(part: str, parts: Sequence[str]) -> str:
    """Return the other of two parts; nothing where there are more."""
    rest = [p for p in parts if p != part]
    return rest[0] if len(rest) == 1 else ""
