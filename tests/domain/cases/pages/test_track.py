"""A resident follows a case: in their words, with their moves, and nobody else's."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from linli.domain.cases.models import Case
from linli.domain.cases.views import tries
from linli.foundation.attachments.models import Attachment
from linli.kernel.ids import case_number, tracking_code, uuid7
from tests.domain.cases.world import World, with_phone
from tests.foundation.attachments import pictures_for_tests as made

pytestmark = [pytest.mark.db, pytest.mark.django_db]


@pytest.fixture
def filed(world: World):
    return world.file("01", **with_phone())


@pytest.fixture
def mine(client: Client, filed) -> Client:
    open_case(client, filed)
    return client


def open_case(client: Client, filed):
    data = {"number": filed.number, "code": filed.tracking_code}
    return client.post(reverse("cases:find"), data)


def page(client: Client, filed) -> str:
    return client.get(reverse("cases:track", args=[filed.case])).content.decode()


def press(client: Client, filed, name: str, **more):
    url = reverse("cases:track_move", args=[filed.case, name])
    return client.post(url, {"key": str(uuid7()), **more})


def answered(world: World, filed) -> None:
    world.move(filed.case, "community_desk", "accept")
    world.move(filed.case, "community_desk", "dispatch")
    world.move(filed.case, "team_officer", "sign_for")
    world.move(filed.case, "team_officer", "handle", result="已更换灯泡。")


def test_number_and_code_open_it_as_people_type_them(client: Client, filed) -> None:
    typed = {"number": filed.number.lower().replace("-", " "), "code": filed.tracking_code.lower()}
    answer = client.post(reverse("cases:find"), typed)
    assert answer.url == reverse("cases:track", args=[filed.case])
    assert "小区门口路灯不亮" in page(client, filed)


def test_a_wrong_number_and_a_wrong_code_answer_alike(client: Client, filed) -> None:
    answers = [
        client.post(reverse("cases:find"), data)
        for data in (
            {"number": case_number(), "code": filed.tracking_code},
            {"number": filed.number, "code": tracking_code()},
            {"number": "X", "code": "Y"},
        )
    ]
    assert {a.status_code for a in answers} == {422}
    said = [re.search(r"error-summary.*?</div>", a.content.decode(), re.S)[0] for a in answers]
    assert len(set(said)) == 1


def test_the_address_alone_opens_nothing(client: Client, filed) -> None:
    assert client.get(reverse("cases:track", args=[filed.case])).url == reverse("cases:find")
    assert press(client, filed, "withdraw").status_code == 404
    assert Case.objects.get().open


def test_a_stranger_with_their_own_case_cannot_reach_another(world: World, mine: Client) -> None:
    other = world.file("02")
    assert mine.get(reverse("cases:track", args=[other.case])).status_code == 302
    assert press(mine, other, "withdraw").status_code == 404


def test_trying_a_thousand_codes_ends_soon(client: Client, filed) -> None:
    codes = [
        client.post(reverse("cases:find"), {"number": filed.number, "code": tracking_code()})
        for _ in range(tries.PER_SESSION + 1)
    ]
    assert [a.status_code for a in codes] == [422] * tries.PER_SESSION + [429]
    assert open_case(client, filed).status_code == 429  # the right one waits too


def test_without_cookies_the_address_is_counted(filed) -> None:
    last = None
    for _ in range(tries.PER_ADDRESS + 1):
        data = {"number": filed.number, "code": tracking_code()}
        last = Client().post(reverse("cases:find"), data)
    assert last is not None
    assert last.status_code == 429


def test_the_contact_is_masked(mine: Client, filed) -> None:
    assert "13800000000" not in page(mine, filed)
    assert "138****0000" in page(mine, filed)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_state_of_a_whole_life_has_its_sentence(world, mine, filed, language) -> None:
    mine.cookies["linli_language"] = language
    steps = (
        ("community_desk", "accept", {}),
        ("community_desk", "dispatch", {}),
        ("team_officer", "sign_for", {}),
        ("team_officer", "ask_reporter", {"question": "是哪一盏灯？"}),
        (world.reporter(filed.case), "supplement", {"words": "东门那盏。"}),
        ("team_officer", "handle", {"result": "已更换灯泡。"}),
        (world.reporter(filed.case), "rate", {"solved": True, "satisfied": True}),
    )
    seen = [page(mine, filed)]
    for by, name, supplies in steps:
        world.move(filed.case, by, name, **supplies)
        seen.append(page(mine, filed))
    sentences = [re.search(r'class="sentence">(.*?)</p>', p, re.S)[1] for p in seen]
    assert len(set(sentences)) == len(sentences) - 1  # in hand twice
    assert not any("{" in s or "cases.state" in s for s in sentences)


def test_who_handles_it_and_by_which_rule(world, mine, filed) -> None:
    world.move(filed.case, "community_desk", "accept")
    world.move(filed.case, "community_desk", "dispatch")
    shown = page(mine, filed)
    assert "示例team" in shown
    assert "示例规定第一条" in shown


def test_a_question_is_answered_with_words_and_a_picture(world, mine, filed) -> None:
    world.move(filed.case, "community_desk", "accept")
    world.move(filed.case, "community_desk", "dispatch")
    world.move(filed.case, "team_officer", "sign_for")
    world.move(filed.case, "team_officer", "ask_reporter", question="是哪一盏灯？")
    assert "是哪一盏灯？补充后" in page(mine, filed)
    photo = SimpleUploadedFile("a.jpg", made.jpeg(), "image/jpeg")
    answer = press(mine, filed, "supplement", words="东门那盏。", file=photo)
    assert answer.status_code == 302
    assert Case.objects.get().state == "in_hand"
    assert Attachment.objects.get().subject_id == filed.case


def test_not_solved_brings_it_back_by_itself_once(world, mine, filed) -> None:
    answered(world, filed)
    assert press(mine, filed, "rate", solved="no", satisfied="no").status_code == 302
    case = Case.objects.get()
    assert (case.state, case.re_opens) == ("re_opened", 1)


def test_a_rating_pressed_twice_counts_once(world, mine, filed) -> None:
    answered(world, filed)
    data = {"key": str(uuid7()), "solved": "yes", "satisfied": "yes"}
    url = reverse("cases:track_move", args=[filed.case, "rate"])
    assert [mine.post(url, data).status_code for _ in range(2)] == [302, 302]
    assert Case.objects.get().state == "closed"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("rate", {}),
        ("rate", {"solved": "maybe", "satisfied": "yes"}),
        ("supplement", {"words": ""}),
        ("add", {}),
    ],
)
def test_what_is_missing_is_said_at_its_field(mine, filed, name, data) -> None:
    answer = press(mine, filed, name, **data)
    assert answer.status_code == 422


def test_a_move_the_state_does_not_allow_is_refused_in_words(mine, filed) -> None:
    answer = press(mine, filed, "rate", solved="yes", satisfied="yes")
    assert answer.status_code == 422
    assert Case.objects.get().state == "filed"


def test_moves_of_staff_are_no_addresses_here(mine, filed) -> None:
    assert press(mine, filed, "accept").status_code == 404
    assert press(mine, filed, "close").status_code == 404


def test_withdrawn_and_re_opened_within_the_window(world, mine, filed) -> None:
    answered(world, filed)
    press(mine, filed, "rate", solved="yes", satisfied="yes")
    case = Case.objects.get()
    assert case.state == "closed"
    assert "re_open_by_reporter" in queries_moves(case)
    other = world.file("01", words="另一件事。")
    open_case(mine, other)
    assert press(mine, other, "withdraw").status_code == 302
    assert Case.objects.get(pk=other.case).state == "withdrawn"


def queries_moves(case: Case) -> tuple[str, ...]:
    from linli.domain.cases.queries import public_status  # noqa: PLC0415 - one place only

    return public_status(case.pk, at=case.changed_at).moves


def test_the_page_takes_at_most_twelve_queries(
    world, mine, filed, django_assert_max_num_queries
) -> None:
    answered(world, filed)
    page(mine, filed)
    with django_assert_max_num_queries(12):
        page(mine, filed)
