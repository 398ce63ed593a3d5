"""Grids on their pages: everyone sees who works where; whoever may draws, files go in and out."""

from __future__ import annotations

import io
import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import load_workbook

from linli.domain.bodies.actions import appoint
from linli.domain.bodies.models import Body, Post
from linli.domain.people.actions import register
from linli.domain.territory import queries as territory
from linli.domain.territory.actions import set_boundary
from linli.domain.territory.states import Crs
from linli.kernel.access import SYSTEM
from tests.domain.bodies.city import AT, Places
from tests.domain.territory.test_outlines import square

pytestmark = [pytest.mark.db, pytest.mark.django_db]
C = "140403003001"


def hold(city: Places, role: str, place: str, name: str, phone: str = "") -> Any:
    """Let someone new hold a role over a place; return them."""
    who = register(by=SYSTEM, at=AT, name=name, work_phone=phone)
    body = Body.objects.filter(seat=city[C], valid_to=None).order_by("id").first()
    assert body is not None
    post = Post.objects.create(body=body, role=role, title="示例岗位", place=city[place])
    appoint(by=SYSTEM, at=AT, post=post, person=who, since=date(2026, 1, 1))
    return who


@pytest.fixture
def keeper(city: Places, settings: Any) -> Client:
    settings.DEMO = True
    set_boundary(
        by=SYSTEM,
        at=AT,
        place=city[C],
        geojson=square(113.10, 36.10, 0.02),
        crs=Crs.CGCS2000,
        source="示例",
    )
    who = hold(city, "system_admin", "140403", "示例管理员")
    who.user = get_user_model().objects.create_user("keeper")
    who.save()
    client = Client()
    client.force_login(who.user)
    return client


def points(west: float, south: float, size: float) -> str:
    ring = square(west, south, size)["coordinates"][0]
    return "\n".join(f"{x:.6f}, {y:.6f}" for x, y in ring)


def given(**more: Any) -> dict[str, Any]:
    shape = points(113.10, 36.10, 0.01)
    return {"kind": "grid", "name": "新网格", "points": shape, "since": "2026-03-02"} | more


def test_everyone_sees_range_worker_and_phone(city: Places, client: Client) -> None:
    hold(city, "grid_head", f"{C}001", "示例网格长")
    hold(city, "grid_worker", f"{C}001", "示例网格员", "0355-1000001")
    text = client.get(f"/grids/?place={city[C].pk}").content.decode()
    for said in ("第一网格", "示例网格长", "示例网格员", "tel:0355-1000001", "未画范围"):
        assert said in text
    assert "画一个网格" not in text
    above = client.get(f"/grids/?place={city['140403003'].pk}").content.decode()
    assert "2 个网格" in above
    assert client.get(f"/grids/draw/?place={city[C].pk}").status_code == 302  # to sign in


def test_a_grid_is_drawn_and_a_wrong_one_says_whom_and_where(keeper: Client, city: Places) -> None:
    url = f"/grids/draw/?place={city[C].pk}"
    page = keeper.get(url).content.decode()
    assert 'class="draw-map"' in page
    assert "territory/draw" in page
    assert keeper.post(url, given()).status_code == 302
    made = territory.by_code(f"{C}W001")
    assert territory.outlines_of([made.pk])[made.pk]["type"] == "Polygon"
    wrong = keeper.post(url, given(name="压线", points=points(113.105, 36.10, 0.01)))
    assert wrong.status_code == 422
    assert "与“新网格”重叠约" in wrong.content.decode()
    out = keeper.post(url, given(name="出界", points=points(113.115, 36.115, 0.01)))
    assert "在“演武社区”之外" in out.content.decode()
    listed = keeper.post(url, given(name="只有名单", points=""))
    assert listed.status_code == 302
    assert territory.by_code(f"{C}W002")


def test_its_range_is_adjusted_and_what_is_in_it_is_drawn(keeper: Client, city: Places) -> None:
    keeper.post(f"/grids/draw/?place={city[C].pk}", given())
    made = territory.by_code(f"{C}W001").pk
    page = keeper.get(f"/grids/{made}/draw/").content.decode()
    assert "113.100000, 36.100000" in page
    since = (date(2026, 3, 2) + timedelta(days=1)).isoformat()
    more = {"points": points(113.10, 36.10, 0.012), "since": since}
    assert keeper.post(f"/grids/{made}/draw/", more).status_code == 302
    micro = given(kind="micro_grid", name="一微", points=points(113.10, 36.10, 0.002), since=since)
    assert keeper.post(f"/grids/draw/?place={made}", micro).status_code == 302
    assert territory.by_code(f"{C}W001M001")
    assert keeper.get(f"/grids/{city[C].pk}/draw/").status_code == 404  # no grid


def test_who_may_not_change_places_cannot_draw(city: Places, settings: Any) -> None:
    settings.DEMO = True
    who = hold(city, "community_desk", C, "示例社区")
    who.user = get_user_model().objects.create_user("desk")
    who.save()
    desk = Client()
    desk.force_login(who.user)
    assert desk.get(f"/grids/draw/?place={city[C].pk}").status_code == 403
    assert desk.post(f"/grids/draw/?place={city[C].pk}", given()).status_code == 403
    assert desk.get(f"/grids/import/?place={city[C].pk}").status_code == 403
    assert "画一个网格" not in desk.get(f"/grids/?place={city[C].pk}").content.decode()


def test_files_go_out_and_come_in_again_unchanged(keeper: Client, city: Places) -> None:
    keeper.post(f"/grids/draw/?place={city[C].pk}", given())
    hold(city, "grid_worker", f"{C}001", "示例网格员", "0355-1000001")
    sent = keeper.get(f"/grids/export/?as=geojson&place={city[C].pk}").content
    features = json.loads(sent)["features"]
    assert len(features) == 3
    assert {f["properties"]["worker"] for f in features} == {"", "示例网格员"}
    url = f"/grids/import/?place={city['140403003'].pk}"
    told = try_file(keeper, url, sent)
    assert "没有变化 3 个" in told
    features[0]["geometry"] = square(113.105, 36.10, 0.01)
    told = try_file(keeper, url, json.dumps({"features": features}).encode())
    assert "重叠" in told
    book = b"".join(keeper.get(f"/grids/export/?as=xlsx&place={city[C].pk}").streaming_content)
    rows = load_workbook(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    assert rows[0][:4] == ["类型", "名称", "所在区域", "代码"]
    assert len(rows) == 4


def try_file(client: Client, url: str, data: bytes) -> str:
    file = SimpleUploadedFile("g.geojson", data)
    return client.post(url, {"file": file, "since": "2026-03-02"}).content.decode()


def test_a_file_is_tried_then_taken(keeper: Client, city: Places) -> None:
    said = {"name": "第三网格", "kind": "网格", "parent": "演武社区"}
    whole = {"features": [{"properties": said, "geometry": square(113.10, 36.10, 0.01)}]}
    url = f"/grids/import/?place={city[C].pk}"
    tried = try_file(keeper, url, json.dumps(whole).encode())
    assert "将新建 1 个" in tried
    held = tried.split('name="held" value="')[1].split('"')[0]
    done = keeper.post(url, {"held": held, "since": "2026-03-02"})
    assert "新建 1 个" in done.content.decode()
    assert territory.by_code(f"{C}W001")
    assert keeper.post(url, {"held": held + "x", "since": "2026-03-02"}).status_code == 422
    assert keeper.post(url, {"since": "2026-03-02"}).status_code == 422


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_pages_are_whole_and_ask_little(keeper: Client, city: Places, lang: str) -> None:
    keeper.post(f"/grids/draw/?place={city[C].pk}", given())
    hold(city, "grid_worker", f"{C}001", "示例网格员", "0355-1000001")
    made = territory.by_code(f"{C}W001").pk
    keeper.cookies["linli_language"] = lang
    for url in (
        f"/grids/?place={city[C].pk}",
        f"/grids/?place={city['140403'].pk}",
        f"/grids/draw/?place={city[C].pk}",
        f"/grids/{made}/draw/",
        f"/grids/import/?place={city[C].pk}",
    ):
        keeper.get(url)
        with CaptureQueriesContext(connection) as asked:
            assert keeper.get(url).status_code == 200
        assert len(asked) <= 12, (url, len(asked))


def test_a_places_page_says_who_works_there(city: Places, client: Client) -> None:
    hold(city, "grid_worker", f"{C}001", "示例网格员", "0355-1000001")
    text = client.get(f"/places/{C}001/").content.decode()
    assert "示例网格员" in text
    assert "tel:0355-1000001" in text
    assert "还没有网格长和网格员" in client.get(f"/places/{C}002/").content.decode()
    assert f"/grids/?place={city[C].pk}" in client.get(f"/places/{C}/").content.decode()
    assert "网格与人员" not in client.get("/places/140403003/").content.decode()


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_a_pattern_is_looked_at_first_then_stated(keeper: Client, city: Places, lang: str) -> None:
    keeper.cookies["django_language"] = lang
    index = keeper.get("/grids/", {"place": city["140403"].pk}).content.decode()
    url = f"/grids/codes/?place={city['140403'].pk}"
    assert url.replace("&", "&amp;") in index
    with CaptureQueriesContext(connection) as asked:
        assert "W3 M3 X3 L3" in keeper.get(url).content.decode()
    assert len(asked) <= 12
    said = {"pattern": "W3 M3 X3 L4", "since": "2026-03-02", "basis": "示例依据"}
    looked = keeper.post(url, said | {"do": "look"})
    assert looked.status_code == 200
    assert f"{C}L0001" in looked.content.decode()
    assert territory.grid_codes(city[C].pk, date(2026, 3, 2)).pattern == "W3 M3 X3 L3"
    for wrong in ({"pattern": "W3"}, {"pattern": "W3 W3 X3 L3"}, {"basis": ""}):
        assert keeper.post(url, said | wrong | {"do": "set"}).status_code == 422
    assert keeper.post(url, said | {"do": "set"}).status_code == 302
    assert territory.grid_codes(city[C].pk, date(2026, 3, 2)).pattern == "W3 M3 X3 L4"
    assert keeper.post(url, said | {"do": "set", "pattern": "W4 M3 X3 L4"}).status_code == 422
    elsewhere = f"/grids/codes/?place={city['1404'].pk}"
    assert keeper.get(elsewhere).status_code == 200
    assert keeper.post(elsewhere, said | {"do": "set"}).status_code == 403
