"""The demo is the same each time, and nobody in it is real."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from linli.portal.demo import names
from linli.portal.demo.plan import Story, stories, texts

ZONE = ZoneInfo("Asia/Shanghai")
UNTIL = datetime(2026, 11, 20, 2, tzinfo=UTC)
# Persons whom the five articles name.
NAMED = ("赵昀飞", "张志清", "王国清", "李晓华", "张爱斌")


def told(seed: int = 1) -> list[Story]:
    return list(stories(seed=seed, grids=range(100), near=[7], count=500, until=UNTIL, zone=ZONE))


def test_one_seed_tells_one_story() -> None:
    assert told() == told()
    assert told() != told(seed=2)


def test_stories_come_in_order_within_sixty_days() -> None:
    moments = [s.at for s in told()]
    assert all(a <= b for a, b in pairwise(moments))
    assert (UNTIL - moments[0]).days <= 60
    assert moments[-1] < UNTIL


def test_every_text_has_its_scene() -> None:
    scene = {"estate": "a", "building": "b", "road": "c", "spot": "d"}
    for text in texts():
        assert "{" not in text.text.format(**scene) + text.result.format(**scene)


def test_telephones_cannot_be_dialled() -> None:
    phones = {s.phone for s in told() if s.phone}
    assert phones
    assert all(re.fullmatch(r"100\d{8}", p) for p in phones)


def test_nobody_named_in_the_articles_appears() -> None:
    possible = {a + b + c for a in names.SURNAMES for b in names.FIRST for c in names.SECOND}
    possible |= {a + c for a in names.SURNAMES for c in names.SECOND}
    assert possible.isdisjoint(NAMED)
