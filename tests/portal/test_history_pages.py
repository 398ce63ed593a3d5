"""The pages that read the tree's history: beside a list, on a day of the past."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.domain.cases.test_reorganising import MERGER
from tests.domain.cases.world import build
from tests.portal.opened import STREET, Opened, client_of

from linli.config.wiring import PARTS
from linli.domain.measures.actions import folding
from linli.domain.measures.rules.tallies import spread
from linli.domain.people.models import Person
from linli.domain.territory.actions import reorganising
from linli.domain.territory.rules.reorganising.reading import read_instrument
from linli.foundation.jobs import clock
from linli.kernel.access import SYSTEM

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def test_a_list_is_compared_on_a_page(opened: Opened) -> None:
    client = client_of("chengshili")
    asked = client.get("/places/compare/")
    assert f'value="{STREET}"' in asked.content.decode()  # the reader's own place
    query = {"release": "2.3.1", "within": STREET, "on": "2026-01-01"}
    client.get("/places/compare/", query)
    with CaptureQueriesContext(
        connection,
    ) as asks:
        told = client.get("/places/compare/", query).content.decode()
    assert len(asks) <= 12
    assert "没有文件说明" in told
    assert "2019-10-31" in told
    only = client.get("/places/compare/", query | {"word": "missing"}).content.decode()
    assert "清单有、这里没有" in only
    wrong = client.get("/places/compare/", query | {"within": "99"})
    assert wrong.status_code == 200
    assert "99" in wrong.content.decode()
    assert "没有代码为" in wrong.content.decode()


def test_others_do_not_see_it(opened: Opened) -> None:
    assert client_of("guoshili").get("/places/compare/").status_code == 403


def test_it_is_reached_from_the_changes_of_the_map(opened: Opened) -> None:
    client = client_of("chengshili")
    instrument = read_instrument(
        {
            "title": "示例改名",
            "decided_by": "示例",
            "effective": "2026-01-01",
            "changes": [{"verb": "rename", "place": STREET, "name": "示例街道"}],
        }
    )
    reorganising.draft(by=SYSTEM, at=clock.now(), instrument=instrument)
    page = client.get("/map/changes/").content.decode()
    assert "示例改名" in page
    assert "/places/compare/" in page
    assert "/map/changes/" in client.get("/places/compare/").content.decode()


@pytest.fixture
def merged(db: None) -> Client:
    """Two streets were merged yesterday: four cases were filed before, one since."""
    world, now = build(), clock.now()
    yesterday = timezone.localdate(now) - timedelta(days=1)
    for n in range(4):
        world.file("01", at=now - timedelta(days=3, hours=n))
    row = reorganising.draft(
        by=SYSTEM,
        at=now,
        instrument=read_instrument({**MERGER, "effective": yesterday.isoformat()}),
    )
    assert reorganising.check(by=SYSTEM, at=now, key=row.pk, parts=PARTS).is_clear
    reorganising.enact(by=SYSTEM, at=now, key=row.pk, parts=PARTS)
    reorganising.re_home(at=now, on=timezone.localdate(now), parts=PARTS)
    world.file("01", at=clock.now())
    folding.add(spread(folding.sums("true", []), folding.path_of))
    user = get_user_model().objects.create_user("desk")
    Person.objects.filter(pk=world.persons["county_desk"]).update(user=user)
    client = Client()
    client.force_login(user)
    return client


def rows(page: Any) -> dict[str, tuple[int, int]]:
    shown = page.context["rows"]
    return {r["name"]: (r["filed"][0], r["open"][0]) for r in shown if r["filed"][0]}


def test_a_report_reads_as_it_was_and_on_todays_map(merged: Client) -> None:
    page = merged.get("/board/?days=7")
    then = rows(page)
    assert sorted(then.values()) == [(1, 5), (4, 0)]  # what is open lies where it is now
    (old,) = (name for name in then if then[name] == (4, 0))
    assert "前）" in old
    now = merged.get("/board/?days=7&map=today")
    assert rows(now) == {"丙街道": (5, 5)}
    assert [s["value"] for s in now.context["stats"]][:2] == [5, 5]
    assert [s["value"] for s in page.context["stats"]][:2] == [5, 5]
    for shown in (page, now):
        for row in shown.context["rows"]:
            for number, href in (row["filed"], row["open"]):
                behind = merged.get(href)
                assert len(behind.context["rows"]) + behind.context["hidden"] == number, href
    with CaptureQueriesContext(connection) as asks:
        merged.get("/board/?days=7&map=today")
    assert len(asks) <= 12


def test_the_board_of_a_place_that_ended_is_still_read(merged: Client) -> None:
    page = merged.get("/board/?days=7")
    old = next(r for r in page.context["rows"] if r["filed"][0] == 4)
    told = merged.get(old["href"])
    assert told.status_code == 200
    assert MERGER["document"] in told.content.decode()
    on_today = merged.get(old["href"] + "&map=today")
    assert on_today.context["name"] == "丙街道"


def test_a_report_of_another_day_says_so_and_keeps_it(merged: Client) -> None:
    page = merged.get("/board/?on=2021-01-31").content.decode()
    assert "显示 2021年1月31日" in page
    assert "on=2021-01-31" in page
    assert merged.get("/board/?on=nonsense").status_code == 422
