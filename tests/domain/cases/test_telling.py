"""A move tells whose hand it comes to, in codes; the texts are there in both languages."""

from __future__ import annotations

import pytest
from django.utils import translation

from linli.domain.cases.models import Case
from linli.domain.cases.queries.telling import TELLS, told_by
from linli.domain.cases.rules.telling import single
from linli.foundation.journal import queries as journal
from linli.foundation.notices import jobs
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
