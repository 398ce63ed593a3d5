"""Pages of quotas: numbers for colleagues, names for who arranges, papers tried before written."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from linli.domain.bodies import actions
from linli.domain.bodies.actions.staffing import PaperWish, decide_quotas, sit_on_quota
from linli.domain.bodies.models import Post, QuotaPaper, QuotaSeat
from linli.domain.bodies.rules.staffing import QUOTAS
from linli.domain.bodies.states import QuotaAct, Role
from linli.foundation.exchange import queries as exchange
from linli.foundation.jobs import clock
from linli.kernel.access import SYSTEM
from tests.domain.bodies.city import Places, body, person, post
from tests.domain.bodies.test_cover_pages import TODAY, page, somebody, street

pytestmark = [pytest.mark.db, pytest.mark.django_db]
__all__ = ["street"]
COUNTY, STREET = "140403", "140403003"


@pytest.fixture
def paper(street: Places) -> QuotaPaper:
    office = body("office", street[STREET])
    table = exchange.read(f"单位,编制类型,增减\n{office.name},行政,3".encode(), QUOTAS)
    told = decide_quotas(
        by=SYSTEM,
        at=clock.now(),
        table=table,
        root=street[COUNTY],
        wish=PaperWish(QuotaAct.APPROVE, "示编〔2025〕9号", "示例区委编办", "示例方案", TODAY),
    )
    assert told.written
    sit_on_quota(by=SYSTEM, at=clock.now(), person=person("示例在编"), body=office)
    return QuotaPaper.objects.get()


@pytest.fixture
def desk(street: Places) -> Client:
    return somebody("示例甲", post("office", street[STREET], "subdistrict_desk"))


def administrator(street: Places, role: Role) -> Client:
    office = Post.objects.filter(body__seat=street["1404"]).order_by("id")[0].body
    held = actions.set_up_post(
        by=SYSTEM, at=clock.now(), body=office, role=role, title="示例管理员"
    )
    return somebody("示例管", held)


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_a_place_and_a_body_show_their_quotas_on_a_day(
    desk: Client, paper: QuotaPaper, street: Places, lang: str, django_assert_max_num_queries
) -> None:
    office = body("office", street[STREET])
    urls = (
        "/staffing/",
        f"/staffing/?place={street[COUNTY].pk}",
        f"/staffing/{office.pk}/",
        f"/staffing/papers/?place={street[COUNTY].pk}",
        f"/staffing/papers/{paper.pk}/",
    )
    for url in urls:
        page(desk, url, lang=lang)
        with django_assert_max_num_queries(12):
            text = page(desk, url, lang=lang)
        assert ("行政编制" if lang == "zh-hans" else "Administrative") in text or "papers" in url
    assert "示例在编" in page(desk, urls[0], lang=lang)  # on a quota, without a post
    before = page(desk, f"/staffing/?on={TODAY - timedelta(days=1)}", lang=lang)
    assert "示例在编" not in before
    assert desk.get("/staffing/export/").status_code == 200
    page(desk, "/staffing/?place=999999", 404)
    page(desk, "/staffing/papers/999999/", 404)


def test_names_are_for_who_arranges_there(paper: QuotaPaper, street: Places) -> None:
    office = body("office", street[STREET])
    stranger = somebody("示例丙", post("office", street["140403100"], "subdistrict_desk"))
    text = page(stranger, f"/staffing/{office.pk}/")
    assert "行政编制" in text
    assert "示例在编" not in text
    assert "示例在编" not in page(stranger, f"/staffing/?place={street[COUNTY].pk}")
    assert Client().get("/staffing/").status_code == 302
    assert f"/staffing/{office.pk}/" in page(stranger, f"/bodies/{office.pk}/")


def test_a_paper_is_tried_then_written(paper: QuotaPaper, desk: Client, street: Places) -> None:
    page(desk, "/staffing/papers/new/", 403)
    admin = administrator(street, Role.SYSTEM_ADMIN)
    url = f"/staffing/papers/new/?place={street[COUNTY].pk}"
    assert "明细表" in page(admin, url)
    template = admin.get(f"/staffing/papers/template/?place={street[COUNTY].pk}")
    assert b"".join(template.streaming_content)[:2] == b"PK"

    def send(lines: str, do: str, **more: str):
        file = SimpleUploadedFile("编制.csv", f"单位,编制类型,增减\n{lines}".encode())
        given = {
            "act": "move",
            "document": "示编〔2026〕1号",
            "decided_by": "示例区委编办",
            "basis": "示例方案",
            "on": TODAY,
            "do": do,
            "file": file,
        }
        return admin.post(url, given | more)

    office, town = body("office", street[STREET]).name, body("office", street["140403100"]).name
    good = f"{office},行政,-2\n{town},行政,2\n"
    tried = send(good, "check")
    assert tried.status_code == 200, tried.content.decode()
    assert "检查通过" in tried.content.decode()
    assert QuotaPaper.objects.count() == 1
    assert "已录入" in send(good, "import").content.decode()
    assert "已经录入" in send(good, "import").content.decode()
    refused = send(f"{office},行政,-2\n{town},行政,1\n", "import", document="示编〔2026〕2号")
    assert refused.status_code == 422
    assert "总数应当不变" in refused.content.decode()
    assert send(good, "import", act="approve").status_code == 422
    assert QuotaPaper.objects.count() == 2


def test_who_appoints_says_on_whose_quota_somebody_sits(
    paper: QuotaPaper, desk: Client, street: Places
) -> None:
    seat = QuotaSeat.objects.get()
    url = f"/staffing/seat/{seat.person_id}/"
    page(desk, url, 403)
    admin = administrator(street, Role.SECURITY_ADMIN)
    assert "示例在编" in page(admin, url)
    fire = body("fire", street[COUNTY])
    given = {"body": fire.name, "kind": "enforcement", "since": TODAY + timedelta(days=2)}
    assert admin.post(url, given).status_code == 302
    assert admin.post(url, given | {"body": "没有的单位"}).status_code == 422
    assert admin.post(url, given | {"since": TODAY, "body": ""}).status_code == 422
    assert QuotaSeat.objects.on(TODAY + timedelta(days=2)).get().body == fire


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_what_is_over_stands_among_the_changes(
    desk: Client, paper: QuotaPaper, street: Places, lang: str, django_assert_max_num_queries
) -> None:
    office, town = body("office", street[STREET]), body("office", street["140403100"])
    for number in range(3):
        who = person(f"示例超{number}")
        sit_on_quota(by=SYSTEM, at=clock.now(), person=who, body=office)
    sit_on_quota(by=SYSTEM, at=clock.now(), person=person("示例别处"), body=town)
    page(desk, "/changes/", lang=lang)
    with django_assert_max_num_queries(12):
        text = page(desk, "/changes/", lang=lang)
    said = "行政编制：在编4/核定3" if lang == "zh-hans" else "Administrative: 4 of 3 filled"
    assert said in text
    assert f"/staffing/{office.pk}/" in page(desk, "/changes/?part=over", lang=lang)
    assert f"/staffing/{town.pk}/" not in text
    sit_on_quota(by=SYSTEM, at=clock.now(), person=person("示例村"), body=office)
    assert said not in page(desk, "/changes/", lang=lang)
