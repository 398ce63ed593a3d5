"""Find 桥上乡: its name, its code and an old link lead to 大峡谷镇, with day and instrument."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache

from linli.config.wiring import PARTS
from linli.domain.territory import queries as territory
from linli.domain.territory.actions import reorganising
from linli.domain.territory.rules.reorganising.reading import read_instrument
from linli.foundation.jobs import clock
from linli.kernel.access import SYSTEM
from tests.domain.cases.pages.people import user_of
from tests.domain.cases.world import World, build
from tests.journeys.browsing import axe_faults
from tests.journeys.conftest import Open

pytestmark = pytest.mark.django_db(transaction=True)
DECIDED = {
    "title": "关于壶关县部分行政区划调整的批复（示例）",
    "document": "晋政函〔2019〕123号",
    "decided_by": "山西省人民政府",
    "effective": "2020-03-10",
}


def instrument(*changes: dict[str, Any], **more: str) -> None:
    said = read_instrument({**DECIDED, **more, "changes": list(changes)})
    row = reorganising.draft(by=SYSTEM, at=clock.now(), instrument=said)
    found = reorganising.check(by=SYSTEM, at=clock.now(), key=row.pk, parts=PARTS)
    assert found.is_clear, found.findings
    reorganising.enact(by=SYSTEM, at=clock.now(), key=row.pk, parts=PARTS)


@pytest.fixture
def world(transactional_db: None, settings: Any) -> World:
    settings.DEMO = True  # nobody enrols a second factor here
    cache.clear()
    territory.forget()
    made = build()
    # the small city's second street is the township of the story
    instrument(
        {"verb": "rename", "place": "140403007", "name": "桥上乡", "kind": "township"},
        document="示例〔2001〕1号",
        effective="2001-01-01",
    )
    town = {"code": "140403107", "name": "大峡谷镇", "kind": "town", "parent": "140403"}
    instrument({"verb": "merge", "from": ["140403007"], "to": town})
    return made


def test_an_old_name_a_code_and_a_link_find_what_came_after(open_page: Open, world: World) -> None:
    desk = open_page(size="desk", user=user_of(world, "county_desk"), axe=True)
    desk.go("/search/?q=桥上乡")
    desk.sees("自2020-03-10起为大峡谷镇（晋政函〔2019〕123号）")
    assert axe_faults(desk.page) == []
    resident = open_page(size="phone", axe=True)
    resident.go("/places/140403007/")
    resident.sees("大峡谷镇")
    resident.sees("晋政函〔2019〕123号")
    assert resident.fits
    assert axe_faults(resident.page) == []
