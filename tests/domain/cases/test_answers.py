"""Orders answered: worked, exported, joined, called back; theirs stays theirs."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from linli.domain.cases import queries
from linli.domain.cases.actions import ordering
from linli.domain.cases.actions.orders import import_orders
from linli.domain.cases.actions.sources import source_of
from linli.domain.cases.management.commands.import_orders import order_file
from linli.domain.cases.models import Case, Order, OrderRate, OrderRating
from linli.domain.cases.queries.orders import alike_of
from linli.domain.cases.queries.platforms import shipped
from linli.foundation.journal import queries as journal
from linli.foundation.journal.models import Entry
from linli.kernel.access import SYSTEM
from linli.kernel.errors import Conflict, NotFound, NotPermitted
from tests.domain.cases.ordering import HEAD, line, moves, when
from tests.domain.cases.world import World


def work(world: World, case: Case) -> Case:
    """Work a case of the team's until its reporter is told."""
    now = timezone.now()
    for by, move in (
        ("community_desk", "accept"),
        ("community_desk", "dispatch"),
        ("team_officer", "sign_for"),
    ):
        world.move(case.id, by, move, at=now)
    return world.move(case.id, "team_officer", "handle", result="示例：灯已换好。", at=now)


def give(world: World, tmp_path: Path, **more: Any) -> dict[str, list[list[str]]]:
    """Export the replies; return the rows of the file."""
    out = tmp_path / "replies.csv"
    call_command("export_replies", source="12345", out=out, stdout=StringIO(), **more)
    text = out.read_text("utf-8-sig")
    return {"rows": [r.split(",") for r in text.splitlines()]}


def test_an_order_goes_in_is_worked_and_goes_out(world: World, take: Any, tmp_path: Path) -> None:
    take(HEAD + line("GD-1") + line("GD-2", community="二社区"))
    case = Order.objects.get(number="GD-1").case
    street = world.actors["street_desk"]
    now = timezone.now()
    with pytest.raises(Conflict, match="order_not_ready"):
        ordering.answered(by=street, at=now, order_id=case.orders.get().id)
    assert work(world, case).state == "reported_back"
    told = give(world, tmp_path)["rows"]
    assert told[0] == ["工单编号", "办理单位", "办理结果", "回复内容", "办结时间", "佐证材料"]
    assert told[1][:4] == ["GD-1", "示例team", "已办结", "示例：灯已换好。"]
    assert len(told) == 2
    late = case.clocks.get(kind="their_due")
    assert late.stopped_at is None
    for _ in range(2):  # twice is once
        ordering.answered(by=street, at=timezone.now(), order_id=case.orders.get().id)
    order = case.orders.get()
    assert (order.open, order.answered_at is None) == (False, False)
    assert moves(case).count("order_answered") == 1
    assert give(world, tmp_path)["rows"][1:] == []
    assert not case.clocks.filter(kind="their_due", stopped_at=None).exists()
    assert list(queries.differences()) == []
    status = queries.public_status(case.id, at=timezone.now())
    assert status.state == "reported_back"


def test_a_row_changed_after_the_answer_awaits_an_answer_again(
    world: World, take: Any, tmp_path: Path
) -> None:
    received = when(hours=-3)
    take(HEAD + line("GD-1", received=received))
    case = work(world, Case.objects.get())
    ordering.answered(
        by=world.actors["street_desk"], at=timezone.now(), order_id=case.orders.get().id
    )
    take(HEAD + line("GD-1", "示例：来电人说还有一盏。", received=received))
    order = case.orders.get()
    assert (order.open, order.is_changed_after_answer) == (True, True)
    assert len(give(world, tmp_path)["rows"]) == 2
    assert Case.objects.get().state == "reported_back"  # whether it is re-opened, a person decides


def test_exporting_with_answered_marks_them(world: World, take: Any, tmp_path: Path) -> None:
    take(HEAD + line("GD-1"))
    work(world, Case.objects.get())
    assert len(give(world, tmp_path, answered=True)["rows"]) == 2
    assert Order.objects.get().open is False


def test_who_has_no_part_in_orders_answers_none(world: World, take: Any) -> None:
    take(HEAD + line("GD-1"))
    case = work(world, Case.objects.get())
    order = case.orders.get().id
    with pytest.raises(NotPermitted):
        ordering.answered(by=world.actors["community_desk"], at=timezone.now(), order_id=order)
    with pytest.raises(NotFound):
        ordering.answered(by=world.actors["street2_desk"], at=timezone.now(), order_id=order)


def test_one_matter_of_two_sources_is_one_case_and_both_are_answered(
    world: World, take: Any, tmp_path: Path
) -> None:
    now = timezone.now()
    told = world.file(at=now - timedelta(hours=1))
    take(HEAD + line("GD-1"))
    fresh, order = Case.objects.get(source="hotline"), Order.objects.get()
    page = world.detail(fresh.id, "street_desk", now)
    [near] = alike_of(page, actor=world.actors["street_desk"])
    assert near.number == told.number
    world.move(fresh.id, "street_desk", "join", into=told.number, at=timezone.now())
    order.refresh_from_db()
    fresh.refresh_from_db()
    assert (fresh.state, fresh.open, order.case_id) == ("joined", False, told.case)
    case = Case.objects.get(pk=told.case)
    assert case.due_at == order.sign_by
    assert moves(case) == ["file", "order_received"]
    assert "楼道" in journal.particulars_of("case", [case.id])[case.id]["order_words"]
    assert list(queries.differences()) == []
    work(world, case)
    assert give(world, tmp_path)["rows"][1][0] == "GD-1"
    assert queries.public_status(case.id, at=timezone.now()).state == "reported_back"
    filed = Entry.objects.filter(from_state=None, procedure="appeal")
    assert sum(e.value for e in filed) == 1  # one matter counts once


def test_what_a_resident_filed_is_never_joined_away(world: World, take: Any) -> None:
    now = timezone.now()
    one, other = world.file(at=now), world.file(at=now)
    with pytest.raises(Conflict, match="join_only_orders"):
        world.move(one.case, "street_desk", "join", into=other.number, at=now)
    take(HEAD + line("GD-1"))
    fresh = Case.objects.get(source="hotline")
    with pytest.raises(Conflict, match="join_needs_open_case"):
        world.move(fresh.id, "street_desk", "join", into=fresh.number, at=timezone.now())
    with pytest.raises(NotFound):
        world.move(fresh.id, "street_desk", "join", into="XX", at=timezone.now())


RATED = "工单编号,回访时间,是否解决,是否满意,回访意见\n"


@pytest.fixture
def hear(tmp_path: Path) -> Any:
    """Take a file of call-backs or rates in."""

    def run(text: str) -> dict[str, Any]:
        path, out = tmp_path / "ratings.csv", StringIO()
        path.write_text(text)
        call_command("import_ratings", path, source="12345", at="1404", json=True, stdout=out)
        return json.loads(out.getvalue())

    return run


def test_their_call_backs_are_kept_as_theirs(world: World, take: Any, hear: Any) -> None:
    take(HEAD + line("GD-1"))
    case = work(world, Case.objects.get())
    text = RATED + f"GD-1,{when(minutes=-5)},已解决,不满意,示例：等得久。\nGD-X,{when()},是,是,\n"
    told = hear(text)
    assert (told["taken"], told["refused"]) == (1, 1)
    assert told["problems"][0]["column"] == "工单编号"
    assert hear(text)["already"] == 1
    case.refresh_from_db()
    assert (case.solved, case.satisfied, case.state) == (None, None, "reported_back")
    rating = OrderRating.objects.get()
    assert (rating.solved, rating.satisfied) == (True, False)
    assert moves(case)[-1] == "order_rated"
    assert list(queries.differences()) == []


def test_their_rates_stand_by_place_and_month(world: World, hear: Any) -> None:
    head = "街道,月份,工单量,响应率,解决率,满意率\n"
    told = hear(head + "甲街道,2026年10月,120,100%,0.985,97.5\n乙街道,十月,1,1,1,1\n")
    assert (told["taken"], told["refused"]) == (1, 1)
    row = OrderRate.objects.get()
    assert (row.place_id, row.total) == (world.places["140403006"], 120)
    assert (row.responded, row.solved, row.satisfied) == (10_000, 9_850, 9_750)
    assert hear(head + "甲街道,2026-10,120,100%,98.5%,97.5%\n")["already"] == 1


def test_a_petition_is_a_number_and_a_link(world: World) -> None:
    filed = world.file(at=timezone.now())
    street = world.actors["street_desk"]
    source_of(shipped()["xinfang"])
    for _ in range(2):
        ordering.link_petition(
            by=street, at=timezone.now(), case_id=filed.case, number="XF-1", link=""
        )
    order = Order.objects.get()
    assert (order.open, order.due_at, order.marks) == (False, None, {})
    other = world.file(at=timezone.now())
    with pytest.raises(Conflict, match="order_number_held"):
        ordering.link_petition(by=street, at=timezone.now(), case_id=other.case, number="XF-1")


def test_a_petition_file_is_not_read(world: World, take: Any) -> None:
    with pytest.raises(CommandError, match="只登记编号和链接"):
        take("编号,内容\n1,示例\n", source="xinfang")


def test_a_killed_import_goes_on_without_doubles(world: World, take: Any, monkeypatch: Any) -> None:
    text = HEAD + "".join(line(f"GD-{n}") for n in range(7))
    monkeypatch.setattr("linli.domain.cases.actions.orders.BATCH", 3)

    def stop(done: int, of: int) -> None:
        if done > 3:
            raise KeyboardInterrupt

    path = Path(settings.VAR) / "killed.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    file = order_file(path, "12345", "1404")
    with pytest.raises(KeyboardInterrupt):
        import_orders(by=SYSTEM, at=timezone.now(), file=file, step=stop)
    assert Order.objects.count() == 6
    told = take(text)
    assert (told["already"], told["filed"], Case.objects.count()) == (6, 1, 7)
    path.unlink()
