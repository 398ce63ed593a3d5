"""Pages and commands of lists of powers: what anyone may read, what an office may move."""

from __future__ import annotations

import io
import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.domain.mandates.models import PowerInstrument, PowerList, PowerTerm
from linli.domain.mandates.states import InstrumentKind, ListKind
from linli.domain.territory.actions.tree import mark_tree
from linli.domain.territory.models import PlaceVersion
from tests.domain.bodies.city import AT, Places, build
from tests.domain.mandates.powers import administrator, bureau, catalogue, enact, end, listed, said
from tests.domain.mandates.test_pages import page

pytestmark = pytest.mark.django_db
DAY, BACK = date(2021, 11, 29), date(2023, 6, 1)
CODES = ("50/01/01", "50/01/02")


@pytest.fixture
def two(db: None) -> Places:
    """Two towns with a list each; one item was taken back since."""
    places = build()
    for code, lead in (("140403003", "街道队示例"), ("140403100", "镇队示例")):
        bureau(lead, places[code])
        bureau(f"{lead}助手", places[code])
    bureau("区局示例", places["140403"])
    catalogue(6)
    for code, lead in (("140403003", "街道队示例"), ("140403100", "镇队示例")):
        here = listed(places[code])
        helped = said(
            2, "S-1", CODES[0], lead, helpers=((f"{lead}助手", "维持秩序"),), steps="立案；决定"
        )
        source = {"source": "区局示例", "mode": "entrust"}
        enact(
            here, InstrumentKind.DELEGATE, DAY, [helped, said(3, "S-2", CODES[1], lead, **source)]
        )
    enact(listed(places["140403003"]), InstrumentKind.TAKE_BACK, BACK, [end(2, "S-2")])
    return places


@pytest.fixture
def here(two: Places) -> PowerList:
    return listed(two["140403003"])


def test_anyone_reads_a_list_on_a_day(client: Client, here: PowerList) -> None:
    assert "赋权清单" in page(client, "/who/lists/")
    text = page(client, f"/who/lists/{here.pk}/?on=2022-01-01")
    for word in ("街道队示例", "S-2", "以区局示例的名义", "示例条例第十条", "收回", "已生效"):
        assert word in text
    assert "S-2" not in page(client, f"/who/lists/{here.pk}/?on=2023-06-01")
    assert "没有这样的事项" in page(client, f"/who/lists/{here.pk}/?q=没有这个")
    page(client, "/who/lists/7/", 404)
    page(client, f"/who/lists/{here.pk}/?on=2022-02-30", 422)


def test_an_item_tells_its_steps_helpers_and_history(client: Client, here: PowerList) -> None:
    text = page(client, f"/who/lists/{here.pk}/items/S-1/")
    for word in ("街道队示例助手", "维持秩序", "立案", "决定", "示例〔2021〕1129号"):
        assert word in text
    asked = page(client, f"/who/?matter={CODES[0]}&place={here.place_id}")
    assert f'href="/who/lists/{here.pk}/items/S-1/"' in asked  # the answer leads to the list
    gone = page(client, f"/who/lists/{here.pk}/items/S-2/")
    assert "这一天它不在清单里" in gone
    assert "移出清单" in gone
    page(client, f"/who/lists/{here.pk}/items/S-9/", 404)


def test_two_days_and_two_towns_compared(client: Client, two: Places, here: PowerList) -> None:
    text = page(client, f"/who/lists/{here.pk}/days/?since=2022-01-01&until=2024-01-01")
    assert "没有了" in text
    assert "S-1" not in text
    one, other = two["140403003"].pk, two["140403100"].pk
    asked = f"/who/lists/places/?kind=granted&one={one}&other={other}&on=2024-01-01"
    text = page(client, asked)
    assert "只有老顶山镇有" in text
    assert "没有不同" in page(client, asked.replace("2024", "2022"))
    page(client, asked.replace("granted", "basic"), 404)
    file = client.get(asked + "&xlsx=1")
    assert b"".join(file.streaming_content).startswith(b"PK")  # type: ignore[attr-defined]


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_each_page_stands_in_both_languages_and_costs_at_most_twelve_queries(
    client: Client, two: Places, here: PowerList, lang: str
) -> None:
    one, other = two["140403003"].pk, two["140403100"].pk
    paper = PowerInstrument.objects.order_by("id")[0]
    for url in (
        "/who/lists/",
        f"/who/lists/{here.pk}/",
        f"/who/lists/{here.pk}/items/S-1/",
        f"/who/lists/{here.pk}/days/?since=2022-01-01",
        f"/who/lists/places/?kind=granted&one={one}&other={other}&on=2024-01-01",
        "/who/lists/places/",
        f"/who/instruments/{paper.pk}/",
        f"/who/?matter={CODES[0]}&place={one}",
    ):
        page(client, url, lang=lang)
        with CaptureQueriesContext(connection) as told:
            page(client, url, lang=lang)
        assert len(told) <= 12, url


def sheet(rows: list[list[str]]) -> bytes:
    head = ["编号", "事项名称", "目录代码", "依据", "主责单位", "原实施部门", "承接方式"]
    return "\n".join(",".join(r) for r in [head, *rows]).encode()


def sent(client: Client, pk: int, rows: list[list[str]], **more: str) -> object:
    given = {
        "title": "示例文件",
        "number": "示例〔2024〕1号",
        "decided_by": "示例区人民政府",
        "kind": "delegate",
        "effective_on": "2024-03-01",
        "source": "",
        **more,
    }
    file = SimpleUploadedFile("powers.csv", sheet(rows))
    return client.post(f"/who/lists/{pk}/draft/", {**given, "file": file})


@pytest.fixture
def office(client: Client, two: Places) -> Client:
    """Someone who manages mandates of the city."""
    client.force_login(administrator(two["1404"]))
    return client


def test_an_office_drafts_tries_enacts_and_revokes(office: Client, here: PowerList) -> None:
    rows = [["S-2", "示例事项", CODES[1], "示例条例", "街道队示例", "", ""]]
    answer = sent(office, here.pk, rows)
    assert answer.status_code == 302  # type: ignore[attr-defined]
    paper = PowerInstrument.objects.get(number="示例〔2024〕1号")
    address = f"/who/instruments/{paper.pk}/"
    tried = page(office, address)
    for word in ("核对无误，生效后会这样改变", "天以前", "权责新立 1 条"):
        assert word in tried
    office.post(address + "move/", {"do": "check"})
    assert "生效" in page(office, address)
    office.post(address + "move/", {"do": "enact"})
    assert PowerTerm.objects.on(date(2024, 3, 1)).filter(item__code="S-2").count() == 2
    assert "撤销这份文件" in page(office, address)
    sent(office, here.pk, rows)  # the same again
    assert PowerInstrument.objects.filter(number="示例〔2024〕1号").count() == 1
    office.post(address + "move/", {"do": "revoke"})
    assert "已撤销" in page(office, address)
    assert PowerTerm.objects.on(date(2024, 3, 1)).filter(item__code="S-2").count() == 1


def test_what_is_wrong_stands_with_row_and_column(office: Client, here: PowerList) -> None:
    sent(office, here.pk, [["S-9", "示例", CODES[1], "", "没有的局", "", ""]])
    text = page(office, f"/who/instruments/{PowerInstrument.objects.latest('id').pk}/")
    assert "第 2 行" in text
    assert "没有叫“没有的局”的单位" in text
    assert "没有写依据" in text
    answer = sent(office, here.pk, [["S-9", "示例", CODES[1], "示例", "街道队示例", "", "乱写"]])
    assert answer.status_code == 422  # type: ignore[attr-defined]
    office.post(f"/who/instruments/{PowerInstrument.objects.latest('id').pk}/move/", {"do": "no"})


def test_who_may_not_move_sees_no_draft(client: Client, office: Client, here: PowerList) -> None:
    sent(office, here.pk, [["S-9", "示例", CODES[1], "示例", "街道队示例", "", ""]])
    paper = PowerInstrument.objects.latest("id")
    stranger = Client()
    assert stranger.get(f"/who/instruments/{paper.pk}/").status_code == 404
    assert stranger.get(f"/who/lists/{here.pk}/draft/").status_code == 302
    assert "示例〔2024〕1号" not in stranger.get(f"/who/lists/{here.pk}/").content.decode()


def test_a_list_is_opened_once(office: Client, two: Places) -> None:
    given = {"kind": "village", "name": "村小微权力清单（示例）", "name_en": ""}
    for _ in range(2):
        office.post(f"/who/lists/open/?place={two['140403'].pk}", given)
    assert PowerList.objects.filter(kind=ListKind.VILLAGE).count() == 1
    assert "模板" in page(office, f"/who/lists/{PowerList.objects.latest('id').pk}/draft/")
    assert office.get("/who/lists/template/").content.startswith(b"PK")


def test_the_commands(two: Places, tmp_path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "p.csv"
    file.write_bytes(
        sheet([["S-2", "示例", CODES[1], "示例条例", "街道队示例", "区局示例", "委托"]])
    )
    asked = [
        *("powers", str(file), "--place", "140403003", "--list", "granted", "--kind", "delegate"),
        *("--number", "示例〔2024〕2号", "--title", "示例", "--decided-by", "示例区政府"),
        *("--on", "2024-03-01", "--json"),
    ]

    def told(*more: str) -> dict:
        out = io.StringIO()
        call_command(*asked, *more, stdout=out)
        return json.loads(out.getvalue())

    assert told("--check")["new"] == 1
    assert not PowerInstrument.objects.filter(number="示例〔2024〕2号").exists()
    done = told()
    assert (done["written"], done["mandates_begin"]) == (True, 1)
    assert told() == {"instrument": done["instrument"], "already": True, "written": False}
    out = io.StringIO()
    compare = ["powers_compare", "--list", "granted", "--place", "140403003", "--json"]
    call_command(*compare, "--since", "2024-01-01", "--until", "2024-04-01", stdout=out)
    assert json.loads(out.getvalue())["added"] == 1
    out, sheet_out = io.StringIO(), tmp_path / "o.xlsx"
    call_command(*compare, "--with", "140403100", "--out", str(sheet_out), stdout=out)
    assert json.loads(out.getvalue())["same"] + json.loads(out.getvalue())["changed"] == 2
    assert sheet_out.read_bytes().startswith(b"PK")
    call_command("powers_revoke", str(done["instrument"]), stdout=io.StringIO())
    with pytest.raises(CommandError):
        call_command("powers_revoke", str(done["instrument"]), stdout=io.StringIO())


def test_the_command_tells_faults_and_fails(two: Places, tmp_path) -> None:  # type: ignore[no-untyped-def]
    file, err = tmp_path / "p.csv", io.StringIO()
    file.write_bytes(sheet([["S-7", "示例", CODES[1], "", "街道队示例", "", ""]]))
    with pytest.raises(CommandError):
        call_command(
            *("powers", str(file), "--place", "140403003", "--list", "granted"),
            *("--kind", "delegate", "--number", "9", "--title", "示例", "--decided-by", "示例"),
            *("--on", "2024-03-01"),
            stdout=io.StringIO(),
            stderr=err,
        )
    assert "没有写依据" in err.getvalue()
    assert not PowerInstrument.objects.filter(number="9").exists()


def test_a_list_of_an_ended_place_is_read_on_its_days(office: Client, two: Places) -> None:
    town = two["140403100"]
    here = listed(town)
    paper = PowerInstrument.objects.get(power_list=here)
    PlaceVersion.objects.filter(place=town).update(valid_to=date(2025, 1, 1))
    PlaceVersion.objects.filter(parent=town).update(valid_to=date(2025, 1, 1))
    mark_tree(at=AT)
    for url in (
        "/who/lists/",
        "/who/lists/?on=2022-01-01",
        f"/who/lists/{here.pk}/",
        f"/who/lists/{here.pk}/items/S-1/",
        f"/who/lists/{here.pk}/days/?since=2022-01-01",
        f"/who/instruments/{paper.pk}/",
        "/who/admissions/",
        "/who/gaps/",
    ):
        page(office, url)
    assert "老顶山镇" in page(office, "/who/lists/?on=2022-01-01")


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2024-13-01", ""])
def test_a_day_out_of_reach_is_said_at_its_field(office: Client, here: PowerList, day: str) -> None:
    rows = [["S-9", "示例", CODES[1], "示例", "街道队示例", "", ""]]
    answer = sent(office, here.pk, rows, effective_on=day)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert not PowerInstrument.objects.filter(number="示例〔2024〕1号").exists()


def test_a_list_of_what_may_be_asks_nobody_to_lead(client: Client, two: Places) -> None:
    grid = listed(two["140403"], ListKind.GRID)
    enact(grid, InstrumentKind.LIST, DAY, [said(2, "ZR-1", CODES[0])])
    duties = listed(two["140403"], ListKind.BASIC)
    enact(duties, InstrumentKind.LIST, DAY, [said(2, "B-1")])
    assert "未明确" not in page(client, f"/who/lists/{grid.pk}/")
    assert "未明确" not in page(client, f"/who/lists/{grid.pk}/items/ZR-1/")
    assert "未明确" in page(client, f"/who/lists/{duties.pk}/")
    assert "未明确" in page(client, f"/who/lists/{duties.pk}/items/B-1/")
