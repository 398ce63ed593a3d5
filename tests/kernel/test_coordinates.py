"""GCJ-02 and back."""

from math import cos, hypot, radians

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.coordinates import from_gcj02, in_china, to_gcj02, valid

# Well inside the box, so that a shifted point is still in it.
LON = st.floats(73, 136)
LAT = st.floats(2, 54)


def metres(a: tuple[float, float], b: tuple[float, float]) -> float:
    return hypot((a[0] - b[0]) * cos(radians(a[1])), a[1] - b[1]) * 111_320


@given(LON, LAT)
def test_there_and_back(lon: float, lat: float) -> None:
    assert metres(from_gcj02(*to_gcj02(lon, lat)), (lon, lat)) < 0.01
    assert metres(to_gcj02(*from_gcj02(lon, lat)), (lon, lat)) < 0.01


@given(LON, LAT)
def test_the_shift_is_some_hundred_metres(lon: float, lat: float) -> None:
    assert metres(to_gcj02(lon, lat), (lon, lat)) < 1500


@given(st.floats(-180, 180), st.floats(-90, 90))
def test_the_rest_of_the_world_stays(lon: float, lat: float) -> None:
    assert valid(lon, lat)
    if not in_china(lon, lat):
        assert to_gcj02(lon, lat) == from_gcj02(lon, lat) == (lon, lat)


@pytest.mark.parametrize(
    ("wgs", "gcj"),
    [
        ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
        ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
        ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
    ],
)
def test_known_points(wgs: tuple[float, float], gcj: tuple[float, float]) -> None:
    assert metres(to_gcj02(*wgs), gcj) < 0.01


@pytest.mark.parametrize("point", [(181.0, 0.0), (0.0, 91.0), (float("nan"), 0.0)])
def test_what_is_no_point(point: tuple[float, float]) -> None:
    assert not valid(*point)
