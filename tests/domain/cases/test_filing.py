"""Filing: what is taken, what is refused and how, once and only once, in few statements."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.domain.cases import actions, queries
from linli.domain.cases.actions import Contact, Filing
from linli.domain.cases.actions.filing import asked
from linli.domain.cases.models import Case, CaseWords, Clock, Involvement
from linli.domain.cases.rules.filing import WORDS_LIMIT, clean_words, title_of
from linli.domain.cases.states import Source
from linli.foundation.journal import queries as journal
from linli.foundation.journal.models import Particular
from linli.kernel.access import ANONYMOUS, SYSTEM
from linli.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from linli.kernel.ids import read_case_number
from tests.domain.cases.world import AT, World, with_phone

KEY = "0f8fad5b-d9cb-469f-a165-70867728950e"


def test_a_case_is_filed_whole(world: World) -> None:
    filed = world.file("01/01", "140403006001001", **with_phone())
    row = Case.objects.get(pk=filed.case)
    assert read_case_number(filed.number) == row.number
    assert (row.state, row.open, row.reachable, row.seq) == ("filed", True, True, 1)
    assert (row.grid_id, row.county_id) == (
        world.places["140403006001001"],
        world.places["140403"],
    )
    assert row.desk_id == row.hand_id == world.bodies["community"]
    assert row.due_at is not None
    assert Clock.objects.get(case=row).steps
    assert Involvement.objects.get(case=row).role == "desk"
    texts = journal.particulars_of("case", [row.id])[row.id]
    assert texts["contact_phone"] == "13800000000"
    assert texts["title"] == "小区门口路灯不亮，晚上看不清"


def test_anonymous_is_enough(world: World) -> None:
    row = Case.objects.get(pk=world.file("01").case)
    assert (row.reachable, row.filed_by_id) == (False, None)


def test_no_personal_word_stands_in_the_clear(world: World) -> None:
    filed = world.file("01", words="请找示例居民王某，住三号楼。", **with_phone())
    with connection.cursor() as cursor:
        for table in ("cases_case", "journal_entry", "journal_particular", "cases_clock"):
            cursor.execute(f"SELECT t::text FROM {table} t")  # noqa: S608
            text = " ".join(str(r[0]) for r in cursor.fetchall())
            for word in ("13800000000", "示例居民", "三号楼", filed.tracking_code):
                assert word not in text, table
        cursor.execute("SELECT tokens::text FROM cases_casewords")
        assert "13800000000" not in cursor.fetchone()[0]


def test_filing_takes_twelve_statements_at_most(world: World) -> None:
    world.file("01", **with_phone())  # the catalogue, the tree and the calendar are read once
    with CaptureQueriesContext(
        connection,
    ) as asked:
        world.file("01", **with_phone())
    sent = [q["sql"] for q in asked if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(sent) <= 12, "\n".join(s[:120] for s in sent)


def test_the_same_key_files_once_and_answers_alike(world: World) -> None:
    first = world.file("01", key=KEY)
    again = world.file("01", key=KEY)
    assert first == again
    assert Case.objects.count() == 1


def test_the_same_key_with_another_request_is_409(world: World) -> None:
    world.file("01", key=KEY)
    with pytest.raises(Conflict) as caught:
        world.file("01", key=KEY, words="另一件事。")
    assert caught.value.code == "key_reused"
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("more", "code", "field"),
    [
        ({"words": "  \n "}, "words_missing", "words"),
        ({"words": "长" * (WORDS_LIMIT + 1)}, "words_too_long", "words"),
        ({"words": "路灯\ufffd\ufffd不亮"}, "words_garbled", "words"),
        ({"contact": Contact(phone="12")}, "phone_unreadable", "phone"),
        ({"longitude": 181.0, "latitude": 3.0}, "location_impossible", "location"),
        ({"procedure": "whistle"}, "unknown_procedure", "procedure"),
        ({"settled": "好了"}, "settled_only_on_grid", "settled"),
    ],
)
def test_what_cannot_be_taken_is_refused_and_nothing_kept(
    world: World, more: dict[str, Any], code: str, field: str
) -> None:
    with pytest.raises(Invalid) as caught:
        world.file("01", **more)
    assert (caught.value.code, caught.value.field) == (code, field)
    assert not Case.objects.exists()
    assert not Particular.objects.exists()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("路灯\x00不亮\x07。", "路灯不亮。"),
        ("一行\r\n二行\r三行", "一行\n二行\n三行"),
        ("楼道😀有𠮷字和𪚥字", "楼道😀有𠮷字和𪚥字"),
        ("好" * WORDS_LIMIT, "好" * WORDS_LIMIT),
        ("  前后空白\u3000", "前后空白"),
    ],
)
def test_odd_characters_are_kept_or_quietly_dropped(given: str, kept: str) -> None:
    assert clean_words(given) == kept


def test_emoji_rare_characters_and_ten_thousand_of_them_come_back_as_given(world: World) -> None:
    words = "😀𠮷" * (WORDS_LIMIT // 2)
    filed = world.file("01", words=words)
    assert journal.particulars_of("case", [filed.case])[filed.case]["words"] == words
    assert CaseWords.objects.filter(case_id=filed.case).exists()


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("路灯不亮。请修。", "路灯不亮"),
        ("第一行\n第二行", "第一行"),
        ("长" * 80, "长" * 39 + "…"),
        ("。。", "。。"),
    ],
)
def test_the_title_is_the_first_sentence(words: str, title: str) -> None:
    assert title_of(words) == title


def test_unknown_matter_and_place(world: World) -> None:
    with pytest.raises(NotFound):
        world.file("77")
    filing = Filing(matter="01", place=123, words="路灯不亮")
    with pytest.raises(NotFound) as caught:
        actions.file(by=ANONYMOUS, at=AT, filing=filing)
    assert caught.value.code == "unknown_place"


def test_staff_file_only_in_their_place(world: World) -> None:
    desk = world.actors["community_desk"]
    filed = world.file("01", by=desk, source=Source.PHONE, filed_for=True, **with_phone())
    row = Case.objects.get(pk=filed.case)
    assert (row.filed_by_id, row.filed_for) == (desk.person, True)
    with pytest.raises(NotPermitted) as caught:
        world.file("01", "140403006002", by=desk, source=Source.PHONE)
    assert caught.value.code == "place_outside_scope"


def test_a_grid_worker_files_in_their_own_grid_what_a_grid_may_be_given(world: World) -> None:
    assert world.event("01").case
    with pytest.raises(NotPermitted):
        world.event("01", by="other_grid_worker")
    for matter in ("04", "15"):  # not on the list; with a channel of its own
        with pytest.raises(Invalid) as caught:
            world.event(matter)
        assert caught.value.code == "matter_not_on_grid"


@pytest.mark.parametrize("more", [{"source": Source.PHONE}, {"procedure": "grid_event"}])
def test_a_resident_files_only_as_a_resident(world: World, more: dict[str, Any]) -> None:
    with pytest.raises((NotPermitted, Invalid)):
        world.file("01", **more)


def test_history_is_filed_as_it_was_and_runs_no_clock(world: World) -> None:
    filed = world.file("01", by=SYSTEM, source=Source.IMPORTED, history=True, transfers=3)
    row = Case.objects.get(pk=filed.case)
    assert (row.history, row.filed_at) == (True, AT)
    assert not Clock.objects.filter(case=row, watched=True).exists()
    first = journal.entries_of("case", row.id).first()
    assert first is not None
    assert (first.data["transfers"], first.data["history"]) == (3, True)


def test_a_wrong_number_and_a_wrong_code_answer_alike(world: World) -> None:
    filed = world.file("01")
    other = world.file("01")
    told = []
    for number, code in (
        ("0000-0000-00", filed.tracking_code),
        (filed.number, other.tracking_code),
        (filed.number, ""),
        ("坏", "坏"),
    ):
        with CaptureQueriesContext(connection) as asked, pytest.raises(NotFound) as caught:
            queries.by_tracking(number, code)
        told.append((caught.value.code, caught.value.params, len(asked)))
    assert len(set(map(str, told))) == 1


def test_number_and_code_show_the_reporter_their_case(world: World) -> None:
    filed = world.file("01", **with_phone())
    typed = filed.tracking_code.lower().replace("-", " ")
    actor = queries.by_tracking(filed.number.lower(), typed)
    assert actor.subject == filed.case
    status = queries.public_status(filed.case, at=AT)
    assert (status.state, status.moves) == ("filed", ("withdraw",))
    assert status.params["due"] is not None
    assert "13800000000" not in repr(status)


def test_a_filing_is_the_same_whatever_the_order_of_its_sets() -> None:
    filing = Filing(matter="01", place=1, words="x", about=frozenset({3, 1, 2}))
    same = replace(filing, about=frozenset({2, 1, 3}))
    assert asked(filing) == asked(same)


def test_a_field_that_says_nothing_is_no_part_of_the_request() -> None:
    """So a version that adds one still knows what was filed under a key before it."""
    filing = Filing(matter="01", place=1, words="路灯不亮")
    said = repr([("matter", "01"), ("place", 1), ("words", "路灯不亮")]).encode()
    assert asked(filing) == said
    assert asked(replace(filing, about=frozenset({3, 2}))) != said
