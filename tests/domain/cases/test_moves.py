"""What moves bring with them: reasons, returns, checks, ratings, endings; every refusal."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from linli.domain.cases import actions, queries
from linli.domain.cases.models import Case, Involvement
from linli.domain.cases.rules.consequences import checks_due
from linli.domain.cases.states import State
from linli.foundation.journal import queries as journal
from linli.kernel.access import SYSTEM
from linli.kernel.errors import Conflict, Invalid, NotPermitted, Refusal
from tests.domain.cases.world import AT, World, with_phone

FAR = timedelta(days=100)


def refused(world: World, case: UUID, by: Any, move: str, **supplies: Any) -> Refusal:
    before = Case.objects.get(pk=case)
    entries = journal.entries_of("case", case).count()
    with pytest.raises(Refusal) as caught:
        world.move(case, by, move, **supplies)
    after = Case.objects.get(pk=case)
    assert (after.seq, after.state) == (before.seq, before.state), "nothing half-done"
    assert journal.entries_of("case", case).count() == entries
    return caught.value


def in_hand(world: World, matter: str = "02", **more: Any) -> UUID:
    lead = {"02": "housing_handler", "08": "water_head"}.get(matter, "team_officer")
    case = world.file(matter, **with_phone(**more)).case
    world.move(case, "community_desk", "accept")
    world.move(case, "community_desk", "dispatch")
    world.move(case, lead, "sign_for")
    return case


def told(world: World, **more: Any) -> UUID:
    case = in_hand(world, "01", **more)
    world.move(case, "team_officer", "handle", result="已修好。")
    return case


def test_another_lead_than_the_mandates_name_needs_a_reason(world: World) -> None:
    case = world.file("02").case
    world.move(case, "community_desk", "accept")
    water = world.bodies["water"]
    said = refused(world, case, "community_desk", "dispatch", lead=water)
    assert (said.code, said.field) == ("lead_reason_missing", "reason")
    assert refused(world, case, "community_desk", "dispatch", lead=987).code == "lead_unknown"
    row = world.move(case, "community_desk", "dispatch", lead=water, reason="水管归水务局")
    assert row.lead_id == water
    last = journal.entries_of("case", case).last()
    assert last is not None
    assert last.data["resolved"] == world.bodies["housing"]


def test_where_nobody_is_responsible_a_lead_must_be_chosen(world: World) -> None:
    case = world.file("02", "140404").case  # another county: no mandate there
    assert Case.objects.get(pk=case).desk_id == world.bodies["city"]
    world.move(case, "city_desk", "accept")
    assert refused(world, case, "city_desk", "dispatch").code == "lead_missing"
    chosen = {"lead": world.bodies["housing"], "reason": "暂由区局代办"}
    assert world.move(case, "city_desk", "dispatch", **chosen).state == State.DISPATCHED


def test_a_matter_with_its_own_channel_is_referred_never_accepted(world: World) -> None:
    case = world.file("15").case
    said = refused(world, case, "community_desk", "accept")
    assert (said.code, said.params["channel"]) == ("matter_has_channel", "信访")
    corrected = world.move(case, "community_desk", "accept", matter="02")
    assert (corrected.state, corrected.matter1) == (State.ACCEPTED, "02")


def test_a_second_return_goes_one_level_up_and_the_highest_decides_for_good(world: World) -> None:
    case = world.file("02").case
    world.move(case, "community_desk", "accept")
    world.move(case, "community_desk", "dispatch")
    back = {"ground": "not_our_matter", "reason": "不是本局的事项"}
    again = {"lead": world.bodies["housing"], "reason": "按清单仍由你局办"}
    desks = ("community", "street", "county", "city")
    for desk in desks:
        row = world.move(case, "housing_handler", "send_back", **back)
        assert row.desk_id == row.hand_id == world.bodies[desk]
        world.move(case, f"{desk}_desk", "adjudicate", **again)
    said = refused(world, case, "housing_handler", "send_back", **back)
    assert said.code == "adjudication_final"


def test_a_return_after_the_limit_is_refused(world: World) -> None:
    case = world.file("02").case
    world.move(case, "community_desk", "accept")
    row = world.move(case, "community_desk", "dispatch")
    back = {"ground": "not_our_matter", "reason": "不是本局的事项"}
    late = row.changed_at + FAR
    said = refused(world, case, "housing_handler", "send_back", at=late, **back)
    assert said.code == "return_limit_over"
    assert world.move(case, "housing_handler", "sign_for", at=late).state == State.IN_HAND


def test_evidence_comes_where_the_matter_demands_it(world: World) -> None:
    case = in_hand(world, "03")
    assert refused(world, case, "team_officer", "handle", result="好了").code == "evidence_missing"
    photo = (UUID(int=5),)
    row = world.move(case, "team_officer", "handle", result="好了。", evidence=photo)
    assert (row.state, row.verifier_id) == (State.HANDLED, world.bodies["community"])


def test_who_verifies_is_never_who_handled(world: World) -> None:
    case = in_hand(world)
    world.move(case, "housing_handler", "handle", result="好了。")
    Case.objects.filter(pk=case).update(handled_by_id=world.persons["community_desk"])
    for move, supplies in (("verify_pass", {}), ("verify_fail", {"reason": "没好"})):
        said = refused(world, case, "community_desk", move, **supplies)
        assert isinstance(said, NotPermitted)
        assert said.code == "verifier_handled"
    offered = queries.allowed_moves(
        Case.objects.get(pk=case), actor=world.actors["community_desk"], at=AT
    )
    assert "verify_pass" not in {m.name for m in offered}


def test_a_desk_of_five_that_handled_is_checked_by_another_of_its_people(world: World) -> None:
    case = world.file("02").case
    world.move(case, "community_desk", "accept")
    own = {"lead": world.bodies["community"], "reason": "本社区能办"}
    world.move(case, "community_desk", "dispatch", **own)
    world.move(case, "community_desk", "sign_for")
    row = world.move(case, "community_desk", "handle", result="好了。")
    assert row.verifier_id == world.bodies["community"]
    assert refused(world, case, "community_desk", "verify_pass").code == "verifier_handled"
    row = world.move(case, "community_secretary", "verify_pass")
    assert row.state == State.REPORTED_BACK


def test_a_failed_check_goes_back_to_the_lead(world: World) -> None:
    case = in_hand(world)
    world.move(case, "housing_handler", "handle", result="好了。")
    row = world.move(case, "community_desk", "verify_fail", reason="仍在漏水")
    assert (row.state, row.hand_id) == (State.IN_HAND, world.bodies["housing"])
    assert not Involvement.objects.filter(case_id=case, role="verifier").exists()


def test_of_samples_one_in_five_is_checked(world: World) -> None:
    drawn = [checks_due("sample", UUID(int=n), 5) for n in range(100)]
    assert drawn.count("due") == 20


def test_the_first_bad_rating_re_opens_by_itself_the_second_waits_for_a_person(
    world: World,
) -> None:
    case = told(world)
    bad = {"solved": False, "satisfied": False, "words": "还是不亮"}
    row = world.move(case, world.reporter(case), "rate", **bad)
    assert (row.state, row.re_opens, row.hand_id) == (State.RE_OPENED, 1, world.bodies["team"])
    world.move(case, "team_officer", "handle", result="又修了一次。")
    row = world.move(case, world.reporter(case), "rate", **bad)
    assert (row.state, row.re_opens) == (State.REPORTED_BACK, 1)
    assert refused(world, case, world.reporter(case), "rate", **bad).code == "already_rated"
    assert refused(world, case, "community_desk", "close_by_desk").code == "supply_missing"
    row = world.move(case, "community_desk", "close_by_desk", reason="上门看过，已亮")
    assert row.state == State.CLOSED


def test_a_desk_closes_by_hand_only_after_a_bad_rating(world: World) -> None:
    case = told(world)
    said = refused(world, case, "community_desk", "close_by_desk", reason="太久了")
    assert said.code == "no_decision_due"


def test_a_rating_by_phone_counts_like_one_by_hand(world: World) -> None:
    case = told(world)
    row = world.move(case, "community_desk", "call_back", solved=True, satisfied=False)
    assert (row.state, row.satisfied) == (State.CLOSED, False)


def test_nothing_is_sticky_after_a_re_opening(world: World) -> None:
    case = told(world)
    world.move(case, world.reporter(case), "rate", solved=True, satisfied=True)
    assert _sum(case, "report_back") == _sum(case, "close") == 1
    row = world.move(case, world.reporter(case), "re_open_by_reporter", reason="又不亮了")
    assert (row.solved, row.satisfied, row.closed_at, row.re_open_until) == (None,) * 4
    for move in ("handle", "report_back", "rate", "close"):
        assert _sum(case, move) == 0, move
    assert _open_stock(case) == 1
    world.move(case, "team_officer", "handle", result="换了线路。")
    world.move(case, world.reporter(case), "rate", solved=True, satisfied=True)
    assert (_sum(case, "report_back"), _open_stock(case)) == (1, 0)
    assert list(queries.differences()) == []


def _sum(case: UUID, move: str) -> int:
    return sum(e.value for e in journal.entries_of("case", case).filter(move=move))


def _open_stock(case: UUID) -> int:
    """Cases open now, as the measure counts them: filed, less ended, with what was taken back."""
    total = 0
    for e in journal.entries_of("case", case):
        total += e.value if e.move == "file" else 0
        ended = e.to_state in ("closed", "withdrawn") and e.from_state != e.to_state
        total -= e.value if ended else 0
    return total


def test_the_window_for_re_opening_ends(world: World) -> None:
    case = told(world)
    row = world.move(case, world.reporter(case), "rate", solved=True, satisfied=True)
    assert row.re_open_until is not None
    late = row.re_open_until + timedelta(seconds=1)
    said = refused(world, case, world.reporter(case), "re_open_by_reporter", reason="x", at=late)
    assert said.code == "re_open_window_over"
    assert world.move(case, "community_desk", "re_open_by_desk", reason="确有问题", at=late).open


def test_explained_only_where_the_law_may_refuse_and_counted_apart(world: World) -> None:
    answer = {"basis": "示例条例第三条", "result": "依规定不能减免。"}
    case = in_hand(world, "01")
    assert refused(world, case, "team_officer", "explain", **answer).code == "explain_not_lawful"
    lawful = in_hand(world, "08")
    row = world.move(lawful, "water_head", "explain", **answer)
    assert (row.state, row.open) == (State.EXPLAINED, True)
    assert {e.move for e in journal.entries_of("case", lawful)} & {"handle", "report_back"} == set()
    again = world.move(lawful, world.reporter(lawful), "re_open_by_reporter", reason="依据不对")
    assert again.state == State.RE_OPENED
    assert _sum(lawful, "explain") == 0


def test_the_body_complained_about_neither_receives_nor_acts(world: World) -> None:
    filed = world.file("02", about=frozenset({world.bodies["community"], world.bodies["housing"]}))
    row = Case.objects.get(pk=filed.case)
    assert row.desk_id == world.bodies["street"]
    world.move(row.id, "street_desk", "accept")
    said = refused(world, row.id, "street_desk", "dispatch")
    assert said.code == "lead_complained_about"


def test_only_the_finder_withdraws_a_finding(world: World) -> None:
    case = world.event("02").case
    assert refused(world, case, "grid_worker2", "withdraw").code == "not_own_finding"
    assert world.move(case, "grid_worker", "withdraw").state == State.WITHDRAWN


def test_escalating_by_hand_ends_at_the_top(world: World) -> None:
    case = world.file("02").case
    for desk in ("community", "street", "county"):
        world.move(case, f"{desk}_desk", "escalate", reason="超出本级")
    assert Case.objects.get(pk=case).desk_id == world.bodies["city"]
    assert refused(world, case, "city_desk", "escalate", reason="再上提").code == "no_level_above"


@pytest.mark.parametrize(
    ("supplies", "code"),
    [
        ({}, "supply_missing"),
        ({"channel": "petition", "office": "x"}, "supply_missing"),
        ({"channel": "nowhere", "office": "x", "phone": "1"}, "supply_unreadable"),
        ({"channel": "petition", "office": "x", "phone": "1", "mood": "y"}, "supply_unknown"),
        ({"channel": "petition", "office": "坏\ufffd字", "phone": "1"}, "words_garbled"),
    ],
)
def test_supplies_are_needed_known_and_readable(
    world: World, supplies: dict[str, str], code: str
) -> None:
    case = world.file("02").case
    said = refused(world, case, "community_desk", "refer", **supplies)
    assert isinstance(said, Invalid)
    assert said.code == code


def test_a_result_waiting_for_its_check_is_not_told(world: World) -> None:
    case = in_hand(world)
    world.move(case, "housing_handler", "handle", result="好了。")
    said = refused(world, case, SYSTEM, "report_back")
    assert isinstance(said, Conflict)
    assert said.code == "check_due"


def test_who_saw_an_older_row_is_told(world: World) -> None:
    case = world.file("02").case
    with pytest.raises(Conflict) as caught:
        actions.move(
            by=world.actors["community_desk"], at=AT, case_id=case, move="accept", seen_seq=9
        )
    assert (caught.value.code, caught.value.params["seq"]) == ("moved_meanwhile", 1)
