"""Cases of another platform: filed once each, answered as they were, hostile rows told by cell."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from linli.domain.cases import queries
from linli.domain.cases.actions import chasing
from linli.domain.cases.models import Case, CaseWords, Clock
from linli.domain.measures.actions import folding
from linli.domain.measures.models import Tally
from linli.domain.measures.queries import board
from linli.domain.measures.rules.tallies import spread
from linli.foundation.jobs import clock
from linli.foundation.journal import actions as journal_actions
from linli.foundation.journal import queries as journal
from linli.foundation.journal.models import Entry, Once, Particular
from tests.domain.cases.world import AT, World, build

RIVERS = "id,type,channel,anonymous,date,title,text,reply,transfers,days_to_final_reply,district\n"
MESSAGES = "id,user,time,title,detail,label\n"
GOOD = (
    "1,投诉,电话,示例先生,2018-05-09,河水发黑,示例河的水发黑。,已清淤。,3,4,潞州区\n"
    "2,咨询,网站,1,2018-05-10,什么时候清淤,示例河什么时候清淤？,下月清淤。,0,0,上党区\n"
    "3,建议,微信,匿名,2018-05-11,种树,河边可以种树。,已转告。,1,11,\n"
)


@pytest.fixture
def land(world: World, tmp_path: Path) -> Any:
    """Import a text as a file at a place, with mapping lines; return the JSON answer."""

    def run(text: str | bytes, at: str = "1404", mapping: str = "label,*,02") -> dict[str, Any]:
        path, lines = tmp_path / "cases.csv", tmp_path / "mapping.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        lines.write_text(f"field,value,code\n{mapping}\n")
        out = StringIO()
        given = {"mapping": lines} if mapping else {}
        call_command("import_appeals", path, at=at, json=True, stdout=out, **given)
        return json.loads(out.getvalue())

    return run


def test_answered_rows_end_reported_back_with_their_days(world: World, land: Any) -> None:
    told = land(RIVERS + GOOD)
    assert (told["filed"], told["already"], told["refused"]) == (3, 0, 0)
    assert told["by_state"] == {"reported_back": 1, "filed": 2}
    assert told["without_body_why"] == {"no_mandate": 1, "no_district": 1}
    assert told["by_place"] == {"140403": 1, "140404": 1, "1404": 1}
    row = Case.objects.get(state="reported_back")
    assert (row.history, row.lead_id, row.matter) == (True, world.bodies["housing"], "02")
    entries = list(journal.entries_of("case", row.id))
    moves = ["file", "accept", "dispatch", "sign_for", "handle", "report_back"]
    assert [e.move for e in entries] == moves
    days = [timezone.localdate(e.at).isoformat() for e in entries]
    assert days == ["2018-05-09"] * 4 + ["2018-05-13"] * 2
    assert entries[0].data["transfers"] == 3
    assert (entries[0].data["asked"], entries[0].data["channel"]) == ("complaint", "phone")
    assert entries[-1].elapsed == 4 * 86_400
    assert list(queries.differences()) == []


def test_rows_without_a_district_wait_at_the_city_desk(world: World, land: Any) -> None:
    land(RIVERS + GOOD)
    row = Case.objects.get(place_id=world.places["1404"])
    assert (row.state, row.desk_id, row.hand_id) == ("filed", *[world.bodies["city"]] * 2)
    texts = journal.particulars_of("case", [row.id])[row.id]
    assert texts["reply"] == "已转告。"


def test_a_name_goes_in_sealed_and_nowhere_else(world: World, land: Any) -> None:
    land(RIVERS + GOOD)
    named = Case.objects.get(place_id=world.places["140403"])
    texts = journal.particulars_of("case", [named.id])
    assert texts[named.id]["contact_name"] == "示例先生"
    others = Case.objects.exclude(pk=named.pk).values_list("pk", flat=True)
    assert all("contact_name" not in t for t in journal.particulars_of("case", others).values())
    kept = [bytes(p.sealed) for p in Particular.objects.all()]
    kept += [json.dumps(e.data, ensure_ascii=False).encode() for e in Entry.objects.all()]
    kept += [w.encode() for w in CaseWords.objects.values_list("tokens", flat=True)]
    assert not any("示例先生".encode() in k for k in kept)


def test_history_is_not_chased(world: World, land: Any) -> None:
    land(RIVERS + GOOD)
    assert not Clock.objects.filter(watched=True).exists()
    assert chasing.chase(at=clock.now()) is None


def test_a_second_run_files_nothing_even_after_answers_are_forgotten(land: Any) -> None:
    land(RIVERS + GOOD)
    Once.objects.update(created_at="2020-01-01T00:00:00Z")
    journal_actions.forget_answers(at=clock.now())
    entries = Entry.objects.count()
    told = land(RIVERS + GOOD)
    assert (told["filed"], told["already"], told["resolved"]) == (0, 3, 1)
    assert (Case.objects.count(), Entry.objects.count()) == (3, entries)


def test_reply_days_reach_the_board_as_the_file_says(world: World, land: Any) -> None:
    rows = "".join(
        f"{n},投诉,网站,1,2018-05-{n + 1:02},,示例第{n}件。,已办。,0,{days},潞州区\n"
        for n, days in enumerate((0, 3, 3, 8, 30))
    )
    land(RIVERS + rows)
    folding.add(spread(folding.sums("true", []), folding.path_of))
    until = date(2018, 12, 31)
    figures = board(world.places["140403"], date(2018, 1, 1), until).place.figures
    assert dict(figures.reply_days) == {0: 1, 3: 2, 8: 1, 30: 1}
    assert figures.median_days == 3


def test_what_the_platform_answered_counts_at_the_city_alone_and_the_case_still_waits(
    world: World, land: Any
) -> None:
    land(RIVERS + GOOD)
    row = Case.objects.get(place_id=world.places["1404"])
    moves = list(journal.entries_of("case", row.id))
    assert [(e.move, e.to_state) for e in moves] == [
        ("file", "filed"),
        ("answered_elsewhere", "filed"),
    ]
    assert (moves[1].elapsed, moves[1].on_time, moves[1].body_id) == (11 * 86_400, None, None)
    city, below = histograms(world)
    assert city == {4: 1, 0: 1, 11: 1}
    assert below == {"140403": {4: 1}, "140404": {0: 1}}
    assert list(queries.differences()) == []


def histograms(world: World) -> tuple[dict[int, int], dict[str, dict[int, int]]]:
    Tally.objects.all().delete()
    folding.add(spread(folding.sums("true", []), folding.path_of))
    found = board(world.places["1404"], date(2018, 1, 1), timezone.localdate(clock.now()))
    below = {r.place.code: nonzero(r.figures.reply_days) for r in found.rows}
    return nonzero(found.place.figures.reply_days), below


def nonzero(histogram: Any) -> dict[int, int]:
    return {days: n for days, n in histogram.items() if n}


def test_the_offices_own_answer_takes_the_place_of_the_platforms(world: World, land: Any) -> None:
    land(RIVERS + GOOD)
    row = Case.objects.get(place_id=world.places["1404"])
    place = world.places["140403"]
    world.move(row.id, "city_desk", "accept", place=place, matter="01")
    world.move(row.id, "city_desk", "dispatch", lead=world.bodies["housing"], reason="示例")
    world.move(row.id, "housing_handler", "sign_for")
    done = world.move(row.id, "housing_handler", "handle", result="已种树。", at=AT)
    assert done.state == "reported_back"
    city, below = histograms(world)
    assert city == {4: 1, 0: 1, 999: 1}  # years later, and one reply a case
    assert below["140403"] == {4: 1, 999: 1}
    assert list(queries.differences()) == []


def test_labels_find_their_matter_and_unlabelled_rows_99(land: Any) -> None:
    rows = (
        "1,U1,2019/4/24 15:40:04,路灯,路灯不亮。,设施\n"
        "2,U2,2019/4/24 15:41,,楼道堆物。,事项03\n"
        "3,U3,2019-04-25,,没有分类。,\n"
        "4,U4,2019-04-25,,旅游公司不退款。,不认识的类别\n"
    )
    told = land(MESSAGES + rows, at="140403", mapping="label,设施,02")
    assert told["by_matter"] == {"02": 1, "03": 1, "99": 2}
    assert told["by_state"] == {"filed": 4}
    assert told["by_place"] == {"140403": 4}
    at = Case.objects.get(matter="02").filed_at
    assert timezone.localtime(at).isoformat() == "2019-04-24T15:40:04+08:00"


HOSTILE = (
    "1,U,2019-02-30,,示例。,\n",  # no such day
    "2,U,2019-02-28,,,\n",  # nothing said
    f"3,U,2019-02-28,,{'长' * 10_001},\n",
    "4,U,2019-02-28,,第一次。,\n",
    "4,U,2019-02-28,,编号重复。,\n",
    "5,U,2999-01-01,,还没有到的日子。,\n",
    "6,U,2019-02-28,,坏了的字\ufffd。,\n",
    "7,U,,,没有日期。,\n",
    "1.1E+17,U,2019-02-28,,编号被表格软件改坏了。,\n",
    f"8,U,2019-02-28,{'题' * 300},{'长' * 9_900},\n",  # both together are too long
    "9,U,2019-02-28,,表情😀和生僻字𠮷𡈽\x01都留下。,\n",
)


def test_hostile_rows_are_told_by_row_and_column_and_nothing_of_them_is_kept(land: Any) -> None:
    told = land(MESSAGES + "".join(HOSTILE), at="140403")
    assert told["filed"] == Case.objects.count() == 2
    assert [(p["row"], p["column"]) for p in told["problems"]] == [
        *((2, "time"), (3, "detail"), (4, "detail"), (6, "id"), (7, "time")),
        *((8, "detail"), (9, "time"), (10, "id"), (11, "detail")),
    ]
    assert told["refused"] == 9
    for problem in told["problems"]:
        chinese, english = problem["text"]["zh-hans"], problem["text"]["en"]
        assert str(problem["row"]) in chinese
        assert chinese != english
        assert "refusal." not in chinese + english
        assert "exchange." not in chinese + english
    words = {t["words"] for t in journal.particulars_of("case", _ids()).values()}
    assert words == {"第一次。", "表情😀和生僻字𠮷𡈽都留下。"}


def _ids() -> list[Any]:
    return list(Case.objects.values_list("pk", flat=True))


def test_unknown_districts_and_impossible_replies_are_refused(land: Any) -> None:
    rows = (
        "1,投诉,网站,1,2018-05-09,,示例一。,已办。,1,2,不存在区\n"
        "2,投诉,网站,1,2018-05-09,,示例二。,已办。,1,,潞州区\n"
        "3,投诉,网站,1,2018-05-09,,示例三。,已办。,-1,2,潞州区\n"
        "4,投诉,网站,1,2018-05-09,,示例四。,已办。,1,-2,潞州区\n"
        "5,投诉,网站,1,2018-05-09,,示例五。,已办。,1,99999,潞州区\n"
    )
    told = land(RIVERS + rows)
    assert told["filed"] == Case.objects.count() == Entry.objects.filter(move="file").count() == 0
    columns = [p["column"] for p in told["problems"]]
    assert columns == [
        "district",
        "days_to_final_reply",
        "transfers",
        "days_to_final_reply",
        "days_to_final_reply",
    ]


def test_gb18030_reads_as_well(land: Any) -> None:
    told = land((RIVERS + GOOD).encode("gb18030"))
    assert told["filed"] == 3


@pytest.mark.parametrize("mapping", ["label,*,77", "colour,*,01", "label,,01"])
def test_a_faulty_mapping_refuses_the_whole_file(land: Any, mapping: str) -> None:
    with pytest.raises(CommandError):
        land(RIVERS + GOOD, mapping=mapping)
    assert not Case.objects.exists()


def test_a_file_of_another_kind_says_what_was_expected(land: Any) -> None:
    with pytest.raises(CommandError, match="内容"):
        land("a,b\n1,2\n")


@pytest.mark.django_db(transaction=True)
def test_a_killed_import_goes_on_where_it_was(tmp_path: Path) -> None:
    build()
    rows = "".join(
        f"{n},投诉,网站,1,2018-05-09,,示例第{n}件。,已办。,1,2,潞州区\n" for n in range(120)
    )
    path, lines = tmp_path / "cases.csv", tmp_path / "mapping.csv"
    path.write_text(RIVERS + rows)
    lines.write_text("field,value,code\nlabel,*,02\n")
    words = ["import_appeals", str(path), "--at", "1404", "--mapping", str(lines), "--json"]
    here = connection.settings_dict
    host = here["HOST"].replace("/", "%2F")
    address = f"{here['USER']}:{here['PASSWORD']}@{host}:{here['PORT']}/{here['NAME']}"
    env = os.environ | {"DATABASE_URL": f"postgresql://{address}"}
    command = [sys.executable, "-m", "linli", *words]
    first = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    while Case.objects.count() < 10:
        assert first.poll() is None, first.stderr and first.stderr.read()
        time.sleep(0.02)
    first.send_signal(signal.SIGKILL)
    first.wait()
    done = Case.objects.count()
    assert 0 < done < 120
    again = subprocess.run(command, env=env, check=True, capture_output=True, text=True)
    told = json.loads(again.stdout)
    assert (told["filed"] + told["already"], told["refused"]) == (120, 0)
    assert told["already"] >= 10
    assert Case.objects.filter(state="reported_back").count() == Case.objects.count() == 120
    assert Entry.objects.filter(subject_kind="case").count() == 720
