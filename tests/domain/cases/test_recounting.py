"""A year's calendar arrives: open deadlines follow it with an entry each, everything else stays."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from linli.domain.cases import jobs, queries
from linli.domain.cases.actions import recounting
from linli.domain.cases.models import CalendarMark, Case, Clock, Involvement
from linli.foundation.calendars import published
from linli.foundation.calendars.actions import publish_year
from linli.foundation.calendars.rules import Day
from linli.foundation.journal import queries as journal
from linli.kernel.access import SYSTEM
from tests.domain.cases.pages.people import signed_in
from tests.domain.cases.world import World, with_phone

FILED = datetime(2026, 4, 28, 1, 0, tzinfo=UTC)  # Tuesday, 09:00; holidays are 1 to 5 May
NOW = FILED + timedelta(hours=8)
GUESSED = date(2026, 5, 5)  # five working days if May Day were a day like another
RIGHT = date(2026, 5, 8)  # 29, 30, 6, 7, 8: the 5th is a holiday


def publish(days: tuple[Day, ...] = ()) -> bool:
    return publish_year(
        by=SYSTEM, at=NOW, year=2026, days=days or published.days(2026), source="示例"
    )


def begun(world: World, **more: object) -> UUID:
    case = world.file("02", at=FILED, **with_phone(), **more).case
    world.move(case, "community_desk", "accept")
    world.move(case, "community_desk", "dispatch")
    world.move(case, "housing_handler", "sign_for")
    return UUID(str(case))


def due(case: UUID) -> date:
    return timezone.localdate(Case.objects.get(pk=case).due_at)


def recounts(case: UUID) -> int:
    return journal.entries_of("case", case).filter(move="recount").count()


def test_open_deadlines_follow_the_calendar_with_one_entry_each(world: World) -> None:
    case = begun(world)
    assert (due(case), Clock.objects.get(case=case, kind="resolve").guessed) == (GUESSED, True)
    assert jobs.recount(at=NOW) == 0  # nothing has arrived
    assert publish()
    assert jobs.recount(at=NOW) == 1
    clock = Clock.objects.get(case=case, kind="resolve")
    assert (due(case), clock.guessed) == (RIGHT, False)
    row = Case.objects.get(pk=case)
    assert row.due_at == clock.due_at
    assert {i.due_at for i in Involvement.objects.filter(case=case)} == {row.due_at}
    entry = journal.entries_of("case", case).get(move="recount")
    assert (entry.from_state, entry.to_state, entry.actor_kind) == ("in_hand", "in_hand", "system")
    assert entry.data["clocks"] == ["resolve"]
    assert datetime.fromisoformat(entry.data["due"]) == row.due_at
    assert timezone.localdate(datetime.fromisoformat(entry.data["was"])) == GUESSED
    assert list(queries.differences()) == []


def test_run_again_changes_nothing_and_asks_once(world: World) -> None:
    case = begun(world)
    publish()
    jobs.recount(at=NOW)
    assert jobs.recount(at=NOW) == 0
    assert not publish()
    assert jobs.recount(at=NOW) == 0
    assert recounts(case) == 1
    CalendarMark.objects.update(done=False, after=None)  # as if the mark had been lost
    assert jobs.recount(at=NOW) == 0
    assert recounts(case) == 1


def test_a_corrected_notice_is_followed_too(world: World) -> None:
    case = begun(world)
    publish()
    jobs.recount(at=NOW)
    worked = {date(2026, 5, 5)}
    publish(tuple(d for d in published.days(2026) if d.day not in worked))
    assert jobs.recount(at=NOW) == 1
    assert due(case) == date(2026, 5, 7)
    assert recounts(case) == 2
    assert list(queries.differences()) == []


def test_killed_in_the_middle_it_goes_on_where_it_was(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = [begun(world) for _ in range(5)]
    publish()
    assert recounting.recount_batch(at=NOW, size=2) == 2
    with monkeypatch.context() as patched:
        patched.setattr(recounting, "_advance", kill)
        with pytest.raises(KeyboardInterrupt):
            recounting.recount_batch(at=NOW, size=2)
    assert sorted(map(recounts, cases)) == [0, 1, 1, 1, 1]
    assert list(queries.differences()) == []
    assert jobs.recount(at=NOW) == 1
    assert list(map(recounts, cases)) == [1] * 5
    assert {due(c) for c in cases} == {RIGHT}
    assert list(queries.differences()) == []


def kill(*_: object) -> None:
    raise KeyboardInterrupt


def test_what_is_paused_is_counted_and_runs_on_from_there(world: World) -> None:
    case = begun(world)
    world.move(case, "housing_handler", "ask_reporter", question="几号楼？")
    publish()
    jobs.recount(at=NOW)
    paused = Clock.objects.get(case=case, kind="resolve")
    assert timezone.localdate(paused.due_at) == RIGHT
    world.move(case, world.reporter(case), "supplement", words="三号楼。")
    assert due(case) == RIGHT
    assert list(queries.differences()) == []


def test_closed_history_and_what_was_missed_stay_as_they_were(world: World) -> None:
    closed, history, missed = begun(world), begun_history(world), begun(world)
    world.move(closed, world.reporter(closed), "withdraw")
    Clock.objects.filter(case=missed, stopped_at=None).update(missed=True)
    before = {c.pk: c.due_at for c in Clock.objects.all()}
    publish()
    assert jobs.recount(at=NOW) == 0
    assert {c.pk: c.due_at for c in Clock.objects.all()} == before
    assert [recounts(c) for c in (closed, history, missed)] == [0, 0, 0]


def begun_history(world: World) -> UUID:
    filed = world.file("02", at=FILED, by=SYSTEM, source="imported", history=True)
    return UUID(str(filed.case))


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh-hans", ("按公布的日历重算时限", "重新计算了办理时限", "改为", "第二百零三条")),
        ("en", ("Time limit counted anew", "is now", "article 203")),
    ],
)
def test_the_timeline_says_so(world: World, lang: str, words: tuple[str]) -> None:
    case = begun(world)
    publish()
    jobs.recount(at=NOW)
    client = signed_in(world, "community_desk")
    text = client.get(f"/cases/{case}/", headers={"Accept-Language": lang}).content.decode()
    for word in words:
        assert word in text
