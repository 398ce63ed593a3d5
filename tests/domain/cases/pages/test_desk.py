"""One case at a desk: who sees it, what may be done, what a refusal says."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from linli.domain.bodies.models import Appointment
from linli.domain.cases.models import Case
from linli.domain.mandates.models import Matter, Revision
from linli.foundation.jobs import clock
from linli.foundation.journal.models import Look
from tests.domain.cases.pages.people import signed_in
from tests.domain.cases.world import World, with_phone

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo(settings: Any) -> None:
    settings.DEMO = True


VERIFIERS = {"community": "community_desk", "street": "street_verifier"}


def test_the_page_says_who_and_by_which_rule(world: World) -> None:
    filed = world.file()
    page = signed_in(world, "community_desk").get(reverse("cases:case", args=[filed.case]))
    text = page.content.decode()
    assert "示例team" in text
    assert "示例规定第一条" in text


def test_outside_the_scope_it_does_not_exist(world: World) -> None:
    filed = world.file()
    client = signed_in(world, "street2_desk")
    assert client.get(reverse("cases:case", args=[filed.case])).status_code == 404
    assert client.post(reverse("cases:move", args=[filed.case, "accept"])).status_code == 404
    assert Case.objects.get().state == "filed"


def test_accept_and_dispatch_are_two_presses(world: World) -> None:
    filed = world.file()
    client = signed_in(world, "community_desk")
    for move in ("accept", "dispatch"):
        answer = client.post(reverse("cases:move", args=[filed.case, move]))
        assert answer.status_code == 302, answer.content.decode()[-800:]
    case = Case.objects.get()
    assert (case.state, case.lead_id) == ("dispatched", world.bodies["team"])


def test_who_acted_for_a_post_signs_as_such(world: World) -> None:
    filed = world.file()
    desk = signed_in(world, "community_desk")
    desk.post(reverse("cases:move", args=[filed.case, "accept"]))
    held = Appointment.objects.filter(person_id=world.persons["community_desk"])
    url = reverse("cases:case", args=[filed.case])
    assert "主持工作" not in desk.get(url).content.decode()
    until = timezone.localdate(clock.now()) + timedelta(days=1)
    held.update(acting=True, valid_to=until)
    assert "（主持工作）</" in desk.get(url).content.decode()
    held.update(care=True)
    assert "（代管）</" in desk.get(url).content.decode()


def test_a_whole_life_on_the_pages(world: World) -> None:
    filed = world.file("03", **with_phone())
    desk, team = signed_in(world, "community_desk"), signed_in(world, "team_officer")

    def press(client: Any, move: str, **data: Any) -> None:
        answer = client.post(reverse("cases:move", args=[filed.case, move]), data)
        assert answer.status_code == 302, (move, answer.content.decode()[-1500:])

    press(desk, "accept")
    press(desk, "dispatch")
    press(team, "sign_for")
    press(team, "handle", result="已经修好", evidence=[_picture()])
    (checker,) = (n for n, b in world.bodies.items() if b == Case.objects.get().verifier_id)
    press(signed_in(world, VERIFIERS[checker]), "verify_pass")
    assert Case.objects.get().state == "reported_back"


def _picture() -> Any:
    kept = io.BytesIO()
    Image.new("RGB", (20, 20), "#dfe7ef").save(kept, "PNG")
    kept.seek(0)
    kept.name = "done.png"
    return kept


def test_a_result_without_its_picture_is_refused_at_the_field(world: World) -> None:
    filed = world.file("03")
    world.move(filed.case, "community_desk", "accept")
    world.move(filed.case, "community_desk", "dispatch")
    world.move(filed.case, "team_officer", "sign_for")
    client = signed_in(world, "team_officer")
    answer = client.post(reverse("cases:move", args=[filed.case, "handle"]), {"result": "好了"})
    assert answer.status_code == 422
    assert "evidence" in answer.context["form"].errors
    assert Case.objects.get().state == "in_hand"


def test_an_impossible_move_is_409_and_names_what_is_possible(world: World) -> None:
    filed = world.file()
    client = signed_in(world, "community_desk")
    answer = client.post(reverse("cases:move", args=[filed.case, "handle"]), {"result": "x"})
    assert answer.status_code == 409


def test_who_saw_an_older_state_is_told(world: World) -> None:
    filed = world.file()
    client = signed_in(world, "community_desk")
    world.move(filed.case, "community_secretary", "accept")
    url = reverse("cases:move", args=[filed.case, "dispatch"])
    answer = client.post(url, {"seen": "1"})
    assert answer.status_code == 422
    assert Case.objects.get().state == "accepted"


def test_the_same_press_twice_moves_once(world: World) -> None:
    filed = world.file()
    client = signed_in(world, "community_desk")
    url = reverse("cases:move", args=[filed.case, "accept"])
    first = client.post(url, {"key": "abc", "seen": "1"})
    again = client.post(url, {"key": "abc", "seen": "1"})
    assert first.status_code == 302
    assert again.status_code in (302, 409)
    assert Case.objects.get().seq == 2


def test_another_lead_than_the_resolved_one_needs_a_reason(world: World) -> None:
    filed = world.file()
    world.move(filed.case, "community_desk", "accept")
    client = signed_in(world, "community_desk")
    url = reverse("cases:move", args=[filed.case, "dispatch"])
    data = {"lead": str(world.bodies["housing"])}
    assert client.post(url, data).status_code == 422
    assert client.post(url, {**data, "reason": "现场属住建管理"}).status_code == 302
    assert Case.objects.get().lead_id == world.bodies["housing"]


def test_a_contact_is_shown_after_the_look_is_written(world: World) -> None:
    filed = world.file(**with_phone())
    client = signed_in(world, "community_desk")
    page = client.get(reverse("cases:case", args=[filed.case]))
    assert "13800000000" not in page.content.decode()
    url = reverse("cases:contact", args=[filed.case])
    assert client.post(url, {"reason": "curiosity"}).status_code == 422
    assert Look.objects.count() == 0
    shown = client.post(url, {"reason": "call_back"})
    assert "13800000000" in shown.content.decode()
    assert Look.objects.count() == 1


def test_english_has_no_missing_words(world: World) -> None:
    filed = world.file(**with_phone())
    client = signed_in(world, "community_desk")
    client.cookies["linli_language"] = "en"
    page = client.get(reverse("cases:case", args=[filed.case]))
    assert "Who is responsible" in page.content.decode()


def test_an_unsorted_case_is_accepted_with_a_matter_its_words_suggest(world: World) -> None:
    Matter.objects.filter(code="02").update(keywords=["路灯", "不亮"])
    Revision.renew()
    filed = world.file("99", words="小区门口路灯不亮。")
    client = signed_in(world, "community_desk")
    text = client.get(reverse("cases:case", args=[filed.case])).content.decode()
    assert '<option value="02" selected>' in text
    assert "按“路灯、不亮”建议" in text
    client.post(reverse("cases:move", args=[filed.case, "accept"]), {"matter": "02"})
    case = Case.objects.get()
    assert (case.state, case.matter) == ("accepted", "02")
    again = client.get(reverse("cases:case", args=[filed.case])).content.decode()
    assert 'id="matter-choice"' not in again
