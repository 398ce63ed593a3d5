"""What an outline must be before it may decide where something lies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shapely import GEOSException
from shapely.geometry import shape

from linli.kernel.errors import Invalid


def check_outline(geojson: Mapping[str, Any]) -> None:
    """Refuse what is not a valid closed polygon in degrees of longitude and latitude."""
    try:
        geometry = shape(dict(geojson))
    except (GEOSException, AttributeError, KeyError, TypeError, ValueError):
        raise Invalid("outline_unreadable", field="geojson") from None
    if geometry.geom_type not in {"Polygon", "MultiPolygon"} or geometry.is_empty:
        raise Invalid("outline_not_polygon", field="geojson")
    west, south, east, north = geometry.bounds
    if not (west >= -180 and east <= 180 and south >= -90 and north <= 90):
        raise Invalid("outline_not_degrees", field="geojson")
    if not geometry.is_valid:
        raise Invalid("outline_crosses_itself", field="geojson")
