"""Clocks: what runs when, pauses, what a missed one does, and that nobody is chased twice."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from linli.domain.cases import jobs, queries
from linli.domain.cases.actions import chasing
from linli.domain.cases.models import Case, Clock
from linli.domain.cases.states import State
from linli.foundation.journal import queries as journal
from linli.kernel.access import SYSTEM
from tests.domain.cases.world import AT, World, with_phone

HOUR = timedelta(hours=1)


def running(case: UUID) -> set[str]:
    rows = Clock.objects.filter(case_id=case, stopped_at=None, paused_at=None, missed=False)
    return set(rows.values_list("kind", flat=True))


def clock(case: UUID, kind: str) -> Clock:
    found = Clock.objects.filter(case_id=case, kind=kind).order_by("id").last()
    assert found is not None
    return found


def after(case: UUID, kind: str) -> datetime:
    return clock(case, kind).due_at + HOUR


def start(world: World, *moves: tuple[str, str, dict[str, Any]]) -> UUID:
    case = world.file("02", **with_phone()).case
    for by, move, supplies in moves:
        world.move(case, by, move, **supplies)
    return case


ACCEPT = ("community_desk", "accept", {})
DISPATCH = ("community_desk", "dispatch", {})
SIGN = ("housing_handler", "sign_for", {})
ASK = ("housing_handler", "ask_reporter", {"question": "几号楼？"})
DONE = ("housing_handler", "handle", {"result": "好了。"})
PASS = ("community_desk", "verify_pass", {})


@pytest.mark.parametrize(
    ("moves", "kinds"),
    [
        ((), {"respond"}),
        ((ACCEPT,), {"respond", "resolve"}),
        ((ACCEPT, DISPATCH), {"sign", "resolve"}),
        ((ACCEPT, DISPATCH, SIGN), {"resolve"}),
        ((ACCEPT, DISPATCH, SIGN, ASK), {"wait"}),
        ((ACCEPT, DISPATCH, SIGN, DONE), {"verify"}),
        ((ACCEPT, DISPATCH, SIGN, DONE, PASS), {"close"}),
    ],
)
def test_which_clocks_run(world: World, moves: tuple[Any, ...], kinds: set[str]) -> None:
    case = start(world, *moves)
    assert running(case) == kinds
    row = Case.objects.get(pk=case)
    assert row.due_at == min(c.due_at for c in Clock.objects.filter(case=row) if c.is_running)


def test_waiting_for_the_reporter_costs_no_time(world: World) -> None:
    case = start(world, ACCEPT, DISPATCH, SIGN)
    before = clock(case, "resolve").due_at
    world.move(case, "housing_handler", "ask_reporter", question="几号楼？")
    asked = Case.objects.get(pk=case).changed_at
    world.move(case, world.reporter(case), "supplement", words="三号楼", at=asked + HOUR * 48)
    row = clock(case, "resolve")
    assert (len(row.pauses), row.due_at > before, row.is_running) == (1, True, True)
    assert any(code.startswith("paused") for code, _ in row.steps)


def test_an_unassigned_case_climbs_by_itself_with_a_fresh_clock_each_time(world: World) -> None:
    case = start(world)
    for desk in ("street", "county", "city"):
        at = after(case, "respond")
        assert jobs.run(at=at) == 1
        row = Case.objects.get(pk=case)
        assert (row.state, row.desk_id, row.hand_id) == (State.FILED, *[world.bodies[desk]] * 2)
        assert clock(case, "respond").due_at > at, "no level inherits an expired clock"
    jobs.run(at=after(case, "respond"))
    assert Case.objects.get(pk=case).desk_id == world.bodies["city"]
    assert clock(case, "respond").missed
    assert jobs.run(at=after(case, "respond") + HOUR) == 0, "the top is told once"


def test_a_missed_resolve_goes_up_and_is_chased_level_by_level(world: World) -> None:
    case = start(world, ACCEPT, DISPATCH, SIGN)
    due = clock(case, "resolve").due_at
    jobs.run(at=due + HOUR)
    row = Case.objects.get(pk=case)
    assert (row.desk_id, row.lead_id) == (world.bodies["street"], world.bodies["housing"])
    assert clock(case, "resolve").due_at == due, "the promise does not move"
    jobs.run(at=after(case, "chase"))
    assert Case.objects.get(pk=case).desk_id == world.bodies["county"]
    world.move(case, "housing_handler", "handle", result="好了。")
    world.move(case, "county_desk", "verify_pass")
    told = journal.entries_of("case", case).filter(move="report_back").get()
    assert told.on_time is False


def test_a_missed_sign_leaves_the_lead_and_calls_the_level_above(world: World) -> None:
    case = start(world, ACCEPT, DISPATCH)
    jobs.run(at=after(case, "sign"))
    row = Case.objects.get(pk=case)
    assert (row.state, row.desk_id) == (State.DISPATCHED, world.bodies["street"])
    water = {"lead": world.bodies["water"], "reason": "改派"}
    assert world.move(case, "street_desk", "re_dispatch", **water).lead_id == world.bodies["water"]


def test_a_missed_verify_goes_to_the_verifier_above(world: World) -> None:
    case = start(world, ACCEPT, DISPATCH, SIGN, DONE)
    jobs.run(at=after(case, "verify"))
    row = Case.objects.get(pk=case)
    assert row.verifier_id == row.hand_id == world.bodies["street"]
    assert row.desk_id == world.bodies["community"]


def test_no_answer_from_the_reporter_lets_the_work_go_on(world: World) -> None:
    case = start(world, ACCEPT, DISPATCH, SIGN, ASK)
    jobs.run(at=after(case, "wait"))
    assert Case.objects.get(pk=case).state == State.IN_HAND
    assert running(case) == {"resolve"}


def test_unrated_is_closed_when_the_call_back_time_is_over(world: World) -> None:
    case = start(world, ACCEPT, DISPATCH, SIGN, DONE, PASS)
    jobs.run(at=after(case, "close"))
    row = Case.objects.get(pk=case)
    assert (row.state, row.solved, row.open) == (State.CLOSED, None, False)


def test_an_undecided_second_bad_rating_goes_up(world: World) -> None:
    bad = {"solved": False, "satisfied": False}
    case = start(world, ACCEPT, DISPATCH, SIGN, DONE, PASS)
    world.move(case, world.reporter(case), "rate", **bad)
    for by, move, supplies in (DONE, PASS):
        world.move(case, by, move, **supplies)
    world.move(case, world.reporter(case), "rate", **bad)
    assert running(case) == {"decide"}
    jobs.run(at=after(case, "decide"))
    assert Case.objects.get(pk=case).desk_id == world.bodies["street"]


def test_a_killed_round_is_finished_by_the_next_and_nobody_is_chased_twice(
    world: World,
) -> None:
    cases = [start(world) for _ in range(4)]
    at = max(after(c, "respond") for c in cases)
    chasing.chase(at=at)  # the round that was killed after its first case
    assert jobs.run(at=at) == 3
    assert jobs.run(at=at) == 0
    for case in cases:
        assert journal.entries_of("case", case).filter(move="escalate_missed").count() == 1


def test_history_is_never_chased(world: World) -> None:
    world.file("02", by=SYSTEM, source="imported", history=True)
    assert jobs.run(at=AT + timedelta(days=100)) == 0


def test_on_time_is_what_the_clock_says(world: World) -> None:
    case = start(world, ACCEPT, DISPATCH, SIGN, DONE, PASS)
    said = {e.move: e.on_time for e in journal.entries_of("case", case)}
    assert said["dispatch"] is said["sign_for"] is said["report_back"] is True
    told = journal.entries_of("case", case).get(move="report_back")
    assert told.elapsed == int((told.at - AT).total_seconds())


def test_every_deadline_says_how_it_was_computed(world: World) -> None:
    case = start(world, ACCEPT, DISPATCH)
    shown = world.detail(case, "community_desk")
    assert {c.kind for c in shown.clocks} == {"respond", "sign", "resolve"}
    assert all(c.steps for c in shown.clocks)
    assert list(queries.differences()) == []
