"""Changzhi's real history: four districts in 2018, 大峡谷镇 in 2020, beside four lists.

Needs the earlier lists that `make` installs.
"""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from linli.config.wiring import PARTS
from linli.foundation.jobs import clock
from linli.portal.demo.history import changzhi

pytestmark = [pytest.mark.django_db, pytest.mark.db]

THIRTEEN = [
    *("桥上", "盘底", "王家庄", "沙滩", "桥后沟", "丁家岩"),
    *("大河", "杨家池", "东川底", "南岭", "前脑", "后脑", "洪底"),
]
OF_SHUZHANG = ["东柏坡", "西柏坡", "东脑", "紫团", "庄则上"]
OF_SHIPO = ["下石坡", "马安驼"]


def tree(code: str, on: str) -> dict[str, Any]:
    out = io.StringIO()
    call_command("tree", "--place", code, "--on", on, "--json", stdout=out)
    return json.loads(out.getvalue())


@pytest.fixture(scope="module")
def told(rolled_back: Any) -> dict[str, Any]:
    """Build it once; what is read of it at dates, by commands and on pages, is kept beside."""
    with rolled_back():
        done = changzhi.build(at=clock.now(), parts=PARTS, step=str)
        again = changzhi.build(at=clock.now(), parts=PARTS, step=str)
        assert [d.row.pk for d in again] == [d.row.pk for d in done]  # built once, however often
        found = changzhi.tell(done)
        client = Client()
        found["trees"] = {
            (code, on): tree(code, on)
            for code, on in (
                ("140403", "2018-11-22"),
                ("140402", "2018-11-22"),
                ("140402", "2018-11-23"),
                ("140421", "2019-01-01"),
                ("140427206", "2020-03-09"),
                ("140427206", "2020-03-10"),
                ("140427104", "2020-03-09"),
                ("140427203", "2020-03-09"),
            )
            if (code, on) != ("140403", "2018-11-22")
        }
        found["pages"] = {
            on: client.get(f"/places/1404/?on={on}").content.decode()
            for on in ("2018-11-22", "2018-11-23")
        }
        found["search"] = {
            word: client.get("/places/pick/", {"q": word}).content.decode()
            for word in changzhi.OLD_WORDS
        }
    return found


def names(rows: list[dict[str, Any]]) -> set[str]:
    return {row["name"].removesuffix("村") for row in rows}


def test_the_instruments_say_where_they_come_from(told: dict[str, Any]) -> None:
    districts, town = told["instruments"]
    assert (districts["effective"], districts["document"]) == ("2018-11-23", None)
    assert "文号报道中没有，不详" in districts["source"]
    assert (town["effective"], town["document"]) == ("2020-03-10", "晋政函〔2019〕123号")


def test_four_districts_stand_where_five_places_stood(told: dict[str, Any]) -> None:
    before, after = told["counties"].values()
    gone = {"140402 城区", "140411 郊区", "140421 长治县", "140424 屯留县", "140481 潞城市"}
    new = {"140403 潞州区", "140404 上党区", "140405 屯留区", "140406 潞城区"}
    assert set(before) - set(after) == gone
    assert set(after) - set(before) == new
    assert (len(before), len(after)) == (13, 12)


def test_each_day_has_its_tree_by_command_and_page(told: dict[str, Any]) -> None:
    trees = told["trees"]
    assert trees["140402", "2018-11-22"]["place"]["name"] == "城区"
    urban = trees["140402", "2018-11-23"]  # an old code finds its successor
    assert urban["place"]["name"] == "潞州区"
    assert len([c for c in urban["children"] if c["kind"] != "zone"]) == 10 + 8
    assert trees["140421", "2019-01-01"]["place"]["code"] == "140404"
    before, after = told["pages"].values()
    assert "长治县" in before
    assert "上党区" not in before
    assert "上党区" in after
    assert "显示 2018年11月22日" in before


def test_every_town_of_the_five_is_where_the_next_list_has_it(told: dict[str, Any]) -> None:
    """What is left between the lists of 2016 and 2019 is told, none of it hidden."""
    by_release = {row["release"]: row for row in told["lists"]}
    assert by_release["2.0.0"]["moved"] == 7  # only in 壶关县, laid down from the later list
    found = by_release["2.3.1"]
    assert found["equal"] == 3576
    assert found["open"] == 227
    assert found["missing"] + found["extra"] + found["renamed"] > 0


def test_the_town_was_made_of_thirteen_five_and_two(told: dict[str, Any]) -> None:
    trees = told["trees"]
    assert names(trees["140427206", "2020-03-09"]["children"]) == set(THIRTEEN)
    assert set(OF_SHUZHANG) <= names(trees["140427104", "2020-03-09"]["children"])
    assert set(OF_SHIPO) <= names(trees["140427203", "2020-03-09"]["children"])
    made = trees["140427206", "2020-03-10"]
    assert (made["place"]["code"], made["place"]["name"]) == ("140427105", "大峡谷镇")
    assert names(made["children"]) == {*THIRTEEN, *OF_SHUZHANG, *OF_SHIPO}
    assert len(made["children"]) == 20


def test_where_the_list_of_2019_ran_ahead_is_reported(told: dict[str, Any]) -> None:
    eve = told["town"][0]
    assert (eve["release"], eve["on"], eve["moved"]) == ("2.3.1", "2020-03-09", 7)
    assert eve["open"] == 7  # not explained by an instrument
    for row in eve["differences"]:
        assert row["theirs"].startswith("桥上乡 ")
        assert row["ours"].startswith(("树掌镇 ", "石坡乡 "))


def test_the_tree_equals_the_list_of_2020(told: dict[str, Any]) -> None:
    now = told["town"][1]
    assert (now["release"], now["equal"], now["differences"]) == ("2.4.0", 1 + 20, [])


def test_what_became_of_it_by_2023_is_not_explained_and_not_hidden(told: dict[str, Any]) -> None:
    later = told["town"][2]
    assert later["release"] == "2.7.0"
    listed = later["equal"] - 1 + later["renamed"] + later["missing"]
    assert listed == 27  # villages that the list of 2023 has there
    assert (later["equal"], later["renamed"], later["missing"], later["extra"]) == (12, 4, 12, 5)
    assert later["open"] == 4 + 12 + 5
    assert all(row["open"] and not row["instruments"] for row in later["differences"])


@pytest.mark.parametrize(
    ("word", "name", "since"),
    [
        ("郊区", "潞州区", "2018-11-23"),
        ("长治县", "上党区", "2018-11-23"),
        ("桥上乡", "大峡谷镇", "2020-03-10"),
        ("韩店镇", "韩店街道", "2020-03-10"),
    ],
)
def test_old_words_find_the_place(told: dict[str, Any], word: str, name: str, since: str) -> None:
    found = told["words"][word]
    assert (found["name"], found["why"], found["since"]) == (name, "former", since)
    assert name in told["search"][word]
