"""The pages of a change of the map: drafted, asked, checked, enacted by a second, revoked."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import load_workbook

from linli.config.wiring import PARTS
from linli.domain.bodies.models import Body
from linli.domain.bodies.states import Role
from linli.domain.cases.models import Case
from linli.domain.people.models import Person
from linli.domain.territory.models import Reorganisation
from linli.domain.territory.queries.reorganisations import examined
from tests.domain.cases.world import World, add_post, build

pytestmark = [pytest.mark.django_db, pytest.mark.db]
PAGE_QUERIES = 12
CHECK_QUERIES = 11  # a kind more is a part of one statement
HEAD = {
    "title": "示例市关于撤并街道的批复",
    "document": "示府〔2026〕1号",
    "decided_by": "示例市人民政府",
    "effective": "2026-03-01",
}
MERGE = {
    "places": "甲街道\n140403007",
    "name": "丙街道",
    "code": "140403010",
    "kind": "subdistrict",
    "parent": "潞州区",
}


@pytest.fixture
def world(db: None) -> World:
    return build()


def admin(world: World, name: str, body: str = "city", place: str = "1404") -> Client:
    """Return the browser of somebody who may change the map."""
    add_post(world, name, Role.SYSTEM_ADMIN, body, place)
    person = Person.objects.get(pk=world.persons[name])
    person.user = get_user_model().objects.create_user(name)
    person.save()
    client = Client()
    client.force_login(person.user)
    return client


def drafted(client: Client) -> str:
    """Draft the instrument with its one merger; return its address."""
    answer = client.post("/map/changes/new/", HEAD)
    assert answer.status_code == 302, answer.content.decode()
    one = answer["Location"]
    answer = client.post(f"{one}add/merge/", MERGE)
    assert answer.status_code == 302, answer.content.decode()
    return one


def test_a_merger_from_the_draft_to_the_revocation(world: World) -> None:
    first, second = admin(world, "admin1"), admin(world, "admin2")
    case = world.file("01", "140403006001001").case
    one = drafted(first)
    page = first.get(one).content.decode()
    assert "甲街道（140403006）、乙街道（140403007）合并为丙街道" in page
    told = first.get(f"{one}check/").content.decode()
    assert "丙街道 140403010" in told
    assert first.post(f"{one}check/").status_code == 302
    assert "请另一位" in first.get(one).content.decode()
    assert first.post(f"{one}enact/").status_code == 409
    assert second.post(f"{one}enact/").status_code == 302
    row = Reorganisation.objects.get()
    assert row.state == "enacted"
    assert "已施行" in second.get("/map/changes/").content.decode()
    old = Client().get("/places/140403006/", follow=True)
    assert "于 2026-03-01 并入此处" in old.content.decode()
    assert "甲街道" in Client().get("/places/pick/?q=甲街道").content.decode()
    assert second.post(f"{one}revoke/", {"reason": ""}).status_code == 422
    assert second.post(f"{one}revoke/", {"reason": "名称有误"}).status_code == 302
    assert "名称有误" in second.get(one).content.decode()
    assert case


def test_a_split_is_asked_which_half(world: World) -> None:
    client = admin(world, "admin1")
    one = client.post("/map/changes/new/", HEAD)["Location"]
    parts = "140403011 丁街道：一社区\n140403012 戊街道：140403007001"
    answer = client.post(f"{one}add/split/", {"place": "甲街道", "parts": parts})
    assert answer.status_code == 302
    page = client.get(f"{one}check/").content.decode()
    assert "“二社区”划归哪一处？" in page
    answers = {"answer:child:140403006002": "140403012", "answer:here:140403006": "140403011"}
    assert client.post(f"{one}check/", answers).status_code == 302
    assert Reorganisation.objects.get().state == "checked"


def test_a_file_in_and_a_faulty_one(world: World) -> None:
    client = admin(world, "admin1")
    one = client.post("/map/changes/new/", HEAD)["Location"]
    bad = SimpleUploadedFile("x.json", b"{")
    assert client.post(f"{one}file/", {"file": bad}).status_code == 422
    table = "变更,区域代码,新名称\n改名,140403006,己街道\n".encode("utf-8-sig")
    answer = client.post(f"{one}file/", {"file": SimpleUploadedFile("x.csv", table)})
    assert answer.status_code == 302, answer.content.decode()
    wrong = json.dumps({"changes": [{"verb": "melt"}]}).encode()
    answer = client.post(f"{one}file/", {"file": SimpleUploadedFile("x.json", wrong)})
    assert "melt" in answer.content.decode()
    assert "己街道" in client.get(one).content.decode()
    assert client.get("/map/changes/template/").status_code == 200
    assert client.post(f"{one}remove/1/").status_code == 302
    assert client.post(f"{one}drop/").status_code == 302


def test_strangers_do_not_change_the_map(world: World) -> None:
    person = Person.objects.get(pk=world.persons["street_desk"])
    person.user = get_user_model().objects.create_user("desk")
    person.save()
    client = Client()
    client.force_login(person.user)
    assert client.get("/map/changes/").status_code == 403
    assert client.post("/map/changes/new/", HEAD).status_code == 403
    assert Client().get("/map/changes/").status_code == 302


CONTRADICTIONS = [
    ({"verb": "merge", "from": ["140403006"], "to": "140403006"}, "不能并入自己"),
    ({"verb": "rename", "place": "999999", "name": "某街道"}, "没有代码为 999999 的区域"),
    ({"verb": "recode", "place": "140403006", "new_code": "140403007"}, "停用的代码不再使用"),
    ({"verb": "abolish", "place": "140403006"}, "没有说它归谁"),
    ({"verb": "move", "place": "140403", "to_parent": "140403006"}, "不能放进它自己之内"),
    ({"verb": "move", "place": "140403006001", "to_parent": "140403"}, "层级不对"),
    ({"verb": "rename", "place": "140403006", "name": "甲街道"}, "名称没有变"),
    ({"verb": "merge", "from": [{"id": 1}], "to": {"id": 2}}, "没有这个单位"),
]


@pytest.mark.parametrize(("change", "said"), CONTRADICTIONS)
def test_what_contradicts_is_said_and_not_enacted(world: World, change: dict, said: str) -> None:
    client, second = admin(world, "admin1"), admin(world, "admin2")
    one = client.post("/map/changes/new/", HEAD)["Location"]
    file = SimpleUploadedFile("x.json", json.dumps({"changes": [change]}).encode())
    assert client.post(f"{one}file/", {"file": file}).status_code == 302
    page = client.post(f"{one}check/")
    assert page.status_code == 200
    assert said in page.content.decode()
    assert second.post(f"{one}enact/").status_code == 409
    assert Reorganisation.objects.get().state == "drafted"


def test_every_row_that_would_move_can_be_read_first(world: World) -> None:
    client = admin(world, "admin1")
    for n in range(25):
        world.file("01", "140403006001001", words=f"第{n}件，路灯不亮。")
    numbers = set(Case.objects.values_list("number", flat=True))
    one = drafted(client)
    assert "看全部 25 项" in client.get(f"{one}check/").content.decode()
    for kind in ("case", "clock", "post", "appointment", "mandate", "body_ends", "place_ends"):
        client.get(f"{one}check/{kind}/")  # names and marks are kept
        with CaptureQueriesContext(connection) as asked:
            page = client.get(f"{one}check/{kind}/").content.decode()
        wanted = [q["sql"] for q in asked if "treeversion" not in q["sql"]]
        assert len(wanted) <= PAGE_QUERIES, (kind, [sql[:90] for sql in wanted])
    page = client.get(f"{one}check/case/").content.decode()
    assert all(number in page for number in numbers)
    rest = client.get(f"{one}check/case/?after=20").content.decode()
    assert sum(number in rest for number in numbers) == 5
    assert '<ol start="21">' in rest
    book = b"".join(client.get(f"{one}check/all.xlsx").streaming_content)
    rows = load_workbook(BytesIO(book)).get_sheet_by_index(0).to_python()
    assert numbers <= {str(row[1]) for row in rows}
    assert ("终止的区域", "甲街道 140403006", "丙街道") in {tuple(row[:3]) for row in rows}
    assert client.get(f"{one}check/nonsense/").status_code == 404
    assert client.get(f"{one}check/case/?after=x").status_code == 200
    stranger = Client()
    stranger.force_login(get_user_model().objects.create_user("stranger"))
    assert stranger.get(f"{one}check/case/").status_code == 403
    assert stranger.get(f"{one}check/all.xlsx").status_code == 403


SPLIT = {
    "verb": "split",
    "place": "140403006",
    "parts": [
        {"to": {"code": "140403011", "name": "西街道"}},
        {"to": {"code": "140403012", "name": "东街道"}},
    ],
}


@pytest.mark.parametrize("size", [1, 25])
def test_the_first_page_of_a_check_asks_alike_at_any_size(world: World, size: int) -> None:
    client = admin(world, "admin1")
    for n in range(size):
        world.file("01", "140403006001001", words=f"第{n}件，路灯不亮。")
        world.file("01", "140403006", words=f"第{n}件，井盖松动。")
        add_post(world, f"desk{n}", Role.SUBDISTRICT_DESK, "street", "140403006")
    named = ("city", "county", "street2", "community3")[: size + 1]
    bodies = [
        {"verb": "rename", "subject": "body", "body": {"id": world.bodies[b]}, "name": f"示例新{b}"}
        for b in named
    ]
    one = client.post("/map/changes/new/", HEAD)["Location"]
    text = json.dumps({"changes": [SPLIT, *bodies]}).encode()
    client.post(f"{one}file/", {"file": SimpleUploadedFile("x.json", text)})
    client.get(f"{one}check/")  # names and marks are kept
    with CaptureQueriesContext(connection) as asked:
        page = client.get(f"{one}check/").content.decode()
    assert len(asked) == CHECK_QUERIES, [q["sql"][:90] for q in asked]
    assert f"<b>{2 * size}</b>" in page  # cases
    assert f"{size} 件" in page  # directly in the place
    for name in ("西街道", "东街道", "示例新city"):
        assert name in page


def test_what_is_left_without_an_heir_is_told(world: World) -> None:
    client = admin(world, "admin1")
    for _ in range(3):
        world.file("01", "140403006")
    one = client.post("/map/changes/new/", HEAD)["Location"]
    text = json.dumps({"changes": [{"verb": "abolish", "place": "140403006"}]}).encode()
    client.post(f"{one}file/", {"file": SimpleUploadedFile("x.json", text)})
    found = examined(Reorganisation.objects.get(), PARTS)
    told = [(f.code, *f.params.values()) for f in found.findings]
    assert ("open_without_heir", "甲街道", 3) in told
    for name in ("street", "team"):
        body = Body.objects.get(pk=world.bodies[name])
        assert ("body_without_heir", body.name, body.posts.count()) in told


def test_a_small_office_does_not_enact_its_own_draft(world: World) -> None:
    """As wherever a rule asks for a second hand: three people, or the level above."""
    first = admin(world, "small1", "community3", "140403007001")
    second = admin(world, "small2", "community3", "140403007001")
    one = drafted(first)
    assert first.post(f"{one}check/").status_code == 302
    assert "确认施行" in second.get(one).content.decode()  # nobody above may: better than none
    above = admin(world, "above", "street2", "140403007")
    page = second.get(one).content.decode()
    name = Body.objects.get(pk=world.bodies["street2"]).name
    assert f"由上一级施行：{name}" in page
    assert "确认施行" not in page
    assert second.post(f"{one}enact/").status_code == 409
    assert above.post(f"{one}enact/").status_code == 302


def test_a_larger_office_enacts_the_draft_of_a_colleague(world: World) -> None:
    first, second = (admin(world, n, "community3", "140403007001") for n in ("one", "two"))
    admin(world, "three", "community3", "140403007001")
    admin(world, "above", "street2", "140403007")
    one = drafted(first)
    assert first.post(f"{one}check/").status_code == 302
    assert second.post(f"{one}enact/").status_code == 302
