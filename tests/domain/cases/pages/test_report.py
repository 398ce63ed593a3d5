"""A resident reports: three screens and a receipt, one page, twice, badly, with pictures."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from linli.domain.cases.models import Case
from linli.foundation.attachments.models import Attachment
from linli.foundation.journal import queries as journal
from linli.kernel.ids import uuid7
from tests.domain.cases.world import World
from tests.foundation.attachments import pictures_for_tests as made

pytestmark = [pytest.mark.db, pytest.mark.django_db]
WORDS = "楼道里堆了电动车，昨天冒烟了。"
COMMUNITY = "140403006001"


def key_in(page) -> str:
    return re.search(r'name="key" value="([0-9a-f-]{36})"', page.content.decode())[1]


def photo(content: bytes = b"", name: str = "a.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or made.jpeg(gps=True), "image/jpeg")


def say_what(client: Client, words: str = WORDS, **more):
    key = key_in(client.get(reverse("cases:report")))
    return client.post(reverse("cases:report"), {"key": key, "words": words, **more})


def say_where(client: Client, world: World, place: str = COMMUNITY, **more):
    data = {"place": world.places[place], "address": "3 号楼", **more}
    return client.post(reverse("cases:report_place"), data)


def test_three_screens_and_a_receipt_without_a_name(client: Client, world: World) -> None:
    assert say_what(client).url == reverse("cases:report_place")
    assert say_where(client, world).url == reverse("cases:report_contact")
    answer = client.post(
        reverse("cases:report_contact"), {"anonymous": "1", "phone": "13800000000"}
    )
    assert answer.url == reverse("cases:report_done")
    case = Case.objects.get()
    done = client.get(answer.url).content.decode()
    assert case.number in done
    assert re.search(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", done)
    assert case.reachable is False  # anonymous was asked for: the phone typed before is not kept
    assert case.desk_id == world.bodies["community"]


def test_words_wait_in_the_session_sealed(client: Client, world: World) -> None:
    say_what(client)
    assert "电动车" not in str(dict(client.session))
    assert "电动车" in client.get(reverse("cases:report")).content.decode()


@pytest.mark.parametrize(
    "name", ["cases:report_place", "cases:report_contact", "cases:report_done"]
)
def test_a_later_screen_without_the_earlier_leads_back(client: Client, world, name: str) -> None:
    answer = client.get(reverse(name), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("cases:report")


def test_pictures_go_with_the_case_and_carry_no_place(client: Client, world: World) -> None:
    say_what(client, file=[photo(), photo()])
    assert {a.subject_kind for a in Attachment.objects.all()} == {"draft"}
    picture = Attachment.objects.first()
    assert client.get(reverse("attachments:thumb", args=[picture.pk])).status_code == 200
    assert Client().get(reverse("attachments:thumb", args=[picture.pk])).status_code == 404
    say_where(client, world)
    client.post(reverse("cases:report_contact"), {})
    case = Case.objects.get()
    assert {(a.subject_kind, a.subject_id) for a in Attachment.objects.all()} == {("case", case.pk)}
    assert client.get(reverse("attachments:show", args=[picture.pk])).status_code == 200
    assert Client().get(reverse("attachments:show", args=[picture.pk])).status_code == 404


def test_a_picture_can_be_taken_out_again(client: Client, world: World) -> None:
    say_what(client, file=[photo()])
    picture = Attachment.objects.get()
    url = reverse("cases:report_drop_picture")
    assert Client().post(url, {"picture": picture.pk}).status_code == 302
    assert client.post(url, {"picture": "x"}).status_code == 404
    assert Attachment.objects.exists()  # not the stranger's to take
    client.post(url, {"picture": picture.pk})
    assert not Attachment.objects.exists()


def test_a_picture_goes_up_before_the_words_and_twice_is_once(client: Client, world) -> None:
    url = reverse("cases:report_picture")
    for _ in range(2):
        answer = client.post(url, {"file": photo()})
        assert answer.status_code == 200
        assert answer.content.decode().count("<img") == 1
    say_what(client)
    say_where(client, world)
    client.post(reverse("cases:report_contact"), {})
    assert Attachment.objects.get().subject_id == Case.objects.get().pk


@pytest.mark.parametrize("content", [made.SVG, made.HTML, made.jpeg()[:300], b"x"])
def test_a_bad_picture_sent_alone_is_refused_in_words(client: Client, world, content) -> None:
    answer = client.post(reverse("cases:report_picture"), {"file": photo(content)})
    assert answer.status_code == 422
    assert answer.content.decode()
    assert not Attachment.objects.exists()
    assert client.post(reverse("cases:report_picture")).status_code == 404


@pytest.mark.parametrize("content", [made.SVG, made.HTML, made.bomb(), made.jpeg()[:300], b"x"])
def test_a_bad_picture_is_said_at_its_field_and_the_words_stay(client, world, content) -> None:
    answer = say_what(client, file=[photo(content)])
    assert answer.status_code == 422
    page = answer.content.decode()
    assert WORDS in page
    assert 'aria-invalid="true"' in page
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    ("words", "taken"),
    [
        ("", False),
        ("   \n\t ", False),
        ("\x00\x07", False),
        ("停" * 10_001, False),
        ("乱码\ufffd在此", False),
        ("停" * 10_000, True),
        ("路灯坏了😡𠮷野家", True),
        ("<script>alert(1)</script>", True),
    ],
)
def test_words_are_taken_or_refused_in_words(client: Client, world, words, taken) -> None:
    answer = say_what(client, words)
    assert answer.status_code == (302 if taken else 422)
    if not taken:
        assert "error-summary" in answer.content.decode()


def test_a_script_in_words_stays_text(client: Client, world: World) -> None:
    say_what(client, "<script>alert(1)</script>")
    say_where(client, world)
    assert "<script>alert(1)" not in client.get(reverse("cases:report_contact")).content.decode()


@pytest.mark.parametrize("place", ["", "0", "999999999", "abc", "9" * 40, "-1"])
def test_a_place_that_is_none_is_refused_in_words(client: Client, world, place: str) -> None:
    say_what(client)
    answer = client.post(reverse("cases:report_place"), {"place": place})
    if answer.status_code == 302:
        answer = client.post(reverse("cases:report_contact"), {})
    assert answer.status_code in {404, 422}
    assert not Case.objects.exists()


def test_a_phone_that_is_none_is_refused_at_its_field(client: Client, world: World) -> None:
    say_what(client)
    say_where(client, world)
    answer = client.post(reverse("cases:report_contact"), {"phone": "12ab"})
    assert answer.status_code == 422
    assert not Case.objects.exists()


def test_sent_twice_it_is_one_case_and_one_receipt(client: Client, world: World) -> None:
    say_what(client)
    say_where(client, world)
    session = dict(client.session)
    client.post(reverse("cases:report_contact"), {"phone": "13800000000"})
    first = client.get(reverse("cases:report_done")).content.decode()
    store = client.session
    store.update(session)
    store.save()
    client.post(reverse("cases:report_contact"), {"phone": "13800000000"})
    codes = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}")
    assert Case.objects.count() == 1
    again = client.get(reverse("cases:report_done")).content.decode()
    assert codes.findall(again) == codes.findall(first)


def test_sent_twice_with_another_body_is_told_so(client: Client, world: World) -> None:
    key = str(uuid7())
    data = {"key": key, "words": WORDS, "where": "一社区", "phone": ""}
    assert client.post(reverse("cases:report_one_page"), data).status_code == 302
    other = client.post(reverse("cases:report_one_page"), {**data, "words": "另一件事。"})
    assert other.status_code == 422
    assert Case.objects.count() == 1


def test_one_page_takes_a_name_that_means_one_place(client: Client, world: World) -> None:
    key = key_in(client.get(reverse("cases:report_one_page")))
    answer = client.post(
        reverse("cases:report_one_page"),
        {"key": key, "words": WORDS, "where": "一社区", "file": [photo()], "phone": "13800000000"},
    )
    assert answer.url == reverse("cases:report_done")
    case = Case.objects.get()
    assert case.place_id == world.places[COMMUNITY]
    assert Attachment.objects.get().subject_id == case.pk


def test_one_page_asks_which_where_a_name_means_several(client: Client, world: World) -> None:
    data = {"key": str(uuid7()), "words": WORDS, "where": "社区"}
    answer = client.post(reverse("cases:report_one_page"), data)
    assert answer.status_code == 422
    assert "潞州区 甲街道 二社区" in answer.content.decode()
    data["place"] = world.places["140403006002"]
    assert client.post(reverse("cases:report_one_page"), data).status_code == 302
    assert Case.objects.get().place_id == world.places["140403006002"]


def test_the_picker_finds_by_name_and_goes_level_by_level(client: Client, world: World) -> None:
    say_what(client)
    url = reverse("cases:report_place")
    found = client.get(url, {"q": "二社区"}).content.decode()
    assert f"place={world.places['140403006002']}" in found
    assert "没有叫" in client.get(url, {"q": "无此地"}).content.decode()
    below = client.get(url, {"at": world.places["140403006"]}).content.decode()
    assert f"place={world.places[COMMUNITY]}" in below
    part = client.get(url, {"q": "二社区"}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert 'id="picker"' in part


@pytest.mark.parametrize("query", ["%", "'", "\\", "一" * 500, "<b>", "\x00"])
def test_any_query_of_a_place_is_answered(client: Client, world: World, query: str) -> None:
    say_what(client)
    answer = client.get(reverse("cases:report_place"), {"q": query})
    assert answer.status_code == 200
    assert "“<b>”" not in answer.content.decode()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(
    "name", ["cases:report", "cases:report_one_page", "cases:find", "portal:home", "portal:phones"]
)
def test_public_pages_need_no_login_in_either_language(client, db, name, language) -> None:
    client.cookies["linli_language"] = language
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    assert 'href="tel:12345"' in answer.content.decode()


def test_the_words_of_a_case_are_kept_sealed(client: Client, world: World) -> None:
    say_what(client)
    say_where(client, world)
    client.post(reverse("cases:report_contact"), {"phone": "13800000000", "name": "示例"})
    case = Case.objects.get()
    texts = journal.particulars_of("case", [case.pk])[case.pk]
    assert (texts["words"], texts["contact_phone"]) == (WORDS, "13800000000")


@pytest.mark.parametrize("step", ["cases:report", "cases:report_place", "cases:report_contact"])
def test_a_screen_takes_at_most_twelve_queries(
    client: Client, world, step: str, django_assert_max_num_queries
) -> None:
    say_what(client, file=[photo()])
    say_where(client, world)
    with django_assert_max_num_queries(12):
        client.get(reverse(step))
