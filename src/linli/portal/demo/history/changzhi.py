"""Changzhi: four districts in November 2018, 大峡谷镇 in March 2020."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from linli.domain.territory import queries as tree
from linli.domain.territory.rules.reorganising.parts import Part
from linli.portal.demo.history.instruments import instrument
from linli.portal.demo.history.laid import Enacted, day_before, enact, lay_down, there
from linli.portal.demo.history.telling import against, enacted, named_children, words

CITY = "1404"
HUGUAN = "140427"  # 壶关县, as the list before its own change has it
OLD_TOWN, NEW_TOWN = "140427206", "140427105"  # 桥上乡, 大峡谷镇
# Villages that the list of 2019 has in 桥上乡 already, and where the notice of 2020 says they were.
PUT_BACK = {
    "140427206215": "140427104",  # 紫团, in 树掌镇
    "140427206216": "140427104",  # 东脑
    "140427206217": "140427104",  # 庄则上
    "140427206218": "140427104",  # 东柏坡
    "140427206219": "140427104",  # 西柏坡
    "140427206220": "140427203",  # 下石坡, in 石坡乡
    "140427206221": "140427203",  # 马安驼
}
NAMES = ("changzhi-2018", "changzhi-2020")
OLD_WORDS = ("郊区", "长治县", "桥上乡", "韩店镇")
Step = Callable[[str], None]


def build(*, at: datetime, parts: Sequence[Part], step: Step) -> list[Enacted]:
    """Lay the city down as it was, and let both instruments change it."""
    if not there(CITY):
        step("2.0.0")
        lay_down(at=at, release="2.0.0", within=CITY, without=HUGUAN)
    if not there(HUGUAN):
        step("2.3.1")
        lay_down(at=at, release="2.3.1", within=HUGUAN, parents=PUT_BACK)
    done = []
    for name in NAMES:
        step(name)
        done.append(enact(at=at, said=instrument(name), parts=parts))
    return done


def tell(done: Sequence[Enacted]) -> dict[str, Any]:
    """Return what the history shows: each day beside the list nearest to it, and the old words."""
    districts, town = (one.row.effective for one in done)
    before, eve = day_before(districts), day_before(town)
    newest = date(2023, 6, 30)
    return {
        "instruments": enacted(done),
        "counties": {
            before.isoformat(): named_children(CITY, before),
            districts.isoformat(): named_children(CITY, districts),
        },
        "lists": [
            against("2.0.0", CITY, before),
            against("2.3.1", CITY, date(2019, 10, 31)),
            against("2.4.0", CITY, date(2020, 6, 30)),
            against("2.7.0", CITY, newest),
        ],
        "villages": {
            eve.isoformat(): named_children(OLD_TOWN, eve),
            town.isoformat(): named_children(NEW_TOWN, town),
        },
        "town": [
            against("2.3.1", HUGUAN, eve, rows=True),
            against("2.4.0", NEW_TOWN, town, rows=True),
            against("2.7.0", NEW_TOWN, newest, rows=True),
        ],
        "words": words(OLD_WORDS),
        "places": len(tree.atlas()),
    }
