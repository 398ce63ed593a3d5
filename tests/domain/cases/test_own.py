"""What is a person's own: to object to an answer, to see, correct and erase what stands there."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from linli.domain.cases import actions, queries
from linli.domain.cases.actions import Contact
from linli.domain.cases.jobs import run
from linli.domain.cases.models import Case, CaseWords, Clock, OneTimeCode
from linli.domain.cases.queries import Filters
from linli.domain.cases.queries.own_data import held
from linli.foundation.attachments import actions as files
from linli.foundation.attachments.models import Attachment
from linli.foundation.journal import queries as journal
from linli.foundation.journal.models import Particular
from linli.kernel.errors import (
    Conflict,
    Invalid,
    MoveNotAllowed,
    NotFound,
    NotPermitted,
    Refusal,
)
from tests.domain.cases.world import AT, World, with_phone
from tests.foundation.attachments import pictures_for_tests as made

pytestmark = [pytest.mark.db, pytest.mark.django_db]
GRID = "140403006001001"
NO = {"ground": "beyond_duty", "basis": "示例规定", "go_to": "找物业公司"}
DATA_NO = {"data_ground": "must_keep", "basis": "示例规定", "go_to": "向网信办投诉"}


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.ATTACHMENT_FOLDER = tmp_path / "files"
    settings.VAR = tmp_path
    settings.ERASURES_FILE = str(tmp_path / "erasures.jsonl")


def refused(world: World, **more: Any) -> Any:
    filed = world.file("01", GRID, **with_phone(**more))
    world.move(filed.case, "community_desk", "refuse", **NO)
    return filed


def objected(world: World, case: UUID) -> Case:
    return world.move(case, world.reporter(case), "object", reason="路灯是公共设施。")


def waiting(world: World, who: str) -> list[str]:
    return [r.number for r in queries.visible_to(world.actors[who]).page(Filters(to_act=True)).rows]


# --- objections ---------------------------------------------------------------------------


def test_an_objection_goes_to_the_desk_above_the_one_that_said_no(world: World) -> None:
    filed = refused(world)
    case = objected(world, filed.case)
    assert (case.state, case.open, case.desk_id) == ("objected", True, world.bodies["street"])
    kinds = set(Clock.objects.filter(case=case, stopped_at=None).values_list("kind", flat=True))
    assert kinds == {"mark", "review"}
    assert waiting(world, "street_desk") == [filed.number]
    assert waiting(world, "community_desk") == []
    assert list(queries.differences()) == []


def test_upheld_the_refusal_counts_nowhere_and_the_case_begins_anew(world: World) -> None:
    filed = refused(world)
    objected(world, filed.case)
    case = world.move(filed.case, "street_desk", "uphold", reason="属于公共照明")
    assert (case.state, case.open, case.closed_at) == ("accepted", True, None)
    rows = list(journal.entries_of("case", case.id))
    assert sum(r.value for r in rows if r.move == "refuse") == 0
    assert world.move(filed.case, "street_desk", "dispatch").lead_id == world.bodies["team"]
    assert list(queries.differences()) == []


def test_dismissed_it_says_why_and_where_to_go(world: World) -> None:
    filed = refused(world)
    objected(world, filed.case)
    world.move(filed.case, "street_desk", "mark_objection")
    said = {"reason": "院内照明由物业负责", "go_to": "向区政府申请行政复议（示例）"}
    case = world.move(filed.case, "street_desk", "dismiss", **said)
    status = queries.public_status(case.id, at=case.changed_at)
    assert (case.state, case.open) == ("dismissed", False)
    assert status.params["review"] == said["reason"]
    assert status.params["go_to"] == said["go_to"]
    assert status.moves == ()  # one objection for an answer


def test_an_objection_to_a_law_that_refuses_is_decided_by_neither_desk_nor_lead(
    world: World,
) -> None:
    filed = world.file("08", GRID, **with_phone())
    world.move(filed.case, "community_desk", "accept")
    world.move(filed.case, "community_desk", "dispatch")
    world.move(filed.case, "water_head", "sign_for")
    world.move(filed.case, "water_head", "explain", basis="示例条例第一条", result="不能办理。")
    case = objected(world, filed.case)
    assert case.desk_id == world.bodies["street"]
    case = world.move(filed.case, "street_desk", "uphold", reason="条例不适用")
    assert (case.state, case.lead_id) == ("accepted", None)


def test_at_the_top_nobody_can_review(world: World) -> None:
    filed = refused(world)
    Case.objects.filter(pk=filed.case).update(desk_id=world.bodies["city"])
    status = queries.public_status(filed.case, at=AT + timedelta(days=1))
    assert "object" not in status.moves
    with pytest.raises(Conflict) as caught:
        objected(world, filed.case)
    assert caught.value.code == "no_desk_to_review"


def test_missed_it_goes_one_level_further_up(world: World) -> None:
    filed = refused(world)
    objected(world, filed.case)
    clock = Clock.objects.get(case_id=filed.case, kind="mark", stopped_at=None)
    run(at=clock.due_at + timedelta(minutes=1))
    assert Case.objects.get(pk=filed.case).desk_id == world.bodies["county"]


def test_who_said_no_does_not_review_it_from_another_chair(world: World) -> None:
    filed = refused(world)
    objected(world, filed.case)
    Case.objects.filter(pk=filed.case).update(handled_by_id=world.persons["street_desk"])
    for move in ("uphold", "dismiss"):
        supplies = {"reason": "不变"} | ({"go_to": "法院"} if move == "dismiss" else {})
        with pytest.raises(NotPermitted):
            world.move(filed.case, "street_desk", move, **supplies)


def test_a_matter_with_its_own_channel_is_not_taken_up_by_an_objection(world: World) -> None:
    filed = world.file("15", GRID, **with_phone())
    supplies = {"channel": "petition", "office": "示例信访局", "phone": "0355-0000000"}
    world.move(filed.case, "community_desk", "refer", **supplies)
    objected(world, filed.case)
    with pytest.raises(Conflict):
        world.move(filed.case, "street_desk", "uphold", reason="应受理")
    case = world.move(filed.case, "street_desk", "uphold", reason="应受理", matter="01")
    assert (case.state, case.matter) == ("accepted", "01")
    assert list(queries.differences()) == []


# --- one-time codes -----------------------------------------------------------------------


def send(world: World, case: UUID, at: Any = AT) -> str:
    actions.send_code(by=world.reporter(case), at=at, case_id=case)
    row = OneTimeCode.objects.first()
    assert row is not None
    return sent_code(row)


def sent_code(row: OneTimeCode) -> str:
    from django.conf import settings  # noqa: PLC0415 - the folder of this test

    text = json.loads((Path(settings.VAR) / "outbox" / f"sms-{row.pk}.json").read_text())
    assert text["sms"] == "13800000000"
    return "".join(c for c in text["words"].split("，")[0] if c.isdigit())


def prove(world: World, case: UUID, code: str, at: Any = AT) -> bool:
    return actions.prove(by=world.reporter(case), at=at, case_id=case, code=code)


def test_a_code_opens_once_and_is_kept_as_a_hash(world: World) -> None:
    filed = world.file("01", **with_phone())
    code = send(world, filed.case)
    assert code.encode() not in bytes(OneTimeCode.objects.get().hash)
    assert [prove(world, filed.case, code) for _ in range(2)] == [True, False]


def test_only_the_latest_code_counts_and_not_for_long(world: World) -> None:
    filed = world.file("01", **with_phone())
    first = send(world, filed.case)
    second = send(world, filed.case, AT + timedelta(minutes=1))
    if first != second:
        assert not prove(world, filed.case, first, AT + timedelta(minutes=2))
    assert not prove(world, filed.case, second, AT + timedelta(minutes=12))
    assert prove(world, filed.case, second, AT + timedelta(minutes=3))


def test_five_wrong_codes_close_the_right_one(world: World) -> None:
    filed = world.file("01", **with_phone())
    code = send(world, filed.case)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    assert not any(prove(world, filed.case, wrong) for _ in range(5))
    assert not prove(world, filed.case, code)


def test_three_codes_an_hour(world: World) -> None:
    filed = world.file("01", **with_phone())
    for _ in range(3):
        send(world, filed.case)
    with pytest.raises(NotPermitted) as caught:
        send(world, filed.case)
    assert caught.value.status == 429
    assert send(world, filed.case, AT + timedelta(minutes=61))


def test_a_code_goes_to_no_contact_but_the_persons_own(world: World) -> None:
    desk = world.actors["community_desk"]
    proxy = world.file("01", by=desk, filed_for=True, whose="proxy", **with_phone())
    none = world.file("01")
    for filed, code in ((proxy, "contact_is_proxys"), (none, "no_contact_on_file")):
        with pytest.raises(Conflict) as caught:
            send(world, filed.case)
        assert caught.value.code == code
    with pytest.raises(NotFound):
        actions.send_code(by=world.reporter(none.case), at=AT, case_id=proxy.case)
    assert not prove(world, none.case, "123456")


# --- requests about one's own data --------------------------------------------------------


def ask(world: World, case: UUID, asked: str = "erase", **more: Any) -> Any:
    by = more.pop("by", world.reporter(case))
    at = more.pop("at", Case.objects.get(pk=case).changed_at + timedelta(hours=1))
    return actions.ask(by=by, at=at, case_id=case, asked=asked, words="申请（示例）", **more)


def over(world: World) -> Any:
    filed = world.file("01", GRID, **with_phone())
    world.move(filed.case, world.reporter(filed.case), "withdraw")
    return filed


def test_what_is_still_needed_is_not_erased_until_withdrawn(world: World) -> None:
    filed = world.file("01", **with_phone())
    with pytest.raises(Conflict) as caught:
        ask(world, filed.case)
    assert caught.value.code == "erase_needs_end"
    world.move(filed.case, world.reporter(filed.case), "withdraw")
    assert ask(world, filed.case).number


def test_what_must_still_be_told_is_not_erased(world: World) -> None:
    desk = world.actors["community_desk"]
    filed = world.file("01", by=desk, filed_for=True, tell_by="call", **with_phone())
    world.move(filed.case, "community_desk", "refuse", **NO)
    with pytest.raises(Conflict):
        ask(world, filed.case)
    world.move(filed.case, "community_desk", "told", reached="self")
    assert ask(world, filed.case).number


def test_erased_nothing_of_the_person_remains_and_the_figures_stay(world: World) -> None:
    filed = over(world)
    photo = SimpleUploadedFile("a.jpg", made.jpeg(), "image/jpeg")
    by = world.reporter(filed.case)
    files.add(by=by, at=AT, subject_kind="case", subject_id=filed.case, file=photo)
    entries = journal.entries_of("case", filed.case).count()
    request = ask(world, filed.case)
    assert waiting(world, "community_desk") == [request.number]
    case = Case.objects.get(pk=request.case)
    assert (case.due_at - case.filed_at).days == 5 + 2  # five working days over a weekend
    assert world.move(request.case, "community_desk", "grant").state == "granted"
    gone = Case.objects.get(pk=filed.case)
    assert (gone.erased, gone.reachable, gone.state) == (True, False, "withdrawn")
    assert not Particular.objects.filter(subject_id__in=[filed.case, request.case]).exists()
    assert not CaseWords.objects.filter(case_id__in=[filed.case, request.case]).exists()
    assert not Attachment.objects.exists()
    assert journal.entries_of("case", filed.case).count() == entries + 1
    assert queries.public_status(filed.case, at=gone.changed_at).words == ""
    assert list(queries.differences()) == []
    with pytest.raises(Conflict):
        ask(world, filed.case)


def test_corrected_the_new_contact_stands(world: World) -> None:
    filed = world.file("01", **with_phone())
    instead = Contact(phone="13800000001", name="示例新名")
    request = ask(world, filed.case, "correct", instead=instead)
    page = world.detail(request.case, "community_desk")
    assert "13800000001" not in str(page)  # masked until it is granted
    assert "138****0001" in page.instead
    world.move(request.case, "community_desk", "grant")
    texts = journal.particulars_of("case", [filed.case])[filed.case]
    assert (texts["contact_phone"], texts["contact_name"]) == ("13800000001", "示例新名")


def test_a_case_at_work_again_is_not_erased_behind_its_back(world: World) -> None:
    filed = world.file("01", GRID, **with_phone())
    world.move(filed.case, "community_desk", "refuse", **NO)
    request = ask(world, filed.case)
    objected(world, filed.case)
    with pytest.raises(MoveNotAllowed):
        world.move(request.case, "community_desk", "grant")
    assert Case.objects.get(pk=request.case).state == "filed"  # nothing half done
    assert not Case.objects.get(pk=filed.case).erased


def test_a_refusal_names_its_reason_and_may_be_objected_to(world: World) -> None:
    filed = over(world)
    request = ask(world, filed.case)
    with pytest.raises(Invalid):
        world.move(request.case, "community_desk", "refuse", data_ground="must_keep")
    world.move(request.case, "community_desk", "refuse", **DATA_NO)
    case = objected(world, request.case)
    assert case.desk_id == world.bodies["street"]
    case = world.move(request.case, "street_desk", "uphold", reason="没有这样的规定")
    assert case.state == "filed"
    world.move(request.case, "street_desk", "grant")
    assert Case.objects.get(pk=filed.case).erased


def test_what_one_took_at_the_desk_another_decides(world: World) -> None:
    filed = over(world)
    desk = world.actors["community_desk"]
    with pytest.raises(Invalid) as caught:
        ask(world, filed.case, by=desk)
    assert caught.value.field == "papers"
    request = ask(world, filed.case, by=desk, papers="identity")
    (entry,) = journal.entries_of("case", request.case)
    assert entry.data["papers"] == "identity"
    with pytest.raises(NotPermitted):
        world.move(request.case, "community_desk", "grant")
    world.move(request.case, "community_secretary", "grant")
    assert Case.objects.get(pk=filed.case).erased


def test_only_the_cases_own_desk_takes_such_a_request(world: World) -> None:
    filed = over(world)
    for who, refusal in (
        ("street_desk", NotPermitted),
        ("grid_worker", NotPermitted),
        ("community2_desk", NotFound),
    ):
        with pytest.raises(refusal):
            ask(world, filed.case, by=world.actors[who], papers="identity")


def test_asked_twice_it_is_one_request(world: World) -> None:
    filed = over(world)
    key = "5f2c0b6e-0000-7000-8000-000000000001"
    at = AT + timedelta(hours=5)
    numbers = {ask(world, filed.case, key=key, at=at).number for _ in range(2)}
    assert len(numbers) == 1
    with pytest.raises(Conflict) as caught:
        ask(world, filed.case)
    assert caught.value.code == "asked_already"


def test_a_request_is_seen_by_its_desk_and_by_no_grid_worker(world: World) -> None:
    filed = over(world)
    request = ask(world, filed.case)
    seen = {who for who in world.actors if queries.visible_to(world.actors[who]).sees(request.case)}
    assert seen == {"community_desk", "community_secretary"}


def test_a_copy_holds_everything_and_taking_it_is_written_down(world: World) -> None:
    filed = world.file("01", **with_phone())
    got = actions.own_copy(by=world.reporter(filed.case), at=AT, case_id=filed.case)
    assert "13800000000" in str(got)
    (look,) = journal.looks_at("case", filed.case)
    assert (look.reason, look.actor_kind) == ("own_copy", "reporter")
    assert held(filed.case)["looks"][0]["reason"] == "own_copy"
    with pytest.raises(Refusal):
        actions.own_copy(by=world.actors["community_desk"], at=AT, case_id=filed.case)
