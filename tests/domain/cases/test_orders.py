"""Orders from above: each filed once, changed by entry, answered in their form, never rivals."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import pytest
import xlsxwriter
from django.core.management import CommandError
from django.utils import timezone

from linli.domain.cases import queries
from linli.domain.cases.actions import uploads
from linli.domain.cases.actions.clocks import recounted
from linli.domain.cases.models import Case, Clock, Order
from linli.domain.cases.queries.platforms import shipped
from linli.foundation.journal import queries as journal
from linli.foundation.journal.models import Entry
from tests.domain.cases.ordering import HEAD, line, moves, when
from tests.domain.cases.world import World


def test_an_order_is_a_case_with_their_number_and_the_earlier_deadline(
    world: World, take: Any
) -> None:
    told = take(HEAD + line("GD-2026-0001"))
    assert (told["filed"], told["already"], told["refused"]) == (1, 0, 0), told
    case, order = Case.objects.get(), Order.objects.get()
    assert (order.case_id, order.number, order.source.code) == (case.id, "GD-2026-0001", "12345")
    assert (case.source, case.place_id) == ("hotline", world.places["140403006001"])
    assert case.due_at == order.sign_by  # before it is accepted, signing there is due first
    assert moves(case) == ["file", "order_received"]
    assert case.seq == 2
    texts = journal.particulars_of("case", [case.id])[case.id]
    assert texts["contact_phone"] == "13800000000"
    assert list(queries.differences()) == []


def test_the_earlier_deadline_drives_the_light_and_nobody_of_ours_is_chased_by_it(
    world: World, take: Any
) -> None:
    take(HEAD + line("GD-1"))
    case = Case.objects.get()
    world.move(case.id, "community_desk", "accept", at=timezone.now())
    case.refresh_from_db()
    order = Order.objects.get()
    assert case.due_at == order.due_at
    ours = case.clocks.get(kind="resolve")
    assert ours.due_at > order.due_at
    theirs = case.clocks.get(kind="their_due")
    assert (theirs.watched, theirs.steps[0][0]) == (False, "theirs")
    assert recounted(theirs) is None  # a new calendar moves no time of theirs
    assert case.clocks.get(kind="their_sign").stopped_at is not None
    assert list(queries.differences()) == []


def test_a_later_deadline_of_theirs_leaves_ours_in_front(world: World, take: Any) -> None:
    take(HEAD + line("GD-1", sign="", due=when(days=90)))
    case = Case.objects.get()
    assert case.due_at == case.clocks.get(kind="respond").due_at < Order.objects.get().due_at


def test_the_same_file_again_changes_nothing(world: World, take: Any) -> None:
    text = HEAD + line("GD-1") + line("GD-2", community="二社区")
    take(text)
    entries = Entry.objects.count()
    told = take(text)
    assert (told["filed"], told["already"], told["changed"]) == (0, 2, 0)
    assert (Case.objects.count(), Entry.objects.count()) == (2, entries)


def test_a_changed_row_adds_an_entry_and_moves_the_light(world: World, take: Any) -> None:
    received = when(hours=-3)
    take(HEAD + line("GD-1", received=received))
    told = take(
        HEAD
        + line(
            "GD-1",
            "示例：楼道的灯还是不亮。",
            received=received,
            sign=when(hours=1),
            due=when(hours=2),
        )
    )
    assert (told["changed"], told["filed"]) == (1, 0)
    case, order = Case.objects.get(), Order.objects.get()
    assert moves(case) == ["file", "order_received", "order_changed"]
    last = journal.entries_of("case", case.id).last()
    assert last.data["changed"] == ["due", "sign_by", "text"]
    assert case.due_at == order.sign_by
    assert journal.particulars_of("case", [case.id])[case.id]["order_words"].endswith("还是不亮。")
    found = queries.visible_to(world.actors["street_desk"]).search("还是")
    assert [r.id for r in found.rows] == [case.id]
    assert list(queries.differences()) == []


def test_a_number_that_the_platform_uses_again_is_refused(world: World, take: Any) -> None:
    take(HEAD + line("GD-1", received="2026-01-05 10:00"))
    told = take(HEAD + line("GD-1", "示例：另一件事，路上有坑。"))
    assert (told["refused"], told["changed"]) == (1, 0)
    [problem] = told["problems"]
    assert (problem["row"], problem["column"]) == (2, "工单编号")
    assert problem["code"] == "refusal.order_number_reused"
    assert Case.objects.count() == 1


def test_faults_are_told_by_row_and_column_and_the_rest_goes_in(world: World, take: Any) -> None:
    told = take(
        HEAD
        + line("GD-1")
        + line("GD-2", received=when(days=3))
        + line("GD-3", due=when(days=-1), received=when(hours=-2))
        + line("GD-4", district="没有的区")
        + line("GD-5", "")
        + line("GD-1", "示例：同一编号，另一件。")
        + line("GD-7", community="没有的社区", phone="138****0000")
    )
    assert (told["filed"], told["refused"]) == (2, 5)
    found = {p["row"]: (p["column"], p["code"].rpartition(".")[2]) for p in told["problems"]}
    assert found == {
        3: ("来电时间", "order_from_tomorrow"),
        4: ("办理时限", "order_due_before_received"),
        5: ("所属区县", "unknown_place_name"),
        6: ("主要内容", "empty"),
        7: ("工单编号", "row_id_twice"),
    }
    assert {(n["column"], n["row"]) for n in told["noted"]} == {("所属社区", 8), ("来电人电话", 8)}
    coarse = Order.objects.get(number="GD-7").case
    assert (coarse.place_id, coarse.reachable) == (world.places["140403006"], False)
    assert all(p["text"]["en"] and p["text"]["zh-hans"] for p in told["problems"] + told["noted"])


def test_a_renamed_column_is_named_with_what_it_may_be(world: World, take: Any) -> None:
    with pytest.raises(CommandError) as told:
        take(HEAD.replace("办理时限", "工单办理期限") + line("GD-1"))
    assert "办理时限" in str(told.value)
    assert "工单办理期限" in str(told.value)
    assert Order.objects.count() == 0


def test_a_dry_run_says_the_same_and_writes_nothing(world: World, take: Any) -> None:
    told = take(HEAD + line("GD-1") + line("GD-2", district="没有的区"), dry_run=True)
    assert (told["filed"], told["refused"], told["dry_run"]) == (1, 1, True)
    assert (Case.objects.count(), Order.objects.count(), Clock.objects.count()) == (0, 0, 0)


def test_a_row_that_names_our_case_is_answered_by_it(world: World, take: Any) -> None:
    filed = world.file(at=datetime.now(UTC))  # ours is due a working day later, theirs today
    told = take(HEAD.strip() + ",关联件编号\n" + line("GD-9").strip() + f",{filed.number}\n")
    assert (told["linked"], told["filed"], told["refused"]) == (1, 0, 0), told
    case = Case.objects.get()
    assert case.source == "web"
    assert moves(case) == ["file", "order_received"]
    assert case.due_at == Order.objects.get().sign_by
    assert list(queries.differences()) == []


@pytest.mark.parametrize("code", ["12345", "chengguan", "zongzhi", "110"])
def test_every_shipped_platform_takes_its_own_columns(world: World, take: Any, code: str) -> None:
    titles = shipped()[code].form["columns"]
    said = {
        "number": f"{code}-1",
        "received": when(hours=-1),
        "due": when(hours=9),
        "text": "示例：路灯不亮。",
        "district": "潞州区",
        "town": "甲街道",
        "community": "一社区",
    }
    names = [n for n in titles if n in said]
    text = ",".join(titles[n][0] for n in names) + "\n" + ",".join(said[n] for n in names) + "\n"
    assert take(text, source=code)["filed"] == 1
    order = Order.objects.get()
    assert (order.source.code, order.case.place_id) == (code, world.places["140403006001"])
    assert order.case.source == ("hotline" if code == "12345" else "platform")


def test_a_workbook_of_wps_with_merged_cells_and_hidden_columns(world: World, take: Any) -> None:
    """A title over all columns, the town merged over two rows, a hidden column, a total below."""
    book = io.BytesIO()
    made = xlsxwriter.Workbook(book)
    sheet = made.add_worksheet("工单")
    sheet.merge_range(0, 0, 0, 6, "示例市工单导出表")
    heads = ("工单编号", "来电时间", "办理时限", "主要内容", "所属区县", "所属街道", "内部备注")
    sheet.write_row(1, 0, heads)
    for n in (2, 3):
        row = (f"W-{n}", when(hours=-2), when(hours=8), f"示例：第{n}件。", "潞州区")
        sheet.write_row(n, 0, row)
    sheet.merge_range(2, 5, 3, 5, "甲街道")
    sheet.write(4, 0, "合计")
    sheet.set_column(6, 6, 10, None, {"hidden": True})
    made.close()
    told = take(book.getvalue())
    assert (told["filed"], told["refused"]) == (2, 0), told
    assert {o.case.place_id for o in Order.objects.all()} == {world.places["140403006"]}


def test_what_a_platform_gave_is_nobodys_own(world: World) -> None:
    """Whoever brings the file in neither has the cases as "mine" nor is told as their finder."""
    by = world.actors["street_desk"]
    data = (HEAD + line("GD-1")).encode()
    row = uploads.hand_in(by=by, at=timezone.now(), kind="orders", source="12345", data=data)
    uploads.work_on(at=timezone.now(), upload_id=row.id)
    assert uploads.ask_to_take(by=by, upload_id=row.id)
    uploads.work_on(at=timezone.now(), upload_id=row.id)
    case = Case.objects.get()
    assert case.filed_by_id is None
    (first,) = journal.entries_of("case", case.id).filter(seq=1)
    assert first.actor_id == by.person  # who did it stands in the journal
    assert list(queries.differences()) == []
