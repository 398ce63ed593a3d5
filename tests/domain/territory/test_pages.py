"""Pages of places: the tree level by level, a place, the picker in its three forms."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.domain.territory.conftest import AT

from linli.domain.territory import queries
from linli.domain.territory.actions import add_alias, create_place, rename_place
from linli.domain.territory.models import Place
from linli.domain.territory.states import AliasKind, Kind
from linli.kernel.access import SYSTEM

pytestmark = [pytest.mark.django_db, pytest.mark.db]
Places = dict[str, Place]
JSON = {"Accept": "application/json"}
HTMX = {"HX-Request": "true"}


def page(client: Client, url: str, status: int = 200, **headers: str) -> str:
    answer = client.get(url, headers=headers)
    assert answer.status_code == status
    return answer.content.decode()


def test_the_index_begins_where_the_tree_branches(client: Client, places: Places) -> None:
    text = page(client, "/places/")
    assert "<h1>潞州区</h1>" in text
    assert "太行东街街道" in text


def test_an_empty_tree_says_so(client: Client) -> None:
    assert "还没有区划数据" in page(client, "/places/")
    assert "还没有区划数据" in page(client, "/places/pick/")


def test_a_place_shows_its_path_children_and_names(client: Client, places: Places) -> None:
    town = places["140403006"]
    add_alias(by=SYSTEM, at=AT, place=town, name="太东街道", kind=AliasKind.POPULAR)
    text = page(client, "/places/140403006/")
    for word in ("太行东街街道", "山西省", "演武社区", "太东街道", "俗称", "起始不详"):
        assert word in text
    assert "Taihangdongjie Subdistrict" in page(
        client, "/places/140403006/", **{"Accept-Language": "en"}
    )


def test_a_date_shows_the_map_of_that_day(client: Client, places: Places) -> None:
    town = places["140403006"]
    rename_place(by=SYSTEM, at=AT, place=town, name="新街道", valid_from=date(2026, 5, 1))
    assert "<h1>新街道</h1>" in page(client, "/places/140403006/?on=2026-05-01")
    assert "<h1>太行东街街道</h1>" in page(client, "/places/140403006/?on=2026-04-30")


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("/places/999999/", 404),
        ("/places/140403006/?on=2026-02-30", 422),
        ("/places/pick/?within=999", 404),
        ("/places/pick/?within=x", 404),
        ("/places/pick/?at=9999999999999999999999", 404),
    ],
)
def test_bad_questions_are_answered_clearly(
    client: Client, places: Places, url: str, status: int
) -> None:
    page(client, url, status)


def test_the_picker_answers_in_json(client: Client, places: Places) -> None:
    town = places["140403006"]
    add_alias(by=SYSTEM, at=AT, place=town, name="太东街道", kind=AliasKind.POPULAR)
    told = client.get("/places/pick/?q=太东街道", headers=JSON).json()
    assert told["count"] == 1
    assert told["hits"][0] == {
        "id": town.pk,
        "code": "140403006",
        "name": "太行东街街道",
        "name_en": "Taihangdongjie Subdistrict",
        "kind": "subdistrict",
        "path": ["山西省", "长治市", "潞州区", "太行东街街道"],
        "why": "popular",
        "alias": "太东街道",
    }


def test_the_picker_says_why_an_alias_led_here(client: Client, places: Places) -> None:
    town = places["140403006"]
    add_alias(by=SYSTEM, at=AT, place=town, name="太东街道", kind=AliasKind.POPULAR)
    assert "“太东街道”是太行东街街道的俗称" in page(client, "/places/pick/?q=太东街道")


def test_the_picker_goes_down_without_javascript(client: Client, places: Places) -> None:
    start = f"/places/pick/?next=/report/&name=where&within={places['140403'].pk}"
    street, community = places["140403006"].pk, places["140403006001"].pk
    assert f"at={street}" in page(client, start)
    text = page(client, f"{start}&at={street}")
    assert f'href="/report/?where={community}"' in text
    assert f'href="/report/?where={street}"' in text


def test_the_picker_is_a_fragment_for_htmx(client: Client, places: Places) -> None:
    text = page(client, "/places/pick/?q=演武&name=where", **HTMX)
    assert "<html" not in text
    assert f'name="where" value="{places["140403006001"].pk}"' in text


def test_the_picker_leads_to_our_own_pages_only(client: Client, places: Places) -> None:
    text = page(client, "/places/pick/?q=演武&next=https://example.org/")
    assert 'href="https://example.org' not in text
    assert "/places/140403006001/" in text


def test_entries_that_only_fill_a_level_are_passed_over(client: Client, places: Places) -> None:
    city = create_place(
        by=SYSTEM, at=AT, kind=Kind.PROVINCE, name="北京市", parent=places["86"], code="11"
    )
    fill = create_place(by=SYSTEM, at=AT, kind=Kind.DIRECT, name="市辖区", parent=city, code="1101")
    create_place(by=SYSTEM, at=AT, kind=Kind.COUNTY, name="东城区", parent=fill, code="110101")
    assert [c.place.name for c in queries.children_of(city.pk)] == ["东城区"]
    text = page(client, "/places/110101/")
    assert "北京市" in text
    assert "市辖区" not in text


@pytest.mark.parametrize("number", [10, 50])
def test_the_number_of_queries_does_not_grow(client: Client, places: Places, number: int) -> None:
    for n in range(number):
        create_place(
            by=SYSTEM,
            at=AT,
            kind=Kind.VILLAGE,
            name=f"某{n}村",
            parent=places["140403100"],
            code=f"140403100{300 + n}",
        )
    for url, most in (("/places/140403100/", 9), ("/places/pick/?q=村", 5)):
        page(client, url)
        with CaptureQueriesContext(connection) as asked:
            page(client, url)
        assert len(asked) <= most, [q["sql"] for q in asked]


def test_a_page_of_another_day_says_so_and_its_links_keep_the_day(
    client: Client, places: Places
) -> None:
    rename_place(
        by=SYSTEM, at=AT, place=places["140403100"], name="老顶山街道", valid_from=date(2021, 4, 1)
    )
    queries.forget()
    then = page(client, "/places/140403/?on=2020-01-01")
    assert "显示 2020年1月1日" in then
    assert 'href="/places/140403/"' in then  # the way back
    assert "老顶山镇" in then
    assert 'href="/places/140403100/?on=2020-01-01"' in then
    assert "/places/pick/?on=2020-01-01" in then
    assert "老顶山街道" in page(client, "/places/140403/")
    assert "不是日期" in page(client, "/places/140403/?on=x", 422)


def test_another_day_costs_no_query_per_row(client: Client, places: Places) -> None:
    for number in range(30):
        create_place(
            by=SYSTEM,
            at=AT,
            kind=Kind.VILLAGE,
            name=f"示例{number}村",
            parent=places["140403100"],
            code=f"1404031003{number:02d}",
        )
    rename_place(
        by=SYSTEM, at=AT, place=places["140403100"], name="老顶山街道", valid_from=date(2021, 4, 1)
    )
    queries.forget()
    with CaptureQueriesContext(connection) as few:
        page(client, "/places/140403/?on=2020-01-01")
    with CaptureQueriesContext(connection) as many:
        page(client, "/places/140403100/?on=2020-01-01")
    assert len(many) <= len(few) <= 12
