"""The pages that read the tree's history: beside a list, on a day of the past."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.portal.opened import STREET, Opened, client_of

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
    assert "2019年10月31日" in told
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
