"""Opening a street: tables in, faults told, nothing half-written, and the first case filed."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
import xlsxwriter
from django.contrib.auth import get_user_model
from django.utils.timezone import localdate
from tests.portal.opened import (
    ADMINISTRATORS,
    BODIES,
    GRIDS,
    PEOPLE,
    STREET,
    Opened,
    fill,
    workbook,
)

from linli.config.access import actor_of
from linli.domain.bodies.models import Appointment, Body, OfficeHours, Post
from linli.domain.bodies.states import BodyKind, Role
from linli.domain.cases import actions as cases
from linli.domain.cases.actions import Filing
from linli.domain.cases.models import Case
from linli.domain.cases.states import State
from linli.domain.mandates.models import Mandate
from linli.domain.people.models import Person
from linli.domain.people.queries import work_phones
from linli.domain.territory import queries as tree
from linli.domain.territory.models import PlaceVersion
from linli.foundation.exchange.queries import read
from linli.foundation.jobs import clock
from linli.foundation.journal.models import Entry
from linli.kernel.access import ANONYMOUS, SYSTEM
from linli.kernel.errors import Conflict, Invalid, NotPermitted
from linli.portal.opening import begin
from linli.portal.opening.begin import Administrator
from linli.portal.opening.progress import progress
from linli.portal.opening.steps import STEPS, step_called
from linli.portal.opening.tables import send_in, template_of

pytestmark = pytest.mark.django_db


def faults(tried: Any) -> list[tuple[int, str, str]]:
    return [(p.row, p.column, p.code) for p in tried.outcome.problems]


def test_an_opened_site_has_an_office_three_administrators_and_no_sample_row(
    opened: Opened,
) -> None:
    assert list(Body.objects.values_list("name", flat=True)) == ["英雄南路街道办事处"]
    held = Appointment.objects.order_by("id").values_list("post__role", "person__name")
    assert list(held) == [
        ("system_admin", "程示例"),
        ("security_admin", "郭示例"),
        ("audit_admin", "牛示例"),
    ]
    assert not Case.objects.exists()
    users = get_user_model().objects.order_by("pk")
    assert [u.has_usable_password() for u in users] == [False] * 3
    site = tree.site()
    assert site
    assert site.place == opened.places[STREET]
    assert site.finished_at


def test_an_opening_run_again_makes_nothing_and_never_another_place(opened: Opened) -> None:
    at = clock.now()
    before = (Body.objects.count(), Post.objects.count(), Person.objects.count())
    assert begin.open_place(at=at, code=STREET).place == opened.root
    office = begin.found_office(at=at, root=opened.root)
    for who in ADMINISTRATORS:
        begin.appoint_administrator(at=at, office=office, who=who)
    begin.give_the_office_its_posts(at=at, office=office)
    assert (Body.objects.count(), Post.objects.count(), Person.objects.count()) == before
    with pytest.raises(Conflict, match="site_of_another_place"):
        begin.open_place(at=at, code="140403100")
    begin.refuse_a_used_database()


def test_a_database_with_bodies_of_a_demo_is_refused(opened: Opened) -> None:
    site = tree.site()
    assert site
    site.delete()
    with pytest.raises(Conflict, match="database_in_use"):
        begin.refuse_a_used_database()


@pytest.mark.parametrize(
    ("named", "code"),
    [
        (ADMINISTRATORS[:2], "three_administrators"),
        ((*ADMINISTRATORS[:2], Administrator(Role.AUDIT_ADMIN, " ")), "three_administrators"),
        ((*ADMINISTRATORS[:2], Administrator(Role.AUDIT_ADMIN, "郭示例")), "one_person"),
    ],
)
def test_three_administrators_are_three_people(named: Any, code: str) -> None:
    with pytest.raises(Invalid, match=code):
        begin.check_administrators(named)


def test_with_bodies_and_posts_alone_the_first_case_is_filed_and_worked(opened: Opened) -> None:
    assert progress(opened.root, localdate(clock.now())).lacking == ("people",)
    fill(opened, "bodies", *BODIES)
    fill(opened, "people", *PEOPLE[:2])
    came = progress(opened.root, localdate(clock.now()))
    assert came.can_file
    assert came.rows["grids"] == 0
    at = clock.now()
    filing = Filing(
        matter="01", place=opened.places["140403003001"].pk, words="楼道灯不亮（示例）。"
    )
    filed = cases.file(by=ANONYMOUS, at=at, filing=filing)
    case = Case.objects.get(pk=filed.case)
    assert Body.objects.get(pk=case.desk_id).name == "演武社区居民委员会"
    desk = actor_of(get_user_model().objects.get(username="songshili"), at)
    for move in ("accept", "dispatch"):
        cases.move(by=desk, at=clock.now(), case_id=case.pk, move=move)
    case.refresh_from_db()
    assert case.state == State.DISPATCHED
    assert case.lead_id


def test_bodies_bring_their_usual_posts_and_mandates_and_grids_theirs(filled: Opened) -> None:
    titles = Post.objects.filter(body__name="演武社区居民委员会").order_by("id")
    assert list(titles.values_list("title", "place__versions__name"))[:3] == [
        ("社区工作人员", "演武社区"),
        ("网格长", "第一网格"),
        ("网格员", "第一网格"),
    ]
    assert Mandate.objects.filter(body__name="英雄南路街道综合行政执法队").exists()
    codes = PlaceVersion.objects.filter(kind="grid").order_by("code").values_list("code", flat=True)
    assert list(codes) == [f"140403003001W00{n}" for n in (1, 2, 3)]


def test_sending_the_same_tables_again_changes_nothing(filled: Opened) -> None:
    before = (Body.objects.count(), Post.objects.count(), Person.objects.count())
    for name, rows in (("bodies", BODIES), ("grids", GRIDS), ("people", PEOPLE)):
        outcome = fill(filled, name, *rows).outcome
        assert (outcome.problems, outcome.already) == ((), len(rows)), name
    assert (Body.objects.count(), Post.objects.count(), Person.objects.count()) == before


def test_a_dry_run_tells_all_faults_and_writes_nothing(opened: Opened) -> None:
    fill(opened, "bodies", *BODIES)
    rows = (
        *PEOPLE[:1],
        {"name": "甲示例", "body": "没有的单位", "post": "网格员"},
        {"name": "乙示例", "body": "演武社区居民委员会", "post": "站长"},
        {"name": "丙示例", "body": "演武社区居民委员会"},
        {"name": "丁示例", "body": "演武社区居民委员会", "post": "网格员", "place": "第九网格"},
    )
    before = Person.objects.count()
    tried = fill(opened, "people", *rows, dry_run=True)
    assert faults(tried) == [
        (3, "组织", "refusal.body_not_here"),
        (4, "岗位", "refusal.post_not_here"),
        (5, "岗位", "exchange.cell.empty"),
        (6, "岗位", "refusal.post_not_here"),
    ]
    assert "社区工作人员" in tried.outcome.problems[1].params["known"]
    assert Person.objects.count() == before
    assert not fill(opened, "people", *rows).outcome.written
    kept = fill(opened, "people", *rows, keep_good=True).outcome
    assert kept.written
    assert Person.objects.count() == before + 1


def test_a_table_never_appoints_an_administrator(opened: Opened) -> None:
    row = {"name": "甲示例", "body": "英雄南路街道办事处", "post": "系统管理员"}
    assert faults(fill(opened, "people", row)) == [(2, "岗位", "refusal.post_not_here")]


def test_the_same_name_needs_its_phone_and_the_same_phone_is_the_same_person(
    filled: Opened,
) -> None:
    other = {"name": "宋示例", "body": "英雄南路街道办事处", "post": "核查员"}
    assert faults(fill(filled, "people", other)) == [(2, "工作电话", "refusal.person_needs_phone")]
    same = fill(filled, "people", {**other, "phone": "0355-2020001"})
    assert same.outcome.written
    assert Person.objects.filter(name="宋示例").count() == 1
    new = fill(filled, "people", {**other, "phone": "0355-2020009", "post": "回访员"})
    assert new.outcome.written
    assert get_user_model().objects.filter(username="songshili2").exists()


def test_rights_are_kept_apart(filled: Opened) -> None:
    """Who sets up posts lets nobody in, and the other way round; another street is closed."""
    system = actor_of(get_user_model().objects.get(username="chengshili"), clock.now())
    security = actor_of(get_user_model().objects.get(username="guoshili"), clock.now())
    person = {"name": "甲示例", "body": "英雄南路街道办事处", "post": "核查员"}
    step = step_called("people")
    row = read(workbook(step.spec, person), step.spec).rows[0]
    with pytest.raises(NotPermitted):
        step.take(by=system, at=clock.now(), row=row, root=filled.root)
    refused = fill(filled, "grids", {**GRIDS[0], "name": "第四网格"}, by=security)
    assert faults(refused) == [(2, "", "refusal.place_change_not_permitted")]
    far = fill(filled, "grids", {"kind": "网格", "name": "甲", "parent": "东脑村"}, by=system)
    assert faults(far) == [(2, "所在区域", "refusal.unknown_place_name")]


def test_buildings_hours_partners_aliases_and_more_posts(filled: Opened) -> None:
    estates = (
        {"kind": "小区", "name": "和顺苑（示例）", "parent": "演武社区"},
        {"kind": "楼栋", "name": "１号楼", "parent": "演武社区/和顺苑（示例）"},
        {"kind": "楼栋", "name": "2号楼", "parent": "和顺苑（示例）"},
    )
    assert fill(filled, "buildings", *estates).outcome.problems == ()
    assert tree.place_called("和顺苑（示例）/1号楼", within=filled.root.pk)
    hours = {
        "body": "英雄南路街道办事处",
        "windows": "08:00～12:00，15：00-18:30",
        "months": "６月至9月",
        "weekdays": "周一至周五",
    }
    assert fill(filled, "hours", hours).outcome.problems == ()
    stated = OfficeHours.objects.get()
    assert (stated.windows, stated.months) == ("08:00-12:00 15:00-18:30", [6, 7, 8, 9])
    assert stated.weekdays == [1, 2, 3, 4, 5]
    bad = fill(
        filled, "hours", {**hours, "months": "13"}, {**hours, "months": "1", "windows": "八点"}
    )
    assert [f[1:] for f in faults(bad)] == [
        ("月份", "refusal.numbers_unreadable"),
        ("办公时间", "refusal.hours_unreadable"),
    ]
    partner = {"name": "示例中学", "seat": "演武社区"}
    assert fill(filled, "partners", partner).outcome.problems == ()
    assert Body.objects.get(name="示例中学").kind == BodyKind.PARTNER_UNIT
    alias = {"place": "和顺苑（示例）", "name": "老机床厂（示例）"}
    assert fill(filled, "aliases", alias).outcome.problems == ()
    assert tree.place_called("老机床厂（示例）", within=filled.root.pk)
    second = {
        "body": "演武社区居民委员会",
        "title": "网格员",
        "role": "网格员",
        "place": "第一网格",
        "quota": 2,
    }
    assert fill(filled, "posts", second).outcome.already == 0
    assert fill(filled, "posts", second).outcome.already == 1
    another = {**PEOPLE[3], "name": "苗示例"}
    assert fill(filled, "people", another).outcome.problems == ()
    third = fill(filled, "people", {**another, "name": "贾示例"})
    assert faults(third) == [(2, "", "refusal.post_full")]
    came = progress(filled.root, localdate(clock.now()))
    assert came.rows == {
        **{"bodies": 2, "grids": 3, "people": 7, "buildings": 3},
        **{"hours": 1, "partners": 1, "aliases": 1, "posts": came.rows["posts"]},
    }


def test_a_workbook_saved_by_wps_is_read(opened: Opened) -> None:
    """Merged titles and places, a hidden column, full-width digits, numbers dragged down."""
    fill(opened, "bodies", *BODIES)
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("Sheet1")
        sheet.merge_range("A1:F1", "演武社区网格登记表")
        sheet.merge_range("A2:F2", "填报单位：演武社区　２０２６年３月")
        for n, title in enumerate(("序 号", "类 型*", "名　称*", "备注", "所在区域*", "代码")):
            sheet.write(2, n, title)
        for n, name in enumerate(("第一网格", "第二网格", "第３网格")):
            sheet.write(3 + n, 0, n + 1)
            sheet.write(3 + n, 1, "网格")
            sheet.write(3 + n, 2, name)
        sheet.merge_range("E4:E6", "演武社区")
        sheet.write(3, 5, "１４０４０３００３００１００１")
        for n in (4, 5, 6):
            sheet.write(2 + n, 0, n)
        sheet.write(9, 0, "填报人：示例")
        sheet.set_column("E:E", None, None, {"hidden": True})
    step = step_called("grids")
    tried = send_in(by=SYSTEM, at=clock.now(), step=step, root=opened.root, data=file.getvalue())
    assert faults(tried) == []
    assert tried.outcome.taken == 3
    assert tried.table.hidden == ("所在区域*",)
    assert tried.table.ignored == ("备注",)
    names = PlaceVersion.objects.filter(kind="grid").order_by("id").values_list("name", "code")
    first, _, third = names
    assert first == ("第一网格", "140403003001001")
    assert third[0] == "第3网格"


@pytest.mark.parametrize("name", [s.name for s in STEPS])
def test_every_template_comes_back_as_it_is_given_out(
    opened: Opened, name: str, language: str
) -> None:
    step = step_called(name)
    data = template_of(step, opened.root, localdate(clock.now()))
    tried = send_in(by=SYSTEM, at=clock.now(), step=step, root=opened.root, data=data, dry_run=True)
    assert faults(tried) == []
    assert tried.table.examples == (3,)
    assert tried.outcome.taken == (10 if name == "bodies" else 0) - (name == "bodies")


def test_an_example_row_that_somebody_typed_in_is_not_passed_over_silently(opened: Opened) -> None:
    step = step_called("grids")
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["序号", *(c.titles[0] for c in step.spec.columns)])
        sheet.write_row(1, 0, ["示例", "网格", "第一网格", "演武社区"])
    tried = send_in(by=SYSTEM, at=clock.now(), step=step, root=opened.root, data=file.getvalue())
    assert faults(tried) == [(2, "", "exchange.row.still_example")]


def test_a_case_filed_in_a_grid_reaches_its_worker(filled: Opened) -> None:
    grid = PlaceVersion.objects.get(name="第二网格").place_id
    worker = actor_of(get_user_model().objects.get(username="baoshili"), clock.now())
    at = clock.now() - timedelta(seconds=1)
    filing = Filing(
        matter="01/01",
        place=grid,
        words="井盖松动（示例）。",
        source="grid",
        procedure="grid_event",
    )
    filed = cases.file(by=worker, at=at, filing=filing)
    assert Case.objects.get(pk=filed.case).grid_id == grid


def test_sent_again_with_corrected_rows_what_stands_follows_with_an_entry(filled: Opened) -> None:
    wrong = {**BODIES[0], "name": "演武社区居民委员会（改）", "phone": "0355-1111111"}
    for row, changed in ((wrong, (2,)), (wrong, ()), (BODIES[0], (2,))):
        told = fill(filled, "bodies", row)
        assert (told.outcome.problems, told.outcome.changed) == ((), changed)
    assert Entry.objects.filter(procedure="organisation", move="correct").count() == 2
    people = Person.objects.count()
    person = {**PEOPLE[0], "phone": "0355-2222222", "login": "songshili"}
    assert fill(filled, "people", person).outcome.changed == (2,)
    assert fill(filled, "people", person).outcome.already == 1
    assert Person.objects.count() == people
    held = Person.objects.get(name=PEOPLE[0]["name"])
    assert work_phones([held])[held.pk].replace("-", "") == "03552222222"
    entry = Entry.objects.get(procedure="person", move="correct")
    assert entry.data == {"person": held.pk, "fields": ["work_phone"]}
    named = {**person, "name": "改名示例"}
    assert fill(filled, "people", named).outcome.changed == (2,)
    held.refresh_from_db()
    assert held.name == "改名示例"


def test_a_phone_alone_never_makes_one_person_of_two(filled: Opened) -> None:
    stranger = {**PEOPLE[0], "name": "另一示例", "login": ""}
    told = fill(filled, "people", stranger)
    assert told.outcome.changed == ()
    assert Person.objects.filter(name=PEOPLE[0]["name"]).exists()


def test_office_hours_sent_again_are_corrected(filled: Opened) -> None:
    hours = {"body": "演武社区居民委员会", "windows": "08:30-12:00", "months": "", "weekdays": ""}
    assert fill(filled, "hours", hours).outcome.new == 1
    better = {**hours, "windows": "08:00-12:00 14:00-18:00"}
    assert fill(filled, "hours", better).outcome.changed == (2,)
    assert fill(filled, "hours", better).outcome.already == 1
    body = Body.objects.get(name="演武社区居民委员会")
    assert [h.windows for h in body.hours.all()] == ["08:00-12:00 14:00-18:00"]
