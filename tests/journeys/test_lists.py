"""Desks without leaving the list: rows opened one after the other, two keys, what is late."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.cache import cache
from django.utils import timezone

from linli.domain.cases.models import Case
from linli.domain.territory import queries as territory
from linli.foundation.ui.text import say
from tests.domain.cases.pages.people import user_of
from tests.domain.cases.world import World, build, with_phone
from tests.journeys.conftest import Open

pytestmark = pytest.mark.django_db(transaction=True)
DECIDE = 2  # ui.md: taps of a leader
WORDS = "示例：楼道里堆放旧家具，挡住了消防通道。"


@pytest.fixture
def world(transactional_db: None, settings, tmp_path: Path) -> World:
    settings.ATTACHMENT_FOLDER = tmp_path / "files"
    cache.clear()
    territory.forget()
    return build()


@pytest.fixture
def case(world: World) -> Case:
    """A matter that asks for evidence and a look on site, filed just now."""
    filed = world.file("03", at=timezone.now(), words=WORDS, **with_phone())
    return Case.objects.get(pk=filed.case)


def state(case: Case) -> str:
    return Case.objects.get(pk=case.pk).state


def test_accepted_and_dispatched_by_two_keys(open_page: Open, world: World, case: Case) -> None:
    walk = open_page(size="desk", user=user_of(world, "community_desk"))
    walk.go(f"/cases/{case.pk}/")
    walk.page.keyboard.press("a")
    walk.sees(say("cases.state.accepted.staff"))
    walk.page.keyboard.press("d")
    walk.sees(say("cases.state.dispatched.staff"))
    assert state(case) == "dispatched"


def test_twenty_cases_are_worked_without_leaving_the_list(open_page: Open, world: World) -> None:
    for n in range(3):
        world.file("01", at=timezone.now(), words=f"示例：第{n}件，路灯不亮。")
    walk = open_page(size="desk", user=user_of(world, "community_desk"))
    walk.go("/cases/?view=to_act")
    for n in range(3):
        walk.page.keyboard.press("j")
        walk.page.keyboard.press("o")
        row = walk.page.locator("[data-linli-row]").nth(n)
        walk.page.locator("#panel h1", has_text=row.locator(".title").inner_text()).wait_for()
    assert walk.page.url.endswith("view=to_act")


def test_the_leader_reads_five_figures_and_opens_what_is_late(
    open_page: Open, world: World, case: Case
) -> None:
    Case.objects.filter(pk=case.pk).update(due_at=timezone.now() - timezone.timedelta(days=2))
    walk = open_page(size="phone", user=user_of(world, "community_secretary"))
    walk.go("/leader/")
    assert walk.page.locator(".stat").count() == 5
    walk.press(WORDS[:12], role="link")
    assert walk.presses <= DECIDE
    assert str(case.pk) in walk.page.url
