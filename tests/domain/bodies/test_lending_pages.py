"""The register of lendings on pages: asked by a desk, approved by who appoints, seen by both."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from linli.config.jobs import staffing as jobs_staffing
from linli.domain.bodies.models import Lending
from linli.domain.bodies.states import Role
from linli.foundation.jobs import clock
from linli.foundation.notices.models import Notice
from linli.kernel.access import SYSTEM
from tests.domain.bodies.city import Places, body, post
from tests.domain.bodies.test_cover_pages import TODAY, page, somebody, street
from tests.domain.bodies.test_quota_pages import administrator

pytestmark = [pytest.mark.db, pytest.mark.django_db]
__all__ = ["street"]
COUNTY, STREET = "140403", "140403003"


@pytest.fixture
def desk(street: Places) -> Client:
    return somebody("示例甲", post("office", street[STREET], "subdistrict_desk"))


@pytest.fixture
def leader(street: Places) -> Client:
    return somebody("示例乙", post("office", street[STREET], "leader_in_charge"))


def ask(client: Client, street: Places, **more: object) -> int:
    given = {
        "person": "示例乙",
        "home": body("office", street[STREET]).name,
        "destination": body("fire", street[COUNTY]).name,
        "kind": "seconded",
        "first": TODAY,
        "last": TODAY + timedelta(days=20),
        "document": "示组借〔2026〕1号",
    }
    return client.post("/staffing/lent/new/", given | more).status_code


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_asked_approved_seen_and_ended(
    desk: Client, leader: Client, street: Places, lang: str, django_assert_max_num_queries
) -> None:
    page(desk, "/staffing/lent/", lang=lang)
    page(leader, "/staffing/lent/new/", 403, lang=lang)
    page(desk, "/staffing/lent/new/", lang=lang)
    assert ask(desk, street) == 302
    row = Lending.objects.get()
    url = f"/staffing/lent/{row.pk}/"
    assert desk.post(f"{url}approve/").status_code == 403
    admin = administrator(street, Role.SECURITY_ADMIN)
    assert ("同意" if lang == "zh-hans" else "Approve") in page(admin, url, lang=lang)
    assert admin.post(f"{url}approve/").status_code == 302
    assert admin.post(f"{url}refuse/").status_code == 409
    assert admin.post(f"{url}other/").status_code == 404
    for client in (desk, leader):
        page(client, "/staffing/lent/?state=running&kind=seconded", lang=lang)
        with django_assert_max_num_queries(12):
            text = page(client, "/staffing/lent/?state=running&kind=seconded", lang=lang)
        assert "示例乙" in text
        assert "示例乙" in page(client, url, lang=lang)
        assert client.get("/staffing/lent/export/").status_code == 200
    assert "示例乙" not in page(desk, "/staffing/lent/?kind=graduate", lang=lang)
    assert "示例乙" not in page(desk, f"/staffing/lent/?on={TODAY + timedelta(days=21)}", lang=lang)
    stranger = somebody("示例丙", post("office", street["140403100"], "subdistrict_desk"))
    page(stranger, url, 404)
    assert "示例乙" not in page(stranger, "/staffing/lent/", lang=lang)
    assert desk.post(f"{url}end/").status_code == 302
    page(desk, url, 404)


def test_faults_stand_at_their_fields(desk: Client, leader: Client, street: Places) -> None:
    for more in (
        {"person": "没有的人"},
        {"home": "没有的单位"},
        {"last": TODAY - timedelta(days=1)},
        {"last": TODAY + timedelta(days=300)},
        {"document": ""},
    ):
        assert ask(desk, street, **more) == 422
    assert not Lending.objects.exists()


def test_a_reminder_leads_to_the_register(desk: Client, leader: Client, street: Places) -> None:
    assert ask(desk, street) == 302
    admin = administrator(street, Role.SECURITY_ADMIN)
    admin.post(f"/staffing/lent/{Lending.objects.get().pk}/approve/")
    assert jobs_staffing.warn_of_returns(by=SYSTEM, at=clock.now(), days=30) == 1
    assert "借调或派驻到" in page(leader, "/inbox/")
    mine = Notice.objects.get(inbox="person", inbox_id=leader.person.pk)
    answer = leader.post(f"/inbox/{mine.pk}/read/", follow=True)
    assert "示例乙" in answer.content.decode()
