"""Pages and commands: the question asked by residents and by staff, in two languages."""

import json
from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.domain.mandates import queries
from linli.domain.mandates.actions import take_back
from linli.domain.mandates.models import Mandate
from linli.kernel.access import SYSTEM
from tests.domain.bodies.city import AT, TODAY, Places, body

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(get_user_model().objects.create_user("desk"))
    return client


def page(client: Client, url: str, status: int = 200, lang: str = "zh-hans") -> str:
    answer = client.get(url, headers={"Accept-Language": lang})
    assert answer.status_code == status
    return answer.content.decode()


def test_a_resident_is_told_who_why_and_by_when(client: Client, city: Places) -> None:
    text = page(client, f"/who/?matter=01/05&place={city['140403003001'].pk}")
    for word in (
        "英雄南路街道综合行政执法队",
        "英雄南路街道办事处",  # in whose name
        "2 个工作小时",
        "方案：乡镇街道综合行政执法事项",
        "为什么是它",
        "此级没有主责单位",
    ):
        assert word in text
    assert "承接方式" not in text  # for colleagues


def test_in_english(client: Client, city: Places) -> None:
    text = page(client, f"/who/?matter=06/02&place={city['140403003001'].pk}", lang="en")
    for word in ("Fire and Rescue Brigade", "1 working day", "Clears lanes", "Power Supply"):
        assert word in text
    assert "消防" not in text.partition('id="answer"')[2]


def test_staff_see_by_which_instrument(staff: Client, city: Places) -> None:
    text = page(staff, f"/who/?matter=01/05&place={city['140403003001'].pk}")
    assert "承接方式" in text
    assert "权责空白" in text


def test_a_blocked_matter_says_where_to_go(client: Client, city: Places) -> None:
    text = page(client, f"/who/?matter=15/01&place={city['140403003001'].pk}")
    assert "请向纪检监察机关反映" in text
    assert "12388" in text
    assert "办理时限" not in text


def test_nobody_is_said_with_whom_to_tell(client: Client, city: Places) -> None:
    text = page(client, f"/who/?matter=14/01&place={city['1404'].pk}")
    assert "没有明确的主责单位" in text
    assert "长治市指挥中心" in text


def test_without_a_place_the_picker_comes_back_with_it(client: Client, city: Places) -> None:
    text = page(client, "/who/?matter=06/02")
    assert "/places/pick/?next=%2Fwho%2F%3Fmatter%3D06%252F02" in text
    assert 'id="answer"' in text


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("?matter=77", 200),  # the form says so at its field
        ("?matter=01&place=7", 404),
        ("?matter=01&place=abc", 404),
        ("?matter=01&place=9999999999999999999999", 404),
        ("?place=１", 404),
        ("?on=2026-02-30", 422),
    ],
)
def test_bad_questions(client: Client, city: Places, query: str, status: int) -> None:
    assert "refusal." not in page(client, f"/who/{query}", status)


def test_an_unknown_matter_is_said_at_its_field(client: Client, city: Places) -> None:
    assert "目录里没有这个事项" in page(client, "/who/?matter=77")


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
@pytest.mark.parametrize("url", ["/who/", "/who/catalogue/", "/bodies/"])
def test_pages_stand_before_anything_is_set_up(
    client: Client, db: None, url: str, lang: str
) -> None:
    page(client, url, lang=lang)


def test_the_catalogue_shows_limits_and_channels(client: Client, city: Places) -> None:
    text = page(client, "/who/catalogue/")
    for word in ("楼道堆物", "30 分钟", "现场核实", "12388", "可上网格"):
        assert word in text


def test_a_body_shows_its_mandates_and_its_posts(client: Client, city: Places) -> None:
    team = body("enforcement", city["140403003"])
    text = page(client, f"/who/body/{team.pk}/")
    assert "市容环境" in text
    assert "英雄南路街道办事处" in text
    assert "执法队员" in page(client, f"/bodies/{team.pk}/")
    page(client, "/who/body/7/", 404)
    page(client, "/bodies/7/", 404)
    assert "Comprehensive" in page(client, f"/bodies/?place={city['140403003'].pk}", lang="en")


def test_gaps_are_for_staff(client: Client, city: Places) -> None:
    assert client.get("/who/gaps/").status_code == 302
    client.force_login(get_user_model().objects.create_user("desk"))
    text = page(client, f"/who/gaps/?place={city['1404'].pk}")
    assert "无人主责" in text
    assert "换届选举" in text
    text = page(client, f"/who/gaps/?place={city['140403003'].pk}")
    assert "没有空白" in text
    assert "缺人的网格" in text
    assert text.count("无网格长") == text.count("无网格员") == 2


URLS = (
    "/who/?matter=06/02&place={place}",
    "/who/catalogue/",
    "/who/gaps/?place={city}",
    "/who/body/{body}/",
    "/bodies/?place={city}",
    "/bodies/{body}/",
)


@pytest.mark.parametrize("url", URLS)
def test_a_page_costs_at_most_twelve_queries(staff: Client, city: Places, url: str) -> None:
    address = url.format(
        place=city["140403003001001"].pk,
        city=city["1404"].pk,
        body=body("enforcement", city["140403003"]).pk,
    )
    page(staff, address)  # what is kept in memory is read once per change, not per page
    with CaptureQueriesContext(connection) as told:
        page(staff, address)
    assert len(told) <= 12


def test_the_resolve_command(city: Places) -> None:
    out = StringIO()
    call_command("resolve", "--matter", "01/05", "--place", "140403003001", "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert told["lead"]["name"] == "英雄南路街道综合行政执法队"
    assert told["lead"]["in_name_of"] == "英雄南路街道办事处"
    assert told["path"][-1] == {
        "place": "140403003",
        "name": "英雄南路街道",
        "fallback": False,
        "held": "01",
    }
    assert told["limits"]["resolve"] == "2wh"


def test_the_resolve_command_at_a_date_and_where_nobody_is(city: Places) -> None:
    for row in Mandate.objects.filter(matter__code="03"):
        take_back(by=SYSTEM, at=AT, mandate=row, on=TODAY)
    out = StringIO()
    ask = ("--matter", "03/01", "--place", "140403", "--at")
    call_command("resolve", *ask, TODAY.isoformat(), "--json", stdout=out)
    assert json.loads(out.getvalue())["lead"] is None
    out = StringIO()
    call_command("resolve", *ask, "2026-03-01", "--json", stdout=out)
    assert json.loads(out.getvalue())["lead"]["name"] == "潞州区园林中心"


@pytest.mark.parametrize(
    "args", [("--matter", "77", "--place", "140403"), ("--matter", "01", "--place", "999999")]
)
def test_the_resolve_command_refuses_in_words(city: Places, args: tuple[str, ...]) -> None:
    with pytest.raises(CommandError) as told:
        call_command("resolve", *args)
    assert "refusal." not in str(told.value)


def test_the_import_command_names_each_fault(tmp_path, city: Places) -> None:
    bad = tmp_path / "pack.csv"
    good = queries.matter_names()
    bad.write_text(",".join(["code"]) + "\n01\n", encoding="utf-8")
    with pytest.raises(CommandError, match="缺少列"):
        call_command("import_pack", str(bad))
    with pytest.raises(CommandError, match="UTF-8"):
        call_command("import_pack", str(tmp_path / "none.csv"))
    out = StringIO()
    call_command("import_pack", "--json", stdout=out)
    assert json.loads(out.getvalue())["matters"] == 0
    assert queries.matter_names() == good
