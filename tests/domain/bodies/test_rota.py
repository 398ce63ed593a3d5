"""A rota comes in whole or not at all, says what is wrong by cell, and never has two leaders."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from io import BytesIO

import pytest
import xlsxwriter
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.domain.bodies import queries
from linli.domain.bodies.actions import import_rota, state_duty_rule
from linli.domain.bodies.models import DutyOfficer, DutyRule, DutyShift
from linli.domain.bodies.rules.rota import ROTA
from linli.domain.bodies.states import BodyKind
from linli.foundation.exchange import queries as exchange
from linli.foundation.journal.models import Entry
from linli.foundation.ui.text import say
from linli.kernel.access import SYSTEM
from linli.kernel.errors import Conflict, NotPermitted
from tests.domain.bodies.city import AT, Places, actor, body
from tests.domain.bodies.rota import NIGHT, ZONE, Crew, lay_down_rules, table

pytestmark = [pytest.mark.db, pytest.mark.django_db]


@pytest.fixture
def crew(city: Places) -> Crew:
    lay_down_rules()
    return Crew(city)


def codes(told) -> list[tuple[int, str, str]]:
    return [(p.row, p.column, p.code.removeprefix("bodies.duty.problem.")) for p in told.problems]


def test_a_rota_is_brought_in_and_says_who_is_on_duty(crew: Crew) -> None:
    told = crew.bring("2026-03-02,夜班,17:30,8:30,示例带班,示例甲、示例乙,0355-0000000")
    assert (told.made, told.written, told.problems) == (1, True, [])
    found = queries.on_duty(crew.body.pk, NIGHT)
    assert found is not None
    assert (found.leader.name, [o.name for o in found.officers]) == (
        "示例带班",
        ["示例甲", "示例乙"],
    )
    assert found.phone == "0355-0000000"
    assert found.climbed == ()
    assert queries.on_duty(crew.body.pk, NIGHT + timedelta(hours=12)) is None
    assert Entry.objects.get(move="plan_duty").data == {
        "first": "2026-03-02",
        "last": "2026-03-02",
        "shifts": 1,
        "changed": 0,
        "dropped": 0,
    }


def test_the_same_file_again_changes_nothing_and_a_changed_row_one_shift(crew: Crew) -> None:
    lines = ("2026-03-03,,,,示例带班,示例甲,", "2026-03-04,,,,示例带班,示例乙,")
    assert crew.bring(*lines).made == 2
    before = list(DutyShift.objects.values_list("id", "planned"))
    again = crew.bring(*lines)
    assert (again.made, again.changed, again.already) == (0, 0, 2)
    assert list(DutyShift.objects.values_list("id", "planned")) == before
    assert Entry.objects.filter(move="plan_duty").count() == 1
    other = crew.bring(lines[0], "2026-03-04,,,,示例书记,示例丙,")
    assert (other.made, other.changed, other.already) == (0, 1, 1)
    assert [s.leader.name for s in DutyShift.objects.order_by("day")] == ["示例带班", "示例书记"]


def test_a_shift_that_has_begun_is_history(crew: Crew) -> None:
    crew.plan(2)
    told = crew.bring("2026-03-02,,,,示例书记,示例丙,", at=NIGHT)
    assert codes(told) == [(2, "日期", "begun")]
    half = crew.bring("2026-03-02,夜班,18:00,23:00,示例书记,示例丙,", at=NIGHT)
    assert codes(half) == [(2, "日期", "begun")]
    assert DutyShift.objects.filter(leader__name="示例书记").count() == 0


def test_new_hours_take_the_room_of_shifts_to_come(crew: Crew) -> None:
    crew.plan(2, date(2026, 3, 4))
    told = crew.bring(
        "2026-03-04,白班,8:00,20:00,示例带班,示例甲,", "2026-03-04,夜班,20:00,8:00,示例书记,示例丙,"
    )
    assert (told.made, told.dropped) == (2, 1)
    assert DutyShift.objects.count() == 3


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        (["2026-03-02,,,,示例带班、示例书记,示例甲,"], (2, "带班领导", "two_leaders")),
        (
            ["2026-03-02,,,,示例带班,示例甲,", "2026-03-02,,,,示例书记,示例乙,"],
            (3, "带班领导", "two_leaders_rows"),
        ),
        (
            ["2026-03-02,,,,示例带班,示例甲,", "2026-03-02,夜,20:00,8:00,示例书记,示例乙,"],
            (3, "带班领导", "two_leaders_at_once"),
        ),
        (
            ["2026-03-02,,,,示例带班,示例甲,", "2026-03-02,夜,20:00,8:00,示例带班,示例乙,"],
            (3, "日期", "overlap"),
        ),
        (["2026-03-02,,,,示例带班,示例甲,", "2026-03-04,,,,示例带班,示例乙,"], (3, "日期", "gap")),
        (["2026-03-02,,25:00,8:00,示例带班,示例甲,"], (2, "开始时间", "time")),
        (["2026-03-02,,20:00,,示例带班,示例甲,"], (2, "结束时间", "half_hours")),
        (["2026-03-02,,,,示例带班,示例无此人,"], (2, "值班员", "person")),
        (["2026-03-02,,,,示例带班,示例甲,打总机"], (2, "值班电话", "phone")),
    ],
)
def test_a_fault_is_told_by_row_and_column_and_nothing_is_written(
    crew: Crew, lines: list[str], fault: tuple[int, str, str]
) -> None:
    good = "2026-02-28,,,,示例带班,示例甲,", "2026-03-01,,,,示例带班,示例甲,"
    told = crew.bring(*good, *lines)
    shifted = (fault[0] + 2, *fault[1:])
    assert shifted in codes(told)
    assert not told.written
    assert DutyShift.objects.count() == 0
    assert all(exchange.told(p) for p in told.problems)


def test_nights_alone_have_no_gap_by_day_but_one_on_saturday(crew: Crew) -> None:
    nights = [f"2026-03-0{n},夜班,17:30,8:30,示例带班,示例甲," for n in (2, 3, 4, 5, 6)]
    assert crew.bring(*nights).problems == []
    told = crew.bring(*nights, "2026-03-07,夜班,17:30,8:30,示例带班,示例甲,")
    assert codes(told) == [(7, "日期", "gap")]
    assert "2026-03-07 08:30" in exchange.told(told.problems[0])


def test_a_dry_run_writes_nothing(crew: Crew) -> None:
    told = crew.bring("2026-03-02,,,,示例带班,示例甲,", dry_run=True)
    assert (told.made, told.written) == (1, False)
    assert (DutyShift.objects.count(), Entry.objects.filter(move="plan_duty").count()) == (0, 0)


def test_two_of_one_name_are_told_apart_by_their_posts(crew: Crew) -> None:
    crew.people["示例丙"].name = "示例甲"
    crew.people["示例丙"].save()
    told = crew.bring("2026-03-02,,,,示例带班,示例甲,")
    assert codes(told) == [(2, "值班员", "person_twice")]
    told = crew.bring("2026-03-02,,,,示例带班,示例甲（核查员）,")
    assert told.written
    assert DutyOfficer.objects.get().person == crew.people["示例丙"]


def test_merged_cells_of_a_workbook_are_one_shift_with_two_officers(crew: Crew) -> None:
    kept = BytesIO()
    book = xlsxwriter.Workbook(kept)
    page = book.add_worksheet("值班")
    page.write(0, 0, "英雄南路街道值班表")
    page.write_row(1, 0, ["日期", "带班领导", "值班人员"])
    page.merge_range("A3:A4", "2026-03-02")
    page.merge_range("B3:B4", "示例带班")
    page.write(2, 2, "示例甲")
    page.write(3, 2, "示例乙")
    page.write(4, 0, "制表人：示例")
    book.close()
    told = import_rota(
        by=SYSTEM, at=AT, table=exchange.read(kept.getvalue(), ROTA), body_id=crew.body.pk
    )
    assert told.problems == []
    assert DutyOfficer.objects.count() == 2


def test_only_whoever_may_make_it_brings_a_rota_in(crew: Crew) -> None:
    stranger = actor("bodies.rota", crew.city["140428"])
    told = crew.bring("2026-03-02,,,,示例带班,示例甲,", by=stranger)
    assert codes(told) == [(2, "", "body_not_yours")]
    desk = actor("bodies.rota", crew.city["140403003"])
    assert crew.bring("2026-03-02,,,,示例带班,示例甲,", by=desk).written


def test_a_file_of_many_bodies_names_them(crew: Crew) -> None:
    head = "单位,日期,带班领导,值班员"
    rows = table(
        "英雄南路街道办事处,2026-03-02,示例带班,示例甲", "没有的单位,2026-03-02,甲,乙", head=head
    )
    told = import_rota(by=SYSTEM, at=AT, table=rows)
    assert codes(told) == [(3, "单位", "body")]
    assert not told.written


def test_a_body_without_a_rota_climbs_and_says_so(crew: Crew) -> None:
    crew.plan(1)
    community = body("committee", crew.city["140403003001"]).pk
    found = queries.on_duty(community, NIGHT)
    assert found is not None
    assert (found.asked, found.body, found.climbed) == (community, crew.body.pk, (community,))
    town = body("office", crew.city["140403100"]).pk
    assert queries.on_duty(town, NIGHT) is None
    both = queries.on_duty_of([community, crew.body.pk, town], NIGHT)
    assert set(both) == {community, crew.body.pk}


def test_many_bodies_cost_what_one_costs(crew: Crew, django_assert_num_queries) -> None:
    crew.plan(1)
    bodies = [body("committee", crew.city["140403003001"]).pk, crew.body.pk]
    queries.on_duty_of(bodies, NIGHT)
    with django_assert_num_queries(2):  # the marks of bodies and of rotas: the rest is kept
        queries.on_duty_of(bodies, NIGHT)


def test_whoever_must_have_a_rota_and_has_none_is_listed(crew: Crew) -> None:
    for kind in (BodyKind.SUBDISTRICT_OFFICE, BodyKind.COMMUNITY_COMMITTEE):
        if not DutyRule.objects.filter(kind=kind, valid_to=None).exists():
            state_duty_rule(
                by=SYSTEM,
                at=AT,
                kind=kind,
                required=True,
                begins=NIGHT.time(),
                basis="示例规则",
            )
    street = crew.city["140403003"].pk
    found = queries.without_rota(street, AT)
    community = body("committee", crew.city["140403003001"]).pk
    assert set(found.bodies) == {crew.body.pk, community}
    crew.plan(1)
    assert set(queries.without_rota(street, AT).bodies) == {community}
    assert set(queries.without_rota(street, AT + timedelta(days=8)).bodies) == set(found.bodies)


EARLY = time(7, 30)


def test_a_rule_holds_from_a_day_on(crew: Crew) -> None:
    wishes = {"by": SYSTEM, "at": AT, "kind": None, "required": False, "begins": NIGHT.time()}
    with pytest.raises(Conflict):
        state_duty_rule(**wishes, basis="示例通知1号")
    since = date(2026, 4, 1)
    state_duty_rule(**wishes | {"begins": EARLY}, basis="示例通知1号", valid_from=since)
    assert queries.rule_for("company", date(2026, 3, 31)).begins != EARLY
    assert queries.rule_for("company", since).begins == EARLY
    with pytest.raises(NotPermitted):
        state_duty_rule(**wishes | {"by": crew.actor("示例甲", "bodies.rota")}, basis="x")


@pytest.mark.usefixtures("crew")
def test_the_database_itself_refuses_a_second_shift_at_one_time(crew: Crew) -> None:
    (shift, *_) = crew.plan(1)
    with pytest.raises(IntegrityError), transaction.atomic():
        DutyShift.objects.create(
            body=crew.body,
            day=shift.day,
            starts_at=shift.starts_at + timedelta(hours=1),
            ends_at=shift.ends_at + timedelta(hours=1),
            leader=crew.people["示例书记"],
            planned="x",
        )


hours = st.integers(0, 23)
lines = st.lists(
    st.tuples(
        st.integers(2, 8),
        hours,
        hours,
        st.sampled_from(["示例带班", "示例书记"]),
        st.sampled_from(["示例甲", "示例乙", "示例丙"]),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=40, suppress_health_check=list(HealthCheck), deadline=None)
@given(files=st.lists(lines, min_size=1, max_size=3), minute=st.integers(0, 9 * 24 * 60))
def test_whatever_is_brought_in_a_body_has_at_most_one_leader_at_any_moment(
    crew: Crew, files: list[list[tuple]], minute: int
) -> None:
    with transaction.atomic():
        for rows in files:
            told = crew.bring(
                *(f"2026-03-0{d},,{a}:00,{b}:00,{lead},{who}," for d, a, b, lead, who in rows),
                at=datetime(2026, 3, 1, 8, 0, tzinfo=ZONE),
            )
            assert told.written == (not told.problems)
        at = datetime(2026, 3, 2, tzinfo=ZONE) + timedelta(minutes=minute)
        held = DutyShift.objects.filter(body=crew.body, starts_at__lte=at, ends_at__gt=at)
        assert held.count() <= 1
        found = queries.on_duty(crew.body.pk, at)
        assert (found.shift if found else None) == held.values_list("id", flat=True).first()
        transaction.set_rollback(True)


def test_the_commands_say_it_as_json_and_refuse_a_faulty_file(crew: Crew, tmp_path, capsys) -> None:
    file = tmp_path / "rota.csv"
    file.write_text("日期,带班领导,值班员\n2026-03-02,示例带班,示例甲\n", encoding="utf-8")
    call_command("import_duty", str(file), body="英雄南路街道办事处", json=True, dry_run=True)
    assert '"written": false' in capsys.readouterr().out
    call_command("import_duty", str(file), body="英雄南路街道办事处", json=True)
    assert '"made": 1' in capsys.readouterr().out
    call_command("duty", body=str(crew.body.pk), at=NIGHT, json=True)
    told = capsys.readouterr().out
    assert '"leader": "示例带班"' in told
    assert '"officers": ["示例甲"]' in told
    file.write_text("日期,带班领导,值班员\n2026-13-02,示例带班,示例甲\n", encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("import_duty", str(file), body=str(crew.body.pk), json=True)
    assert '"row": 2' in capsys.readouterr().out


@pytest.mark.parametrize("code", ["two_leaders", "gap", "begun", "person"])
@pytest.mark.usefixtures("english")
def test_faults_have_words_in_english(code: str) -> None:
    params = dict.fromkeys(("names", "begin", "end", "day", "name"), "x")
    assert "x" in say(f"bodies.duty.problem.{code}", **params)


def test_the_command_states_a_rule_and_lists_them(crew: Crew, capsys) -> None:
    options = {"set": "company", "required": "yes", "begins": "17:30", "basis": "示例通知"}
    call_command("duty_rules", **options | {"begins": time(17, 30), "since": date(2026, 4, 1)})
    capsys.readouterr()
    call_command("duty_rules", json=True)
    told = json.loads(capsys.readouterr().out)
    assert [r for r in told if r["kind"] == "company"] == [
        {
            "kind": "company",
            "required": True,
            "begins": "17:30",
            "basis": "示例通知",
            "basis_en": "",
            "valid_from": "2026-04-01",
            "valid_to": None,
        }
    ]
    with pytest.raises(CommandError):
        call_command("duty_rules", set="company", required="no")
