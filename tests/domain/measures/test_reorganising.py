"""An instrument of a day gone by: what was counted since stands where the changed map has it."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import suppress
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from tests.domain.cases.test_reorganising import MERGER, drafted, enacted, re_home
from tests.domain.cases.world import AT, World, build
from tests.foundation.journal.test_reading import settle

from linli.config.wiring import PARTS
from linli.domain.measures.actions import folding
from linli.domain.measures.models import Tally
from linli.domain.measures.queries import rows_behind
from linli.domain.measures.states import Name
from linli.domain.territory import queries as territory
from linli.domain.territory.actions import reorganising
from linli.kernel.access import SYSTEM

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db]
DAY = AT.date() - timedelta(days=3)
PAST: dict[str, Any] = MERGER | {"effective": DAY.isoformat()}
PLACES = ("140403006", "140403007001", "140403006001001", "140404")


@pytest.fixture
def world(transactional_db: None) -> World:
    """Five days of cases at four places, counted."""
    territory.forget()
    world = build()
    for n in range(6):
        for place in PLACES:
            world.file("01", place, at=AT - timedelta(days=n))
    count()
    return world


def count() -> None:
    settle()
    folding.fold()


def differences() -> dict[str, int]:
    """Return how many tallies differ from the entries, by engine, as the command tells."""
    out = StringIO()
    with suppress(CommandError):
        call_command("verify_measures", "--json", stdout=out)
    found: dict[str, int] = json.loads(out.getvalue())["differences"]
    return found


def filed(place: int, since: date = date(2020, 1, 1)) -> int:
    rows = Tally.objects.filter(place_id=place, grain="d", measure=Name.FILED, day__gte=since)
    return sum(rows.values_list("total", flat=True))


def kept() -> Counter:
    rows = Tally.objects.exclude(total=0).order_by()
    return Counter(rows.values_list("place_id", "grain", "day", "measure", "total"))


def test_what_was_counted_since_the_day_follows_and_comes_back(world: World) -> None:
    assert differences() == {"postgresql": 0, "duckdb": 0}
    old = world.places["140403006"]
    _, found = drafted(PAST)
    told = [f for f in found.findings if f.code == "figures_follow"]
    assert len(told) == 1
    assert told[0].params["day"] == DAY.isoformat()
    assert told[0].params["count"] >= 4 * 3  # filed on four of the six days, at three places
    enacted(PAST)
    new = territory.by_code("140403010", DAY).pk
    assert filed(new) == filed(new, DAY) == 4 * 3
    assert filed(old, DAY) == 0
    assert filed(old) == 2 * 2  # the days before stay where they were counted
    assert filed(world.places["140403"]) == 6 * 3
    assert differences() == {"postgresql": 0, "duckdb": 0}
    assert rows_behind(Name.FILED, new, DAY, AT.date()).count() == 4 * 3
    re_home()
    world.file("01", "140403007")
    count()
    assert filed(new) == 4 * 3 + 1
    assert differences() == {"postgresql": 0, "duckdb": 0}


def test_a_revocation_counts_back(world: World) -> None:
    before = kept()
    row = enacted(PAST)
    assert kept() != before
    reorganising.revoke(by=SYSTEM, at=AT, key=row.pk, reason="名称有误", parts=PARTS)
    assert kept() == before
    assert differences() == {"postgresql": 0, "duckdb": 0}


def test_nothing_is_said_of_figures_where_the_day_is_to_come(world: World) -> None:
    _, found = drafted(MERGER | {"effective": (AT.date() + timedelta(days=2)).isoformat()})
    assert all(f.code != "figures_follow" for f in found.findings)
