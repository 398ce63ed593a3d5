"""A move tells whose hand it comes to, in codes; the texts are there in both languages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import translation

from linli.domain.cases.actions.warning import warn
from linli.domain.cases.models import Case, Clock
from linli.domain.cases.queries.telling import TELLS, told_by
from linli.domain.cases.rules.limits import WARNED
from linli.domain.cases.rules.telling import single
from linli.foundation.journal import queries as journal
from linli.foundation.notices import jobs
from linli.foundation.notices.channels import words
from linli.foundation.notices.models import Notice
from linli.foundation.notices.states import Single
from linli.foundation.ui.text import say
from tests.domain.cases.world import World, with_phone

pytestmark = [pytest.mark.db, pytest.mark.django_db]


def entries(case):
    return list(journal.entries_of("case", case))


def inboxes(case) -> set[tuple[str, str, int]]:
    told = told_by(entries(case)).tellings
    return {(t.kind.removeprefix("cases.notice."), t.inbox, t.inbox_id) for t in told}


def test_desk_and_lead_are_told_and_nobody_of_their_own_doing(world: World) -> None:
    filed = world.event("02")
    world.move(filed.case, "grid_worker", "pass_on")
    assert inboxes(filed.case) == {("pass_on.desk", "body", world.bodies["community"])}
    world.move(filed.case, "community_desk", "dispatch")
    assert inboxes(filed.case) >= {
        ("dispatch.lead", "body", world.bodies["housing"]),
        ("dispatch.finder", "person", world.persons["grid_worker"]),
    }


def test_notices_hold_no_words_and_come_once(world: World) -> None:
    filed = world.file("01", **with_phone())
    world.move(filed.case, "community_desk", "accept")
    world.move(filed.case, "community_desk", "dispatch")
    for entry in (rows := entries(filed.case)):
        entry.at = entry.recorded_at  # the world's clock is in March
    assert jobs.on_entries(rows) == 2
    assert jobs.on_entries(rows) == 0
    for notice in Notice.objects.all():
        assert notice.params == {"number": Case.objects.get().number}
        assert notice.single == ""


@pytest.mark.parametrize(
    ("move", "who", "urgency", "why"),
    [
        ("dispatch", "lead", "ordinary", None),
        ("dispatch", "lead", "hard", None),
        ("dispatch", "lead", "urgent", Single.URGENT),
        ("file", "desk", "extreme", Single.EMERGENCY),
        ("send_back", "desk", "ordinary", Single.RETURNED),
        ("verify_fail", "lead", "ordinary", Single.RETURNED),
        ("re_open_by_reporter", "lead", "ordinary", Single.RETURNED),
        ("withdraw", "lead", "ordinary", None),
        ("close", "finder", "extreme", None),
    ],
)
def test_few_notices_leave_by_themselves(move: str, who: str, urgency: str, why) -> None:
    assert single(move, who, urgency) is why


def test_history_tells_nobody(world: World) -> None:
    filed = world.event("02")
    world.move(filed.case, "grid_worker", "pass_on")
    Case.objects.update(history=True)
    assert inboxes(filed.case) == set()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_telling_has_its_words(language: str) -> None:
    with translation.override(language):
        for (_, move), told in TELLS.items():
            for who in told:
                if who != "reporter":
                    assert "7K3M" in say(f"cases.notice.{move}.{who}", number="7K3M")
                    assert "3" in say(f"cases.notice.{move}.{who}.count", count=3)


def test_a_clock_about_to_run_out_tells_its_hand_once(world: World) -> None:
    case = world.file("01").case
    clock = Clock.objects.get(kind="respond")
    third = clock.due_at - (clock.due_at - clock.started_at) * 33 / 100
    assert warn(at=third - timedelta(minutes=1)) == 0
    assert warn(at=third) == 1
    assert warn(at=third + timedelta(minutes=1)) == 0
    notice = Notice.objects.get()
    assert (notice.single, notice.inbox_id) == ("late_soon", world.bodies["community"])
    assert notice.params["number"] == Case.objects.get(pk=case).number
    assert Case.objects.get(pk=case).number in words(notice)


def test_a_clock_that_stopped_or_waits_for_the_reporter_warns_nobody(world: World) -> None:
    case = world.file("01").case
    for name, move in (("community_desk", "accept"), ("community_desk", "dispatch")):
        world.move(case, name, move)
    world.move(case, "team_officer", "sign_for")
    world.move(case, "team_officer", "ask_reporter", question="几号楼？")
    assert warn(at=Case.objects.get().changed_at + timedelta(days=90)) == 0
    assert not Notice.objects.exists()


def test_a_late_start_of_the_worker_warns_of_nothing_that_is_already_late(world: World) -> None:
    world.file("01")
    warn(at=Clock.objects.get().due_at + timedelta(hours=1))
    assert not Notice.objects.exists()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_clock_that_warns_has_its_words(language: str) -> None:
    with translation.override(language):
        for kind in WARNED:
            assert "7K3M" in say(f"cases.notice.late_soon.{kind}", number="7K3M", due_at="x")
