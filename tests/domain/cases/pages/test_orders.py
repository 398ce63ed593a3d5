"""Orders on the pages: a file is looked at, taken in, worked, answered; nobody else sees it."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from python_calamine import load_workbook

from linli.domain.cases.actions import uploads
from linli.domain.cases.jobs import take_upload
from linli.domain.cases.models import Case, Order, OrderUpload
from linli.domain.cases.views import order_files
from tests.domain.cases.ordering import HEAD, line
from tests.domain.cases.pages.people import signed_in
from tests.domain.cases.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo(settings: Any) -> None:
    settings.DEMO = True


def hand_in(client: Client, text: str, **more: str) -> Any:
    """Send a file as the page does."""
    given = {"source": "12345", "kind": "orders"} | more
    file = SimpleUploadedFile("工单.csv", text.encode())
    return client.post(reverse("cases:order_hand_in"), {**given, "file": file})


def sheet(answer: Any) -> list[list[Any]]:
    """Return the cells of a workbook that was sent."""
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    return book.get_sheet_by_index(0).to_python()


def test_a_file_is_looked_at_taken_in_worked_and_answered(world: World) -> None:
    street = signed_in(world, "street_desk")
    shown = hand_in(street, HEAD + line("GD-1") + line("GD-2", district="没有的区"))
    assert shown.status_code == 302
    page = street.get(shown.url)
    assert "导入这 1 件" in page.content.decode()
    assert "没有的区" in page.content.decode()
    assert Case.objects.count() == 0  # looked at only
    faults = sheet(street.get(shown.url + "faults/"))
    assert faults[1][:2] == [3.0, "所属区县"]
    for _ in range(2):  # pressed twice, taken once
        street.post(shown.url)
    assert "已导入" in street.get(shown.url).content.decode()
    case = Case.objects.get()

    desk, team = signed_in(world, "community_desk"), signed_in(world, "team_officer")
    for client, move in ((desk, "accept"), (desk, "dispatch"), (team, "sign_for")):
        assert client.post(reverse("cases:move", args=[case.id, move])).status_code == 302
    done = {"result": "示例：灯已换好。"}
    team.post(reverse("cases:move", args=[case.id, "handle"]), done)

    listed = street.get(reverse("cases:orders") + "?source=12345").content.decode()
    assert "GD-1" in listed
    text = street.get(reverse("cases:case", args=[case.id])).content.decode()
    assert "回复内容：示例：灯已换好。" in text
    assert "data-linli-copy-button" in text
    rows = sheet(street.get(reverse("cases:order_replies") + "?source=12345"))
    assert rows[1][:4] == ["GD-1", "示例team", "已办结", "示例：灯已换好。"]
    pick = {"pick": str(Order.objects.get().id)}
    told = street.post(reverse("cases:orders_answered"), pick, follow=True)
    assert "已标为回复平台：1 件" in told.content.decode()
    assert "GD-1" not in street.get(reverse("cases:orders")).content.decode()
    assert "GD-1" in street.get(reverse("cases:orders") + "?view=answered").content.decode()


def test_what_is_pressed_too_early_or_by_others_is_said(world: World, take: Any) -> None:
    take(HEAD + line("GD-1"))
    pick = {"pick": str(Order.objects.get().id)}
    told = signed_in(world, "street_desk").post(reverse("cases:orders_answered"), pick, follow=True)
    assert "还没有办理结果" in told.content.decode()
    for name, status in (("community_desk", 403), ("team_officer", 403)):
        assert signed_in(world, name).get(reverse("cases:orders")).status_code == status
    told = signed_in(world, "street2_desk").post(
        reverse("cases:orders_answered"), pick, follow=True
    )
    assert "没有这件上级工单" in told.content.decode()
    assert Order.objects.get().open is True
    listed = signed_in(world, "street2_desk").get(reverse("cases:orders") + "?view=all")
    assert "GD-1" not in listed.content.decode()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "file"),
        ("没有,列名\n1,2\n", "工单编号"),
        (HEAD.replace("主要内容", "内容简介") + line("GD-1"), "主要内容"),
        ("\x00\x01\x02", "file"),
    ],
)
def test_a_file_that_cannot_be_read_is_said_at_its_field(
    world: World, text: str, said: str
) -> None:
    answer = hand_in(signed_in(world, "street_desk"), text)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert OrderUpload.objects.count() == 0


def test_a_file_is_its_own_persons(world: World) -> None:
    shown = hand_in(signed_in(world, "street_desk"), HEAD + line("GD-1"))
    for name in ("county_desk", "street2_desk"):
        other = signed_in(world, name)
        assert other.get(shown.url).status_code == 404
        assert other.post(shown.url).status_code == 404
    assert Case.objects.count() == 0


def test_rows_outside_the_persons_scope_are_refused(world: World) -> None:
    shown = hand_in(
        signed_in(world, "street2_desk"),
        HEAD + line("GD-1", district="", town="", community="一社区"),
    )
    street2 = signed_in(world, "street2_desk")
    assert "导入这" not in street2.get(shown.url).content.decode()
    street2.post(shown.url)
    assert Case.objects.count() == 0


def test_a_large_file_goes_to_a_worker(world: World, monkeypatch: Any) -> None:
    monkeypatch.setattr(order_files, "AT_ONCE", 1)
    street = signed_in(world, "street_desk")
    shown = hand_in(street, HEAD + line("GD-1") + line("GD-2"))
    assert "正在处理" in street.get(shown.url).content.decode()
    upload = OrderUpload.objects.get()
    take_upload(upload_id=str(upload.id))
    assert "导入这 2 件" in street.get(shown.url).content.decode()
    street.post(shown.url)
    for _ in range(2):  # a worker that was killed is followed by another
        take_upload(upload_id=str(upload.id))
    assert Case.objects.count() == 2
    assert uploads.forget_uploads(at=timezone.now() + uploads.KEPT * 2) == 1


def test_joining_and_petitions_on_the_page(world: World, take: Any) -> None:
    told = world.file(at=timezone.now())
    take(HEAD + line("GD-1"))
    fresh = Case.objects.get(source="hotline")
    street = signed_in(world, "street_desk")
    address = reverse("cases:case", args=[fresh.id])
    assert told.number in street.get(address).content.decode()
    street.post(reverse("cases:move", args=[fresh.id, "join"]), {"into": told.number})
    assert Order.objects.get().case_id == told.case
    text = street.get(reverse("cases:case", args=[told.case])).content.decode()
    assert "GD-1" in text
    petition = reverse("cases:petition", args=[told.case])
    street.post(petition, {"number": "XF-1", "link": "javascript:alert(1)"})
    assert Order.objects.filter(number="XF-1").count() == 0


def test_pages_of_orders_ask_little(world: World, take: Any) -> None:
    take(HEAD + "".join(line(f"GD-{n}") for n in range(12)))
    street = signed_in(world, "street_desk")
    case = Case.objects.order_by("id")[0]
    addresses = (
        reverse("cases:orders") + "?view=working",
        reverse("cases:case", args=[case.id]),
        reverse("cases:order_rates"),
        reverse("cases:order_hand_in"),
    )
    for address in addresses:
        street.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert street.get(address).status_code == 200
        assert len(asked) <= 12, (address, len(asked))
