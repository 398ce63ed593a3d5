"""Two hands at once: real threads, real connections; one wins, the other is told."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from linli.domain.cases import actions, jobs, queries
from linli.domain.cases.actions import Filing
from linli.domain.cases.models import Case, Clock
from linli.foundation.journal import queries as journal
from linli.kernel.access import ANONYMOUS
from linli.kernel.errors import Refusal
from tests.domain.cases.world import AT, World, build

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def laid(transactional_db: None) -> World:
    """The small city, committed, so that other connections see it."""
    return build()


def together(*works: Callable[[], Any]) -> list[Any]:
    """Run works at the same moment, each on its own connection; return results or refusals."""
    gate = Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        try:
            gate.wait()
            return work()
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_two_people_move_one_case_and_the_second_is_told(laid: World) -> None:
    case = laid.file("02").case

    def accept(name: str) -> Callable[[], Any]:
        return lambda: actions.move(
            by=laid.actors[name], at=AT, case_id=case, move="accept", seen_seq=1
        )

    told = together(accept("community_desk"), accept("community_secretary"))
    refusals = [t for t in told if isinstance(t, Refusal)]
    assert [r.code for r in refusals] == ["moved_meanwhile"]
    assert journal.entries_of("case", case).filter(move="accept").count() == 1
    assert list(queries.differences()) == []


def test_two_different_moves_without_a_number_seen_follow_the_table(laid: World) -> None:
    case = laid.file("02").case
    desk = laid.actors["community_desk"]
    away = {"ground": "beyond_duty", "basis": "示例规定", "go_to": "找物业公司"}
    told = together(
        lambda: actions.move(by=desk, at=AT, case_id=case, move="accept"),
        lambda: actions.move(by=desk, at=AT, case_id=case, move="refuse", supplies=away),
        lambda: actions.move(
            by=laid.reporter(case), at=AT, case_id=case, move="withdraw", supplies={}
        ),
    )
    row = Case.objects.get(pk=case)
    made = [t for t in told if not isinstance(t, Refusal)]
    assert row.seq == 1 + len(made)
    assert all(t.code == "move_not_allowed" for t in told if isinstance(t, Refusal))
    assert list(queries.differences()) == []


def test_one_key_at_the_same_moment_files_once(laid: World) -> None:
    filing = Filing(matter="01", place=laid.places["140403006001"], words="路灯不亮")

    def work() -> Any:
        return actions.file(by=ANONYMOUS, at=AT, filing=filing, key="one-key")

    told = together(*[work] * 4)
    assert len({t.number for t in told}) == 1
    assert Case.objects.count() == 1


def test_one_key_moves_once(laid: World) -> None:
    case = laid.file("02").case

    def work() -> Any:
        return actions.move(
            by=laid.actors["community_desk"], at=AT, case_id=case, move="accept", key="one-key"
        )

    told = together(*[work] * 3)
    assert [t.state for t in told] == ["accepted"] * 3
    assert Case.objects.get(pk=case).seq == 2


def test_two_workers_chase_each_missed_clock_once(laid: World) -> None:
    cases = [laid.file("02").case for _ in range(6)]
    at = max(c.due_at for c in Clock.objects.order_by("id"))
    at = at.replace(microsecond=at.microsecond) + (at - AT)
    together(lambda: jobs.run(at=at), lambda: jobs.run(at=at))
    jobs.run(at=at)
    for case in cases:
        assert journal.entries_of("case", case).filter(move="escalate_missed").count() == 1
    assert list(queries.differences()) == []
