"""A term change: one workbook, one day; the old keep duty until then; the same again: nothing."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.domain.bodies import queries
from linli.domain.bodies.actions import appoint, import_terms
from linli.domain.bodies.models import Appointment, Body, HandOver, Post
from linli.domain.bodies.rules.terms import TERMS
from linli.domain.bodies.states import Role
from linli.domain.people.models import Person
from linli.foundation.exchange import queries as exchange
from linli.foundation.jobs import clock
from linli.foundation.journal.models import Entry
from linli.kernel.access import SYSTEM
from linli.kernel.errors import NotPermitted
from tests.domain.bodies.city import AT, TODAY, Places, actor, person

pytestmark = [pytest.mark.db, pytest.mark.django_db]

HEAD = "村（社区）,组织,岗位,现任,新任,工作电话,任期至"
DAY = TODAY + timedelta(days=30)
ENDS = DAY.replace(year=DAY.year + 5)
VILLAGE = "140403100201"


class Village:
    """The committee of a village with a secretary and clerks at its desk."""

    def __init__(self, city: Places) -> None:
        self.city = city
        self.committee = Body.objects.get(kind="village_committee", seat=city[VILLAGE])
        self.desk = Post.objects.get(body=self.committee, role=Role.COMMUNITY_DESK)
        self.desk.quota = 2
        self.desk.save()
        for name in ("示例甲", "示例乙"):
            appoint(by=SYSTEM, at=AT, post=self.desk, person=person(name))

    def line(self, new: str, old: str = "", phone: str = "", ends: str = "") -> str:
        row = ("东脑村", self.committee.name, self.desk.title, old, new, phone, ends)
        return ",".join(row)

    def bring(self, *lines: str, dry_run: bool = False, on: date = DAY, by=SYSTEM):
        table = exchange.read("\n".join((HEAD, *lines)).encode(), TERMS)
        return import_terms(
            by=by, at=AT, table=table, root=self.city["140403"], on=on, dry_run=dry_run
        )

    def holders(self, on: date) -> list[str]:
        return sorted(h.hand.name for h in queries.hands_of([self.desk.pk], on))


@pytest.fixture
def village(city: Places) -> Village:
    return Village(city)


def codes(told) -> list[tuple[int, str, str]]:
    return [(p.row, p.column, p.code.rsplit(".", 1)[-1]) for p in told.problems]


def test_the_old_keep_duty_until_the_day_and_the_new_begin(village: Village) -> None:
    told = village.bring(
        village.line("示例甲", ends=str(ENDS)), village.line("示例丙", "示例乙", ends=str(ENDS))
    )
    assert codes(told) == []
    assert (told.written, told.posts, told.appointed, told.ended, told.again) == (True, 1, 1, 1, 1)
    assert village.holders(DAY - timedelta(days=1)) == ["示例乙", "示例甲"]
    assert village.holders(DAY) == ["示例丙", "示例甲"]
    assert set(Appointment.objects.filter(valid_to=None).values_list("term_ends", flat=True)) == {
        ENDS
    }
    paper = HandOver.objects.get()
    assert (paper.giver.name, paper.taker.name, paper.on) == ("示例乙", "示例丙", DAY)
    moves = Entry.objects.filter(at=AT, move__in=["renew_term", "list_hand_over"])
    assert sorted(moves.values_list("move", flat=True)) == ["list_hand_over", "renew_term"]


def test_a_dry_run_writes_nothing_and_the_same_table_again_neither(village: Village) -> None:
    lines = (village.line("示例甲"), village.line("示例丙"))
    told = village.bring(*lines, dry_run=True)
    assert (told.written, told.appointed, told.registered) == (False, 1, 1)
    assert not Person.objects.filter(name="示例丙").exists()
    village.bring(*lines)
    entries, rows = Entry.objects.count(), Appointment.objects.count()
    again = village.bring(*lines)
    assert (again.written, again.appointed, again.ended, again.already) == (True, 0, 0, 2)
    assert (Entry.objects.count(), Appointment.objects.count()) == (entries, rows)


def test_a_corrected_table_replaces_who_was_to_come(village: Village) -> None:
    village.bring(village.line("示例甲"), village.line("示例丙"))
    told = village.bring(village.line("示例甲"), village.line("示例丁"))
    assert (told.appointed, told.dropped) == (1, 1)
    assert village.holders(DAY) == ["示例丁", "示例甲"]
    assert [p.taker.name for p in HandOver.objects.all()] == ["示例丁"]


def test_every_fault_is_told_by_row_and_column_and_nothing_is_written(village: Village) -> None:
    other = village.line("示例戊").replace(village.desk.title, "没有的岗位")
    elsewhere = village.line("示例己").replace("东脑村", "没有的村")
    told = village.bring(
        village.line("示例丙", "示例某"),
        village.line("示例丁"),
        village.line("示例丁", ends=str(DAY)),
        village.line("示例庚"),
        other,
        elsewhere,
        village.line("示例辛", ends="明天"),
    )
    assert codes(told)[:5] == [
        (2, "现任", "old"),
        (4, "任期至", "ends"),
        (5, "新任", "post_full"),
        (6, "岗位", "post_not_here"),
        (7, "村（社区）", "unknown_place_name"),
    ]
    assert codes(told)[5][:2] == (8, "任期至")
    assert len(told.problems) == 6
    assert not told.written
    assert village.holders(DAY) == ["示例乙", "示例甲"]
    for problem in told.problems:
        assert exchange.told(problem)


def test_a_day_that_is_over_changes_nobody(village: Village) -> None:
    told = village.bring(village.line("示例丙"), on=TODAY - timedelta(days=1))
    assert codes(told) == [(2, "", "over")]


def test_a_term_is_changed_by_who_appoints_people_there(village: Village, city: Places) -> None:
    assert village.bring(village.line("示例丙"), by=actor("people.manage", city["140403"])).written
    for by in (actor("people.manage", city["140428"]), actor("bodies.manage", city["140403"])):
        with pytest.raises(NotPermitted):
            village.bring(village.line("示例丁"), by=by)


def test_the_table_given_out_has_a_line_for_each_chair(village: Village, city: Places) -> None:
    rows = queries.chairs_below(city["140403"].pk, TODAY)
    mine = [r for r in rows if r.body == village.committee.name and r.title == village.desk.title]
    assert [(r.place, r.holder) for r in mine] == [("东脑村", "示例甲"), ("东脑村", "示例乙")]
    assert all(r.holder == "" for r in rows if r not in mine)


def test_the_command_checks_and_brings_in(
    village: Village, tmp_path: Path, capsys, settings
) -> None:
    settings.CLOCK_SHIFT = (AT - clock.now()).total_seconds()
    file = tmp_path / "换届.csv"
    file.write_text("\n".join((HEAD, village.line("示例丙"))), encoding="utf-8")
    options = {"on": DAY, "place": "140403", "json": True}
    call_command("import_terms", file, dry_run=True, **options)
    assert json.loads(capsys.readouterr().out)["written"] is False
    call_command("import_terms", file, **options)
    told = json.loads(capsys.readouterr().out)
    assert (told["written"], told["appointed"], told["ended"], told["vacant"]) == (True, 1, 2, 1)
    file.write_text("\n".join((HEAD, village.line("示例丙", "示例某"))), encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("import_terms", file, **options)


def test_more_lines_cost_no_more_queries(village: Village) -> None:
    Post.objects.filter(pk=village.desk.pk).update(quota=9)
    names = [f"示例新{n}" for n in range(9)]
    for name in names:
        person(name)

    asked = []
    for number, come in ((1, 1), (9, 8)):
        with CaptureQueriesContext(connection) as told:
            out = village.bring(
                *(village.line(n) for n in names[:number]), on=DAY + timedelta(days=number)
            )
        assert (out.problems, out.appointed) == ([], come)
        asked.append(len(told))
    assert asked[1] <= asked[0] + 2
