"""Powers move: a draft from Excel, the dry run, in force; who is responsible answers anew."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.core.cache import cache

from linli.domain.mandates.models import PowerInstrument
from linli.domain.mandates.states import InstrumentKind, ListKind
from linli.domain.territory import queries as territory
from linli.foundation.ui.text import say
from tests.domain.bodies.city import Places, build
from tests.domain.mandates.powers import administrator, bureau, catalogue, enact, listed, said
from tests.journeys.browsing import axe_faults
from tests.journeys.conftest import Open

pytestmark = pytest.mark.django_db(transaction=True)
CODES = ("50/01/01", "50/01/02")
HEAD = ("编号", "事项名称", "目录代码", "法律依据", "承接单位", "原实施部门", "承接方式")


@pytest.fixture
def places(transactional_db: None, settings: Any) -> Places:
    settings.DEMO = True  # nobody enrols a second factor here
    cache.clear()
    territory.forget()
    found = build()
    bureau("示例市自然资源局", found["1404"])
    bureau("示例区自然资源局", found["140403"])
    catalogue(4)
    law = [said(n, f"C{n}", c, "示例市自然资源局") for n, c in enumerate(CODES, 2)]
    enact(listed(found["1404"], ListKind.DUTIES), InstrumentKind.STATUTE, date(2019, 1, 1), law)
    listed(found["140403"])
    return found


def sheet(path: Path, lead: str) -> Path:
    """Write the table of two items as an office would send it."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    page = book.add_worksheet()
    page.write_row(0, 0, HEAD)
    for n, (code, way) in enumerate(zip(CODES, ("下放", "委托"), strict=True), 1):
        row = (f"D{n}", f"示例事项{n}", code, "示例条例第十条", lead, "示例市自然资源局", way)
        page.write_row(n, 0, row)
    book.close()
    path.write_bytes(file.getvalue())
    return path


def who(places: Places, code: str, on: str) -> str:
    return f"/who/?matter={code}&place={places['140403003001'].pk}&on={on}"


def test_powers_move_on_a_day(open_page: Open, places: Places, tmp_path: Path) -> None:
    walk = open_page(size="desk", user=administrator(places["1404"]), axe=True)
    power_list = listed(places["140403"])
    for lead in ("示例区自然资源局（误）", "示例区自然资源局"):  # first with a fault, then right
        walk.go(f"/who/lists/{power_list.pk}/draft/")
        walk.fill(say("mandates.powers.title"), "示例市政府下放事权（示例）")
        walk.fill(say("mandates.powers.number"), "示例〔2021〕29号")
        walk.fill(say("mandates.powers.decided_by"), "示例市人民政府")
        walk.page.get_by_label(say("mandates.powers.kind")).select_option("delegate")
        walk.fill(say("mandates.powers.effective_on"), "2021-11-29")
        walk.page.locator("#id_file").set_input_files(sheet(tmp_path / "p.xlsx", lead))
        walk.press(say("mandates.powers.draft_now"))
        if lead.endswith("（误）"):
            walk.sees(say("mandates.powers.faulty", count=2))
            walk.sees("第 2 行")
    walk.sees(say("mandates.powers.whole"))  # the dry run: what would change
    walk.sees("示例事项2")
    assert axe_faults(walk.page) == []
    walk.go(who(places, CODES[0], "2021-11-29"))
    walk.sees("示例市自然资源局")  # nothing has changed yet
    paper = PowerInstrument.objects.get(number="示例〔2021〕29号")
    walk.go(f"/who/instruments/{paper.pk}/")
    walk.press(say("mandates.move.check"))
    walk.press(say("mandates.move.enact"))
    walk.sees(say("mandates.paper.state.enacted"))

    resident = open_page(size="phone")
    for code, on, lead, own in (
        (CODES[0], "2021-11-28", "示例市自然资源局", "自己的名义"),
        (CODES[0], "2021-11-29", "示例区自然资源局", "自己的名义"),
        (CODES[1], "2021-11-29", "示例区自然资源局", "示例市自然资源局"),
    ):
        resident.go(who(places, code, on))
        answer = resident.page.locator("#answer").inner_text()
        assert lead in answer
        assert own in answer
        assert resident.fits
    resident.go(f"/who/lists/{power_list.pk}/days/?since=2021-11-28&until=2021-11-29")
    resident.sees("示例事项1")
    resident.sees(say("mandates.how.added"))
    assert resident.fits
    resident.go(f"/who/lists/{power_list.pk}/items/D2/?on=2022-01-01")
    resident.sees("示例市政府下放事权（示例）")
    assert resident.fits
