"""The pages of one's own data and of whoever files for someone."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from linli.domain.cases import actions
from linli.domain.cases.models import Case, OneTimeCode
from linli.domain.cases.states import Source
from linli.kernel.ids import case_number, tracking_code, uuid7
from tests.domain.cases.pages.people import signed_in
from tests.domain.cases.pages.test_track import answered, open_case, page, press
from tests.domain.cases.world import World, with_phone

pytestmark = [pytest.mark.db, pytest.mark.django_db]
GRID = "140403006001001"


@pytest.fixture(autouse=True)
def _var(settings: Any, tmp_path: Path) -> None:
    settings.VAR = tmp_path
    settings.ERASURES_FILE = str(tmp_path / "erasures.jsonl")


@pytest.fixture
def filed(world: World) -> Any:
    return world.file("01", GRID, **with_phone())


@pytest.fixture
def mine(client: Client, filed: Any) -> Client:
    open_case(client, filed)
    return client


def where(name: str, filed: Any, *more: str) -> str:
    return reverse(f"cases:{name}", args=[filed.case, *more])


def code_sent(settings: Any) -> str:
    row = OneTimeCode.objects.first()
    assert row is not None
    text = (Path(settings.VAR) / "outbox" / f"sms-{row.pk}.json").read_text()
    return re.search(r"验证码 (\d{6})", json.loads(text)["words"])[1]


def proved(client: Client, filed: Any, settings: Any) -> Client:
    assert client.post(where("mine_code", filed)).status_code == 200
    answer = client.post(where("mine_prove", filed), {"code": code_sent(settings)})
    assert answer.url == where("mine", filed)
    return client


def test_number_and_code_alone_show_no_looks(world: World, mine: Client, filed: Any) -> None:
    at = Case.objects.get().filed_at + timedelta(minutes=5)
    desk = world.actors["community_desk"]
    actions.contact_of(by=desk, at=at, case_id=filed.case, reason="call_back")
    for shown in (page(mine, filed), mine.get(where("mine", filed)).content.decode()):
        assert "回访" not in shown
    for name in ("mine_copy", "mine_ask"):
        more = ("erase",) if name == "mine_ask" else ()
        data = {"key": str(uuid7())}
        assert mine.post(where(name, filed, *more), data).status_code == 404


def test_a_code_to_the_contact_shows_who_looked(
    world: World, mine: Client, filed: Any, settings: Any
) -> None:
    at = Case.objects.get().filed_at + timedelta(minutes=5)
    desk = world.actors["community_desk"]
    actions.contact_of(by=desk, at=at, case_id=filed.case, reason="call_back")
    shown = proved(mine, filed, settings).get(where("mine", filed)).content.decode()
    assert "示例community" in shown
    assert "示例community_desk" not in shown
    assert "回访" in shown
    assert "13800000000" not in shown  # masked on the page, whole in the copy
    copy = mine.post(where("mine_copy", filed))
    assert "13800000000" in copy.content.decode()
    assert copy["Cache-Control"] == "no-store"


def test_wrong_codes_answer_alike_and_end(mine: Client, filed: Any, settings: Any) -> None:
    none = mine.post(where("mine_prove", filed), {"code": "000000"})
    mine.post(where("mine_code", filed))
    right = code_sent(settings)
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    bad = mine.post(where("mine_prove", filed), {"code": wrong})
    said = [re.search(r"error-summary.*?</div>", a.content.decode(), re.S)[0] for a in (none, bad)]
    assert said[0] == said[1]
    for _ in range(4):
        mine.post(where("mine_prove", filed), {"code": wrong})
    assert mine.post(where("mine_prove", filed), {"code": right}).status_code == 422


def test_the_proof_ends_after_twenty_minutes(mine: Client, filed: Any, settings: Any) -> None:
    proved(mine, filed, settings)
    session = mine.session
    session["person"] = {str(filed.case): "2020-01-01T00:00:00+00:00"}
    session.save()
    assert mine.post(where("mine_copy", filed)).status_code == 404


def test_erasure_asked_for_has_a_receipt_and_is_erased(
    world: World, mine: Client, filed: Any, settings: Any
) -> None:
    press(mine, filed, "withdraw")
    proved(mine, filed, settings)
    answer = mine.post(where("mine_ask", filed, "erase"), {"key": str(uuid7())}, follow=True)
    request = Case.objects.get(origin_id=filed.case)
    assert request.number in answer.content.decode()
    assert re.search(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", answer.content.decode())
    desk = signed_in(world, "community_desk")
    assert request.number in desk.get(reverse("portal:today")).content.decode()
    shown = desk.get(reverse("cases:case", args=[request.pk])).content.decode()
    assert "同意并执行" in shown
    data = {"key": uuid7().hex, "seen": request.seq}
    desk.post(reverse("cases:move", args=[request.pk, "grant"]), data)
    assert Case.objects.get(pk=filed.case).erased
    assert "已按本人申请删除内容" in page(mine, filed)
    assert "小区门口路灯" not in desk.get(reverse("cases:case", args=[filed.case])).content.decode()


def test_an_open_case_offers_no_erasure_and_says_why(
    mine: Client, filed: Any, settings: Any
) -> None:
    proved(mine, filed, settings)
    assert "可以先撤回，再申请删除" in mine.get(where("mine", filed)).content.decode()
    answer = mine.post(where("mine_ask", filed, "erase"), {"key": str(uuid7())})
    assert answer.status_code == 422
    answer = mine.post(where("mine_ask", filed, "correct"), {"key": str(uuid7())})
    assert answer.status_code == 422
    assert not Case.objects.filter(origin_id=filed.case).exists()


def test_a_desk_that_checked_papers_files_and_prints(world: World, filed: Any) -> None:
    desk = signed_in(world, "community_desk")
    url = where("rights", filed)
    assert desk.post(url, {"key": str(uuid7()), "asked": "correct"}).status_code == 422
    data = {"key": str(uuid7()), "asked": "correct", "papers": "identity", "phone": "13800000001"}
    slip = desk.post(url, data, follow=True).content.decode()
    request = Case.objects.get(origin_id=filed.case)
    assert request.number in slip
    assert "13800000001" not in desk.get(reverse("cases:case", args=[request.pk])).content.decode()
    assert signed_in(world, "street_desk").get(url).status_code == 403


def test_an_objection_from_the_page(world: World, mine: Client, filed: Any) -> None:
    no = {"ground": "beyond_duty", "basis": "示例规定", "go_to": "找物业公司"}
    world.move(filed.case, "community_desk", "refuse", **no)
    assert "不同意可提出异议" in page(mine, filed)
    assert press(mine, filed, "object").status_code == 422
    assert press(mine, filed, "object", reason="是公共路灯").status_code == 302
    shown = page(mine, filed)
    assert "正在复核" in shown
    assert "示例street" in shown
    desk = signed_in(world, "street_desk")
    assert "标注异议" in desk.get(reverse("cases:case", args=[filed.case])).content.decode()


def test_wrong_numbers_and_wrong_codes_cost_the_same(
    client: Client, filed: Any, django_assert_num_queries: Any
) -> None:
    from django.db import connection  # noqa: PLC0415 - counted here only
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    client.post(reverse("cases:find"), {"number": case_number(), "code": tracking_code()})
    counts = []
    for data in (
        {"number": case_number(), "code": filed.tracking_code},
        {"number": filed.number, "code": tracking_code()},
        {"number": "X", "code": "Y"},
    ):
        with CaptureQueriesContext(connection) as asked:
            client.post(reverse("cases:find"), data)
        counts.append(len(asked))
    assert len(set(counts)) == 1


# --- for someone else ---------------------------------------------------------------------


def behalf(client: Client, **more: Any) -> Any:
    data = {"key": str(uuid7()), "words": "门口路灯坏了三天。", "source": "phone"}
    return client.post(reverse("cases:behalf"), {**data, "where": "一社区", **more})


def test_a_phone_says_whose_it_is(world: World) -> None:
    desk = signed_in(world, "community_desk")
    assert behalf(desk, tell_by="call", phone="13800000000").status_code == 422
    given = {"tell_by": "sms", "phone": "13800000000", "whose": "proxy"}
    assert behalf(desk, **given).status_code == 302
    case = Case.objects.get()
    assert (case.tell_by, case.whose, case.teller_id) == ("sms", "proxy", None)
    assert behalf(desk, tell_by="none").status_code == 302
    assert behalf(desk, tell_by="sms").status_code == 422
    assert behalf(desk, tell_by="pigeon").status_code == 422


def test_the_slip_shows_the_code_until_it_is_handed_over(world: World) -> None:
    desk = signed_in(world, "community_desk")
    behalf(desk, tell_by="call", phone="13800000000", whose="own")
    url = reverse("cases:behalf_done")
    slip = desk.get(url).content.decode()
    assert '<svg class="qr"' in slip
    assert Case.objects.get().number in slip
    assert "示例community打电话告诉您" in slip
    assert re.search(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", slip)
    assert "13800000000" not in slip
    assert desk.post(url, {"again": "1"}).url == reverse("cases:behalf")
    assert desk.get(url).url == reverse("cases:behalf")


def test_told_by_phone_from_today(world: World) -> None:
    desk = signed_in(world, "community_desk")
    by = world.actors["community_desk"]
    filed = world.file(
        "01", GRID, by=by, source=Source.PHONE, filed_for=True, tell_by="call", **with_phone()
    )
    answered(world, filed)
    today = desk.get(reverse("portal:today")).content.decode()
    assert "待电话告知" in today
    case = Case.objects.get()
    shown = desk.get(reverse("cases:case", args=[case.pk])).content.decode()
    assert "已电话告知" in shown
    url = reverse("cases:move", args=[case.pk, "told"])
    assert desk.post(url, {"key": uuid7().hex, "seen": case.seq}).status_code == 422
    data = {"key": uuid7().hex, "seen": case.seq, "reached": "self", "words": "好了。"}
    answer = desk.post(url, {**data, "solved": "yes", "satisfied": "yes"})
    assert answer.status_code == 302
    assert Case.objects.get().state == "closed"
    assert "待电话告知" not in desk.get(reverse("portal:today")).content.decode()


def test_a_grid_worker_finds_whom_to_visit(world: World) -> None:
    worker = signed_in(world, "grid_worker")
    by = world.actors["grid_worker"]
    filed = world.file(
        "01", GRID, by=by, source=Source.GRID, filed_for=True, tell_by="visit", **with_phone()
    )
    answered(world, filed)
    today = worker.get(reverse("portal:grid_today")).content.decode()
    assert "要告知本人的" in today
    assert "待上门告知" in today


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_are_whole_in_both_languages(
    world: World, mine: Client, filed: Any, settings: Any, language: str
) -> None:
    mine.cookies["linli_language"] = language
    assert mine.get(where("mine", filed)).status_code == 200
    proved(mine, filed, settings)
    assert mine.get(where("mine", filed)).status_code == 200
    desk = signed_in(world, "community_desk")
    desk.cookies["linli_language"] = language
    assert desk.get(where("rights", filed)).status_code == 200
    behalf(desk, tell_by="visit")
    assert desk.get(reverse("cases:behalf_done")).status_code == 200


def test_the_page_of_ones_data_takes_at_most_twelve_queries(
    world: World, mine: Client, filed: Any, settings: Any, django_assert_max_num_queries: Any
) -> None:
    press(mine, filed, "withdraw")
    proved(mine, filed, settings)
    mine.post(where("mine_ask", filed, "erase"), {"key": str(uuid7())})
    mine.get(where("mine", filed))
    with django_assert_max_num_queries(12):
        mine.get(where("mine", filed))
