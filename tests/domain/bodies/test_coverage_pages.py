"""Pages of coverage: a rate never without its numbers, what is not covered as a file."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook

from linli.domain.bodies.actions import coverage as attaching
from linli.domain.bodies.models import Coverage, CoverageRule
from linli.foundation.jobs import clock
from linli.kernel.access import SYSTEM
from tests.domain.bodies.city import AT, TODAY, Places
from tests.domain.bodies.test_coverage import COMMUNITY, STREET, branch_of, firm
from tests.domain.bodies.test_lines_pages import LANGUAGES, page, somebody

pytestmark = [pytest.mark.db, pytest.mark.django_db]


@pytest.fixture
def today(city: Places, settings) -> Places:
    settings.CLOCK_SHIFT = (AT - clock.now()).total_seconds()
    return city


@LANGUAGES
def test_both_shares_stand_with_their_numbers_and_definition(
    today: Places, lang: str, django_assert_max_num_queries
) -> None:
    desk = somebody("示例坐席", "office", STREET, "subdistrict_desk", today)
    url = f"/bodies/coverage/?place={today[STREET].pk}"
    nothing = "没有可覆盖的对象" if lang == "zh-hans" else "Nothing to cover"
    text = page(desk, url, lang=lang)
    assert nothing in text
    assert "0.0%" not in text
    one, two = firm("示例企业甲", today), firm("示例企业乙", today)
    attaching.attach(by=SYSTEM, at=AT, branch=branch_of(today), unit=one)
    page(desk, url)
    with django_assert_max_num_queries(12):
        text = page(desk, url, lang=lang)
    assert ("1 / 2（50.0%）" if lang == "zh-hans" else "1 of 2 (50.0%)") in text
    assert f"/bodies/{two.pk}/" in text
    rule = CoverageRule.objects.get(of="firms")
    assert (rule.words if lang == "zh-hans" else rule.words_en) in text
    assert nothing in page(desk, f"{url}&on=2026-03-01", lang=lang)  # nobody was there that day
    answer = desk.get(f"/bodies/coverage/export/?place={today[STREET].pk}")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.getvalue())).get_sheet_by_index(0)
    cells = [cell for row in sheet.to_python() for cell in row]
    assert "示例企业乙" in cells
    assert "示例企业甲" not in cells
    assert rule.words in cells
    for junk in ("of=x", "place=99", "place=x", "on=x"):
        assert desk.get(f"/bodies/coverage/?{junk}").status_code in (404, 422)
    assert Client().get(url).status_code == 302


@LANGUAGES
def test_a_branch_is_attached_on_its_page(
    today: Places, lang: str, django_assert_max_num_queries
) -> None:
    admin = somebody("示例管", "command", "1404", "system_admin", today)
    branch, unit = branch_of(today), firm("示例企业甲", today)
    url = f"/bodies/{branch.pk}/coverage/"
    page(admin, url, lang=lang)
    given = {"target": "没有的", "instructor": "", "since": TODAY, "basis": ""}
    assert admin.post(url, given).status_code == 422
    assert admin.post(url, given | {"target": "第一网格"}).status_code == 302
    assert admin.post(url, given | {"target": unit.name}).status_code == 302
    with django_assert_max_num_queries(12):
        page(admin, url, lang=lang)
    for subject in (branch, unit):
        page(admin, f"/bodies/{subject.pk}/")
        with django_assert_max_num_queries(12):
            page(admin, f"/bodies/{subject.pk}/", lang=lang)
    assert unit.name in page(Client(), f"/bodies/{branch.pk}/", lang=lang)
    desk = somebody("示例坐席", "office", STREET, "subdistrict_desk", today)
    assert desk.post(url, given | {"target": unit.name}).status_code == 403
    row = Coverage.objects.get(unit=unit)
    assert desk.post(f"/bodies/coverage/{row.pk}/end/").status_code == 403
    assert admin.post(f"/bodies/coverage/{row.pk}/end/").status_code == 302
    page(admin, f"/bodies/{unit.pk}/coverage/", 404)  # a firm covers nothing


@LANGUAGES
def test_a_table_and_a_definition_on_pages(today: Places, lang: str) -> None:
    admin = somebody("示例管", "command", "1404", "system_admin", today)
    firm("示例企业甲", today)
    url = f"/bodies/coverage/import/?place={today[STREET].pk}"
    page(admin, url, lang=lang)
    line = f"示例企业甲,{branch_of(today).name}"
    for text, status in ((line, 200), ("没有的,没有的", 422)):
        data = f"覆盖对象,党组织\n{text}".encode()
        file = SimpleUploadedFile("c.csv", data)
        answer = admin.post(url, {"file": file, "do": "import"}, headers={"Accept-Language": lang})
        assert answer.status_code == status
    assert admin.post(url, {"do": "import"}).status_code == 422
    assert Coverage.objects.count() == 1
    assert admin.get("/bodies/coverage/template/").status_code == 200
    rules = "/bodies/coverage/rules/"
    page(admin, rules, lang=lang)
    said = {"of": "firms", "kinds": ["company"], "words": "示例口径", "since": TODAY, "basis": "示"}
    assert admin.post(rules, said | {"kinds": ["company", "grid"]}).status_code == 422
    assert admin.post(rules, said).status_code == 302
    assert "示例口径" in page(admin, rules, lang=lang)
    own = f"{rules}?place={today[STREET].pk}"
    assert own in page(admin, f"/bodies/coverage/?place={today[STREET].pk}", lang=lang)
    assert admin.post(own, said | {"words": "示例街道口径"}).status_code == 302
    assert "示例街道口径" in page(admin, own, lang=lang)
    assert "示例街道口径" not in page(admin, rules, lang=lang)
    text = page(admin, f"/bodies/coverage/?place={today[STREET].pk}", lang=lang)
    assert "示例街道口径" in text
    desk = somebody("示例坐席", "office", STREET, "subdistrict_desk", today)
    assert desk.post(rules, said).status_code == 403
    assert desk.post(own, said).status_code == 403
    page(desk, url, 403)
    assert COMMUNITY
