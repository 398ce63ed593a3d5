"""Coordinates: WGS-84 (CGCS2000 within a decimetre) and GCJ-02, the shifted one of phone maps.

The shift is the published one of Chinese map services: two sums of sines on the Krasovsky
ellipsoid. There is no closed inverse; iterating from the shifted point converges to under 1 mm.
"""

from __future__ import annotations

from math import cos, pi, sin, sqrt

Point = tuple[float, float]  # degrees: longitude, latitude

_AXIS = 6378245.0
_FLAT = 0.00669342162296594323
_CLOSE = 1e-9  # degrees, about 0.1 mm


def in_china(lon: float, lat: float) -> bool:
    """Tell whether the services shift a point: a box around the country, not its border."""
    return 72.004 <= lon <= 137.8347 and 0.8293 <= lat <= 55.8271


def valid(lon: float, lat: float) -> bool:
    """Tell whether two numbers are a longitude and a latitude in degrees."""
    return -180 <= lon <= 180 and -90 <= lat <= 90


def to_gcj02(lon: float, lat: float) -> Point:
    """Return a WGS-84 point as GCJ-02 maps show it; outside China it stays."""
    if not in_china(lon, lat):
        return lon, lat
    east, north = _shift(lon, lat)
    return lon + east, lat + north


def from_gcj02(lon: float, lat: float) -> Point:
    """Return the WGS-84 point that GCJ-02 maps show here; outside China it stays."""
    if not in_china(lon, lat):
        return lon, lat
    guess = lon, lat
    for _ in range(12):
        shown = to_gcj02(*guess)
        off = lon - shown[0], lat - shown[1]
        guess = guess[0] + off[0], guess[1] + off[1]
        if max(map(abs, off)) < _CLOSE:
            break
    return guess


def _shift(lon: float, lat: float) -> Point:
    """Return the shift at a WGS-84 point in degrees east and north."""
    x, y = lon - 105.0, lat - 35.0
    wave = (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + wave
    north += (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    north += (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + wave
    east += (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    east += (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
    radians = lat / 180.0 * pi
    magic = 1.0 - _FLAT * sin(radians) ** 2
    meridian = _AXIS * (1.0 - _FLAT) / (magic * sqrt(magic))
    parallel = _AXIS / sqrt(magic) * cos(radians)
    return east * 180.0 / (parallel * pi), north * 180.0 / (meridian * pi)
