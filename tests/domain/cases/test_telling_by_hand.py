"""Who was filed for is told as they chose: by call or visit, by a text, or not at all."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from linli.config.wiring import CONSUMERS
from linli.domain.cases import actions, queries
from linli.domain.cases.jobs import run
from linli.domain.cases.models import Case, Clock
from linli.domain.cases.queries import Filters
from linli.domain.cases.states import Source
from linli.foundation.journal import queries as journal
from linli.foundation.notices import actions as notices
from linli.foundation.notices.models import TextMessage
from linli.kernel.access import SYSTEM
from linli.kernel.errors import Conflict, Invalid, NotPermitted
from tests.domain.cases.world import World, with_phone

pytestmark = [pytest.mark.db, pytest.mark.django_db]
GRID = "140403006001001"
TO_TELL = Filters(telling=True)


def behalf(world: World, by: str = "community_desk", tell_by: str = "call", **more: Any) -> Any:
    return world.file(
        more.pop("matter", "01"),
        GRID,
        by=world.actors[by],
        source=Source.PHONE,
        filed_for=True,
        tell_by=tell_by,
        **with_phone(**more),
    )


def answered(world: World, case: UUID) -> Case:
    world.move(case, "community_desk", "accept")
    world.move(case, "community_desk", "dispatch")
    world.move(case, "team_officer", "sign_for")
    return world.move(case, "team_officer", "handle", result="已更换灯泡。")


def due(case: UUID) -> Clock:
    return Clock.objects.get(case_id=case, kind="tell", stopped_at=None)


def numbers(world: World, who: str, filters: Filters) -> list[str]:
    return [r.number for r in queries.visible_to(world.actors[who]).page(filters).rows]


def test_an_answer_starts_the_clock_of_the_desk_that_took_it(world: World) -> None:
    filed = behalf(world, by="street_desk")
    assert not Clock.objects.filter(kind="tell").exists()
    case = answered(world, filed.case)
    clock = due(filed.case)
    assert (case.state, case.telling, clock.body_id) == (
        "reported_back",
        True,
        world.bodies["street"],
    )
    assert clock.limit == "1wd"
    assert clock.due_at.date() == (case.changed_at + timedelta(days=1)).date()
    assert case.due_at == clock.due_at
    assert filed.number in numbers(world, "street_desk", Filters(to_act=True))
    assert filed.number in numbers(world, "street_desk", TO_TELL)
    assert numbers(world, "community_desk", TO_TELL) == []


@pytest.mark.parametrize("tell_by", ["none", "sms", ""])
def test_who_wants_no_call_starts_none(world: World, tell_by: str) -> None:
    filed = behalf(world, tell_by=tell_by)
    assert not answered(world, filed.case).telling
    assert not Clock.objects.filter(kind="tell").exists()


@pytest.mark.parametrize(
    ("move", "supplies"),
    [
        ("refuse", {"ground": "beyond_duty", "basis": "示例规定", "go_to": "找物业公司"}),
        ("refer", {"channel": "petition", "office": "示例信访局", "phone": "0355-0000000"}),
    ],
)
def test_a_no_that_ended_the_case_is_told_as_well(
    world: World, move: str, supplies: dict[str, Any]
) -> None:
    filed = behalf(world)
    case = world.move(filed.case, "community_desk", move, **supplies)
    assert (case.open, case.telling) == (False, True)
    assert numbers(world, "community_desk", Filters(to_act=True)) == [filed.number]
    assert numbers(world, "community_desk", Filters()) == []  # it is over all the same
    case = world.move(filed.case, "community_desk", "told", reached="self", words="知道了。")
    assert (case.state, case.telling) == (move + ("d" if move == "refuse" else "red"), False)
    assert numbers(world, "community_desk", Filters(to_act=True)) == []
    assert list(queries_differences()) == []


def queries_differences() -> Any:
    return queries.differences()


def test_told_says_who_was_reached_and_may_take_the_rating(world: World) -> None:
    filed = behalf(world)
    answered(world, filed.case)
    case = world.move(
        filed.case,
        "community_desk",
        "told",
        reached="self",
        words="修好了，谢谢。",
        solved=True,
        satisfied=True,
    )
    assert (case.state, case.solved, case.telling) == ("closed", True, False)
    entry = next(e for e in journal.entries_of("case", case.id) if e.move == "told")
    assert (entry.data["reached"], entry.data["said_solved"]) == ("self", True)
    assert entry.on_time is True
    assert "修好了" in str(journal.particulars_of("case", [case.id]))
    assert list(queries_differences()) == []


def test_not_solved_said_on_the_phone_brings_it_back(world: World) -> None:
    filed = behalf(world)
    answered(world, filed.case)
    said = {"reached": "self", "solved": False, "satisfied": False}
    case = world.move(filed.case, "community_desk", "told", **said)
    assert (case.state, case.telling) == ("re_opened", False)


def test_half_a_rating_is_asked_for_and_nothing_is_written(world: World) -> None:
    filed = behalf(world)
    seq = answered(world, filed.case).seq
    with pytest.raises(Invalid) as caught:
        world.move(filed.case, "community_desk", "told", reached="self", solved=True)
    assert caught.value.field == "satisfied"
    assert Case.objects.get(pk=filed.case).seq == seq


def test_who_handled_it_takes_no_rating_on_the_phone(world: World) -> None:
    filed = behalf(world, by="street_desk")
    street = {"lead": world.bodies["street"], "reason": "街道直接办理"}
    world.move(filed.case, "community_desk", "accept")
    world.move(filed.case, "community_desk", "dispatch", **street)
    world.move(filed.case, "street_desk", "sign_for")
    assert world.move(filed.case, "street_desk", "handle", result="已处理。").telling
    said = {"reached": "self", "solved": True, "satisfied": True}
    with pytest.raises(NotPermitted):
        world.move(filed.case, "street_desk", "told", **said)


def test_told_twice_is_told_once(world: World) -> None:
    filed = behalf(world)
    answered(world, filed.case)
    world.move(filed.case, "community_desk", "told", reached="family")
    with pytest.raises(Conflict):
        world.move(filed.case, "community_desk", "told", reached="family")


def test_nobody_at_home_is_noted_and_the_clock_runs_on(world: World) -> None:
    filed = behalf(world, tell_by="visit")
    answered(world, filed.case)
    before = due(filed.case).due_at
    case = world.move(filed.case, "community_desk", "not_reached", reason="家中无人")
    assert (case.telling, due(filed.case).due_at) == (True, before)


def test_closed_without_a_rating_it_is_still_to_be_told(world: World) -> None:
    filed = behalf(world, by="street_desk")
    answered(world, filed.case)
    clock = Clock.objects.get(case_id=filed.case, kind="close", stopped_at=None)
    run(at=clock.due_at + timedelta(minutes=1))
    case = Case.objects.get(pk=filed.case)
    assert (case.state, case.telling) == ("closed", True)
    assert list(queries_differences()) == []


def test_not_told_in_time_the_level_above_tells(world: World) -> None:
    filed = behalf(world)
    answered(world, filed.case)
    run(at=due(filed.case).due_at + timedelta(minutes=1))
    case = Case.objects.get(pk=filed.case)
    assert (case.teller_id, case.desk_id) == (world.bodies["street"], world.bodies["community"])
    assert due(filed.case).body_id == world.bodies["street"]
    assert filed.number in numbers(world, "street_desk", TO_TELL)
    assert numbers(world, "community_desk", TO_TELL) == []
    assert list(queries_differences()) == []


def test_a_grid_worker_who_took_it_tells_it_in_the_own_grid(world: World) -> None:
    filed = behalf(world, by="grid_worker", tell_by="visit")
    answered(world, filed.case)
    assert numbers(world, "grid_worker", TO_TELL) == [filed.number]
    assert numbers(world, "other_grid_worker", TO_TELL) == []
    reach = actions.contact_of(
        by=world.actors["grid_worker"],
        at=Case.objects.get(pk=filed.case).changed_at + timedelta(minutes=1),
        case_id=filed.case,
        reason="tell",
    )
    assert reach["contact_phone"] == "13800000000"
    world.move(filed.case, "grid_worker", "told", reached="self")
    with pytest.raises(NotPermitted):  # told, the contact is no business of theirs any more
        actions.contact_of(
            by=world.actors["grid_worker"],
            at=Case.objects.get(pk=filed.case).changed_at + timedelta(minutes=1),
            case_id=filed.case,
            reason="tell",
        )


def test_a_confidential_case_is_seen_and_told_by_its_desk(world: World) -> None:
    filed = behalf(world, confidential=True)
    assert filed.number in numbers(world, "community_desk", Filters())
    assert numbers(world, "grid_worker", Filters()) == []
    answered(world, filed.case)
    assert filed.number in numbers(world, "community_desk", TO_TELL)


def test_a_text_goes_out_once_and_says_only_where_to_read(
    world: World, settings: Any, tmp_path: Any
) -> None:
    settings.VAR = tmp_path
    filed = behalf(world, tell_by="sms")
    case = answered(world, filed.case)
    entries = list(journal.entries_of("case", filed.case))
    for _ in range(2):
        for consumer in CONSUMERS:
            wanted = [e for e in entries if consumer.takes(e)]
            news(wanted)
            consumer.handle(wanted)
    (row,) = TextMessage.objects.all()
    assert notices.send_texts(by=SYSTEM, at=max(row.due_at, case.changed_at)) == (1, 0)
    assert notices.send_texts(by=SYSTEM, at=row.due_at + timedelta(days=1)) == (0, 0)
    (file,) = (tmp_path / "outbox").glob("sms-*.json")
    text = file.read_text()
    assert "13800000000" in text
    assert filed.number in text
    assert "灯泡" not in text


def news(entries: list[Any]) -> None:
    """Let the entries be of today, as the worker meets them."""
    for entry in entries:
        entry.recorded_at = entry.at


def test_a_contact_that_is_gone_is_not_written_to(world: World) -> None:
    filed = world.file("01", GRID, by=world.actors["community_desk"], filed_for=True, tell_by="sms")
    TextMessage.objects.create(
        entry_id=filed.case,
        kind="cases.text.answer",
        subject_kind="case",
        subject_id=filed.case,
        params={"number": filed.number, "phone": "12345"},
        due_at=filed.filed_at,
    )
    assert notices.send_texts(by=SYSTEM, at=filed.filed_at) == (0, 1)
    assert TextMessage.objects.get().outcome == "failed"
