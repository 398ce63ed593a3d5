"""Xiangqiao's real history: six streets become two in May 2021, 300 open cases with them.

Needs the earlier lists that `make` installs.
"""

from __future__ import annotations

import io
import json
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command

from linli.config.access import staff
from linli.config.wiring import PARTS
from linli.domain.cases.models import Case
from linli.domain.measures import queries as measures
from linli.domain.measures.actions import folding
from linli.domain.measures.rules.tallies import spread
from linli.domain.measures.states import Name
from linli.domain.territory import queries as territory
from linli.portal.demo.history import xiangqiao

pytestmark = [pytest.mark.django_db, pytest.mark.db]

ZONE = ZoneInfo("Asia/Shanghai")
DAYS = ("2021-04-30", "2021-05-01")
COMMUNITY = "445102001001"  # 开元社区, as it was
OLD_STREETS = {
    "445102001 湘桥街道",
    "445102002 西湖街道",
    "445102003 金山街道",
    "445102004 太平街道",
    "445102005 南春街道",
    "445102006 西新街道",
}
# what the check says moves -> the table, and whether rows of it end, begin or change
ANNOUNCED = {
    "place_ends": ("place", "ended"),
    "place_begins": ("place", "begun"),
    "place_changes": ("place", "changed"),
    "body_ends": ("body", "ended"),
    "body_begins": ("body", "begun"),
    "superior": ("body", "changed"),
    "post": ("post", "ended"),
    "appointment": ("appointment", "ended"),
    "mandate": ("mandate", "ended"),
}


def resolved(place: str, on: str) -> str:
    out = io.StringIO()
    call_command("resolve", "--matter", "04/01", "--place", place, "--on", on, "--json", stdout=out)
    return json.loads(out.getvalue())["lead"]["name"]


def behind(on: date | None) -> dict[str, tuple[int, int]]:
    """What each street's year counts as filed, and how many cases open behind the number."""
    first, last = date(2021, 1, 1), date(2021, 12, 31)
    district = territory.by_code(xiangqiao.DISTRICT).pk
    found = measures.board(district, first, last, on=on)
    return {
        row.place.code: (
            row.figures.filed,
            len(
                measures.subjects_behind(
                    Name.FILED,
                    row.place.id,
                    first,
                    last,
                    limit=1_000,
                    on=on,
                    under=None if on else district,
                )
            ),
        )
        for row in found.rows
        if row.figures.filed
    }


@pytest.fixture(scope="module")
def told(rolled_back: Any) -> dict[str, Any]:
    """Build it once; what is read of it at dates is kept beside."""
    with rolled_back():
        built = xiangqiao.build(parts=PARTS, staff=staff, zone=ZONE, step=str)
        folding.add(spread(folding.sums("true", []), folding.path_of))
        found = xiangqiao.tell(built)
        found["resolved"] = {day: resolved(COMMUNITY, day) for day in DAYS}
        found["behind"] = {"as_it_was": behind(None), "today": behind(date(2021, 5, 1))}
        new = {territory.by_code(code).pk for code in xiangqiao.NEW}
        open_cases = Case.objects.filter(open=True, filed_at__date__lt="2021-05-01")
        found["towns"] = {t in new for t in open_cases.values_list("town_id", flat=True)}
    return found


def test_six_streets_become_two(told: dict[str, Any]) -> None:
    before, after = (set(told["streets"][day]) for day in DAYS)
    assert before - after == OLD_STREETS
    assert after - before == {"445102010 太平街道", "445102011 西新街道"}
    assert told["communities"] == {"445102010": 19, "445102011": 9}
    assert sum(told["communities"].values()) == 28


def test_the_tree_equals_the_lists_before_and_after(told: dict[str, Any]) -> None:
    before, ahead, taiping, xixin, later = told["lists"]
    assert (before["release"], before["equal"], before["open"]) == ("2.4.0", 193, 0)
    # beside the list of two years later the instrument explains all but three new communities
    counts = {word: ahead[word] for word in ("missing", "extra", "recoded", "moved", "open")}
    assert counts == {"missing": 2 + 3, "extra": 6, "recoded": 28, "moved": 28, "open": 3}
    for street, communities in ((taiping, 19), (xixin, 9)):
        assert street["release"] == "2.7.0"
        assert street["equal"] == 1 + communities
        assert street["open"] == 0
    named = [row["theirs"].split()[1] for row in later["differences"]]
    assert named == ["韩东社区", "凤北社区", "万华社区"]  # new elsewhere in the district by 2023
    assert (later["equal"], later["missing"], later["open"]) == (189, 3, 3)


def test_nothing_changed_but_what_the_check_announced(told: dict[str, Any]) -> None:
    announced = told["announced"]
    for kind, (table, way) in ANNOUNCED.items():
        assert told["rows"][table][way] == announced[kind], kind
    expected = {(table, way) for table, way in ANNOUNCED.values()}
    # what ended of these goes on at the successors, row for row or merged into fewer
    expected |= {("post", "begun"), ("appointment", "begun"), ("mandate", "begun")}
    for table, ways in told["rows"].items():
        for way, count in ways.items():
            assert way == "same" or (table, way) in expected or count == 0, (table, way)
    assert told["rows"]["appointment"]["begun"] == announced["appointment"]  # nobody lost a post


def test_three_hundred_open_cases_follow(told: dict[str, Any]) -> None:
    assert told["open"] == {"before": 300, "after": 300}
    assert told["towns"] == {True}  # the columns that scopes read
    (instrument,) = told["instruments"]
    moved = told["cases"]["changed"]
    assert moved == instrument["re_homed"] == told["announced"]["case"] == 300
    # what such an entry may change, and nothing else of a case
    may = {"town_id", "desk_id", "lead_id", "hand_id", "verifier_id", "seq", "changed_at"}
    assert set(told["cases"]["columns"]) <= may


def test_who_is_responsible_is_asked_on_either_day(told: dict[str, Any]) -> None:
    before, after = told["resolved"].values()
    assert before.startswith("湘桥街道")
    assert after.startswith("太平街道")


def test_the_year_reads_as_it_was_and_on_todays_map(told: dict[str, Any]) -> None:
    then, now = told["year"]["as_it_was"], told["year"]["today"]
    assert then["all"] == now["all"]
    assert then["all"]["filed"] > 300
    assert set(then["streets"]) == {*OLD_STREETS, "445102010 太平街道", "445102011 西新街道"}
    assert set(now["streets"]) == {"445102010 太平街道", "445102011 西新街道"}
    for way in (then, now):
        for figure in ("filed", "resolved", "open"):
            streets = sum(row[figure] for row in way["streets"].values())
            assert streets == way["all"][figure], figure
    open_then = {name: row["open"] for name, row in then["streets"].items() if row["open"]}
    assert set(open_then) == set(now["streets"])  # what is open lies in what stands


@pytest.mark.parametrize("way", ["as_it_was", "today"])
def test_each_of_its_numbers_opens(told: dict[str, Any], way: str) -> None:
    for code, (filed, cases) in told["behind"][way].items():
        assert cases == filed, code
