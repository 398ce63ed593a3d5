"""The whole life of an appeal and of a grid event, each move by its own person."""

from __future__ import annotations

from linli.domain.cases import queries
from linli.domain.cases.models import Case, Clock
from linli.domain.cases.states import State
from linli.foundation.journal import queries as journal
from tests.domain.cases.world import World, with_phone


def test_appeal_without_check_from_first_word_to_rated_and_closed(world: World) -> None:
    filed = world.file("01", **with_phone())
    case = filed.case
    assert world.move(case, "community_desk", "accept").state == State.ACCEPTED
    row = world.move(case, "community_desk", "dispatch")
    assert (row.state, row.lead_id) == (State.DISPATCHED, world.bodies["team"])
    world.move(case, "team_officer", "sign_for")
    row = world.move(case, "team_officer", "handle", result="已更换灯泡。")
    assert row.state == State.REPORTED_BACK
    row = world.move(case, world.reporter(case), "rate", solved=True, satisfied=True)
    assert (row.state, row.open, row.solved) == (State.CLOSED, False, True)
    moves = [e.move for e in journal.entries_of("case", case)]
    assert moves == [
        *("file", "accept", "dispatch", "sign_for", "handle", "report_back", "rate", "close"),
    ]
    assert not Clock.objects.filter(case_id=case, stopped_at=None).exists()
    assert list(queries.differences()) == []


def test_grid_event_settled_on_the_spot_is_one_step(world: World) -> None:
    filed = world.event(settled="当场清理。")
    row = Case.objects.get(pk=filed.case)
    assert (row.state, row.open) == (State.CLOSED, False)
    assert [e.move for e in journal.entries_of("case", row.id)] == ["file", "settle_on_spot"]
    assert list(queries.differences()) == []
