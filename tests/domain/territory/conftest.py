"""A small tree: country, province, city, county, two towns, a village and two communities."""

from datetime import UTC, datetime

import pytest

from linli.domain.territory.actions import create_place
from linli.domain.territory.models import Place
from linli.domain.territory.states import Kind
from linli.kernel.access import SYSTEM

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)

TREE = (
    ("86", None, Kind.COUNTRY, "中国"),
    ("14", "86", Kind.PROVINCE, "山西省"),
    ("1404", "14", Kind.PREFECTURE, "长治市"),
    ("140403", "1404", Kind.COUNTY, "潞州区"),
    ("140403006", "140403", Kind.SUBDISTRICT, "太行东街街道"),
    ("140403100", "140403", Kind.TOWN, "老顶山镇"),
    ("140403006001", "140403006", Kind.COMMUNITY, "演武社区"),
    ("140403006002", "140403006", Kind.COMMUNITY, "东街社区"),
    ("140403100201", "140403100", Kind.VILLAGE, "东脑村"),
)


@pytest.fixture
def places(db: None) -> dict[str, Place]:
    """Return the places of the small tree by code."""
    made: dict[str, Place] = {}
    for code, parent, kind, name in TREE:
        above = made[parent] if parent else None
        made[code] = create_place(by=SYSTEM, at=AT, kind=kind, name=name, parent=above, code=code)
    return made
