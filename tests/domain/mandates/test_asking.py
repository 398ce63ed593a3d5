"""The grid takes what its list admits; what was cleared is refused to subdistricts, and counted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.config.telling import managers
from linli.domain.bodies.models import Appointment, Body, Post, Revision
from linli.domain.bodies.rules import subject_of
from linli.domain.bodies.states import Role
from linli.domain.mandates import queries
from linli.domain.mandates.actions import (
    ask_admission,
    make_demand,
    move_admission,
    remind_checks,
)
from linli.domain.mandates.models import Demand, GridAdmission, PowerTerm
from linli.domain.mandates.procedures import ADMISSION
from linli.domain.mandates.queries import asking
from linli.domain.mandates.rules.demands import Cleared, cleared_by
from linli.domain.mandates.states import AdmissionMove, DemandKind, InstrumentKind, ListKind
from linli.domain.people.actions import link_user, register
from linli.foundation.journal.queries import entries_of
from linli.foundation.notices.models import Notice
from linli.kernel.access import SYSTEM, Actor, ActorKind, Grant, Reach
from linli.kernel.errors import Conflict, Invalid, MoveNotAllowed, NotPermitted
from linli.kernel.procedure import check as holes
from tests.domain.bodies.city import AT, TODAY, Places, body
from tests.domain.mandates.powers import administrator, bureau, enact, end, listed, said
from tests.domain.mandates.test_pages import page

pytestmark = pytest.mark.django_db
YES, NO = "01/01", "05/01"
PAPER = {"number": "示例〔2026〕3号", "decided_by": "示例区政府", "finding": "必要，依据充分"}


def test_the_table_has_no_hole() -> None:
    assert holes(ADMISSION) == []


@pytest.fixture
def grid(city: Places) -> Places:
    """The county publishes a grid list with one matter, from today."""
    here = listed(city["140403"], ListKind.GRID)
    enact(here, InstrumentKind.LIST, TODAY, [said(2, "ZR-1", "01/01")])
    return city


def allowed(places: Places, code: str, matter: str, on: object = TODAY) -> bool:
    path = (places["1404"].pk, places["140403"].pk, places[code].pk)
    return queries.catalogue().on_grid(matter, path, on).allowed  # type: ignore[arg-type]


def test_the_list_of_the_place_decides_from_its_day_on(grid: Places) -> None:
    before = TODAY - timedelta(days=1)
    assert allowed(grid, "140403003", YES)
    assert not allowed(grid, "140403003", "01/02")
    assert allowed(grid, "140403003", "01/02", before)  # the pack's terms, until there is a list
    path = (grid["1404"].pk, grid["140428"].pk)
    assert queries.catalogue().on_grid("01/02", path, TODAY).allowed  # another county
    assert not allowed(grid, "140403003", "15/01")  # a channel of its own
    answer = queries.catalogue().on_grid("01/02", (grid["140403"].pk,), TODAY)
    assert answer.list_name == "grid清单（示例）"


def test_the_catalogue_says_what_the_list_of_the_place_admits(client: Client, grid: Places) -> None:
    url = f"/who/catalogue/?place={grid['140403003'].pk}"
    text = page(client, url)
    assert ">ZR-1<" in text
    assert text.count(">ZR-1<") == 1 + sum(c.startswith("01/01/") for c in queries.matter_names())
    assert ">ZR-1<" not in page(client, f"{url}&on={TODAY - timedelta(days=1)}")
    assert ">ZR-1<" not in page(client, f"/who/catalogue/?place={grid['140428'].pk}")


@pytest.fixture
def department(grid: Places) -> Body:
    return bureau("区应急示例", grid["140403"])


def ask(places: Places, department: Body, matter: str = NO, by: Actor = SYSTEM) -> GridAdmission:
    return ask_admission(
        by=by,
        at=AT,
        power_list=listed(places["140403"], ListKind.GRID),
        body=department,
        matter=matter,
        need="巡查时顺手看一眼（示例）",
        basis="示例办法第三条",
    )


def step(row: GridAdmission, move: AdmissionMove, days: int = 0, **more: object) -> GridAdmission:
    given = {"by": SYSTEM, "supplies": PAPER, **more}
    return move_admission(at=AT + timedelta(days=days), admission=row, move=move, **given)  # type: ignore[arg-type]


def test_from_need_and_basis_to_the_list_and_off_it_again(grid: Places, department: Body) -> None:
    row = ask(grid, department)
    with pytest.raises(MoveNotAllowed):
        step(row, AdmissionMove.ADMIT)
    step(row, AdmissionMove.REVIEW)
    step(row, AdmissionMove.PUBLISH)
    with pytest.raises(Conflict) as told:
        step(row, AdmissionMove.ADMIT, days=6)
    assert told.value.code == "admission_publicity"
    assert not allowed(grid, "140403003", NO)
    row = step(row, AdmissionMove.ADMIT, days=7)
    day = TODAY + timedelta(days=7)
    assert allowed(grid, "140403003", NO, day)
    assert not allowed(grid, "140403003", NO, day - timedelta(days=1))
    assert asking.check_due(row, day) == day + timedelta(days=365)
    row = step(row, AdmissionMove.CHECK, days=20)
    assert (row.state, asking.check_due(row, day)) == ("admitted", TODAY + timedelta(days=385))
    step(row, AdmissionMove.EXIT, days=30, supplies={**PAPER, "number": "示例4号"})
    assert not allowed(grid, "140403003", NO, TODAY + timedelta(days=30))
    assert allowed(grid, "140403003", NO, TODAY + timedelta(days=29))
    entries = entries_of("mandate", subject_of("grid_admission", row.pk)).order_by("seq")
    moves = [e.move for e in entries]
    assert moves == ["ask", "review", "publish", "admit", "check", "exit"]


def test_who_must_check_is_told_once_before_and_once_after(
    client: Client, grid: Places, department: Body
) -> None:
    office = administrator(grid["1404"])
    row = ask(grid, department)
    for move, days in ((AdmissionMove.REVIEW, 0), (AdmissionMove.PUBLISH, 0)):
        step(row, move, days)
    step(row, AdmissionMove.ADMIT, 7)
    due = 7 + 365

    def told(days: int) -> list[str]:
        at = AT + timedelta(days=days)
        for _ in range(2):
            remind_checks(by=SYSTEM, at=at, checkers=managers)
        found = Notice.objects.filter(inbox="person").order_by("id")
        assert {n.inbox_id for n in found} <= {office.person.pk}
        return [n.kind.rpartition("_")[2] for n in found]

    assert told(due - 31) == []
    assert told(due - 30) == ["comes"]
    assert told(due) == ["comes", "late"]
    assert told(due + 9) == ["comes", "late"]
    assert Notice.objects.filter(inbox="body", inbox_id=department.pk).count() == 2
    GridAdmission.objects.update(checked_on=TODAY + timedelta(days=due + 10))
    assert told(due + 11) == ["comes", "late"]
    assert told(due + 10 + 335) == ["comes", "late", "comes"]
    client.force_login(office)
    notice = Notice.objects.filter(inbox="person").first()
    assert client.get(f"/who/admissions/{notice.subject_id}/").status_code == 200


def test_what_is_asked_badly_is_refused(grid: Places, department: Body) -> None:
    given = {
        "by": SYSTEM,
        "at": AT,
        "power_list": listed(grid["140403"], ListKind.GRID),
        "body": department,
        "matter": NO,
        "need": "示例",
        "basis": "示例",
    }
    for more, code in (
        ({"need": " "}, "admission_need_missing"),
        ({"basis": ""}, "admission_basis_missing"),
        ({"matter": "15/01"}, "admission_blocked"),
        ({"matter": YES}, "admission_stands"),
        ({"power_list": listed(grid["140403"], ListKind.DUTIES)}, "no_such_list"),
    ):
        with pytest.raises((Invalid, Conflict)) as told:
            ask_admission(**{**given, **more})  # type: ignore[arg-type]
        assert told.value.code == code
    ask(grid, department)
    with pytest.raises(Conflict):
        ask(grid, department)


def test_a_list_that_is_not_published_takes_nothing(city: Places) -> None:
    empty = listed(city["140428"], ListKind.GRID)
    row = ask_admission(
        by=SYSTEM,
        at=AT,
        power_list=empty,
        body=bureau("示例局", city["140428"]),
        matter=NO,
        need="示例",
        basis="示例",
    )
    for move in (AdmissionMove.REVIEW, AdmissionMove.PUBLISH):
        step(row, move)
    with pytest.raises(Conflict) as told:
        step(row, AdmissionMove.ADMIT, days=9)
    assert told.value.code == "grid_list_first"


def held(permission: str, reach: Reach, places: Places, department: Body, person: int) -> Actor:
    grant = Grant(
        permission,
        reach,
        3,
        frozenset({places["140403"].pk}),
        frozenset({department.pk}),
        1,
    )
    return Actor(ActorKind.PERSON, person=person, grants=(grant,))


def test_who_asked_does_not_review_and_others_may_not_ask(grid: Places, department: Body) -> None:
    person = register(by=SYSTEM, at=AT, name="示例")
    asker = held("mandates.ask", Reach.BODY, grid, department, person.pk)
    row = ask(grid, department, by=asker)
    with pytest.raises(NotPermitted):
        step(row, AdmissionMove.REVIEW, by=asker)
    both = Actor(
        ActorKind.PERSON,
        person=person.pk,
        grants=held("mandates.manage", Reach.PLACE, grid, department, 1).grants,
    )
    with pytest.raises(Conflict) as told:
        step(row, AdmissionMove.REVIEW, by=both)
    assert told.value.code == "admission_other_hand"
    with pytest.raises(NotPermitted):
        ask(grid, bureau("别的局示例", grid["140403"]), matter="05/02", by=asker)
    step(row, AdmissionMove.WITHDRAW, by=asker)
    assert row.state == "asked"  # the caller's own copy
    row.refresh_from_db()
    assert row.state == "withdrawn"


CLEARED = [
    Cleared(1, "Q-1", "农村人居环境整治工作责任状（示例）", "示例通知"),
    Cleared(2, "Q-2", "招商引资一票否决", "示例通知"),
]


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("2026年度农村人居环境整治目标责任书", "Q-1"),
        ("关于 农村 人居环境整治 的责任状", "Q-1"),
        ("招商引资“一票否决”", "Q-2"),
        ("安全生产责任状", None),
        ("责任状", None),
        ("考核", None),
    ],
)
def test_a_cleared_demand_is_known_in_other_words(title: str, code: str | None) -> None:
    found = cleared_by(title, CLEARED)
    assert (found.code if found else None) == code


@pytest.fixture
def cleared(city: Places) -> Places:
    lines = [said(2, "Q-1", name="招商引资责任状（示例）"), said(3, "Q-2", name="示例台账考核")]
    enact(listed(city["1404"], ListKind.CLEARED), InstrumentKind.LIST, TODAY, lines)
    return city


def demand(places: Places, title: str, sender: Body) -> Demand:
    return make_demand(
        by=SYSTEM,
        at=AT,
        sender=sender,
        receiver=body("office", places["140403003"]),
        kind=DemandKind.LETTER,
        title=title,
    )


def test_a_cleared_demand_is_refused_once_and_counted(cleared: Places) -> None:
    sender = bureau("区商务示例", cleared["140403"])
    row = demand(cleared, "2026年招商引资目标责任书", sender)
    assert row.item is not None
    assert row.item.code == "Q-1"
    assert demand(cleared, "2026年招商引资目标责任书", sender).pk == row.pk
    assert demand(cleared, "森林防火责任状", sender).item is None
    (told,) = asking.refused_by_sender(None)
    assert told[2:] == (2, 1)
    entries = entries_of("mandate", subject_of("demand", row.pk))
    assert [e.move for e in entries] == ["refuse"]
    with pytest.raises(Invalid):
        make_demand(
            by=SYSTEM, at=AT, sender=sender, receiver=sender, kind=DemandKind.VETO, title="示例"
        )


def test_taken_off_the_cleared_list_it_may_be_asked_again(cleared: Places) -> None:
    enact(
        listed(cleared["1404"], ListKind.CLEARED),
        InstrumentKind.TAKE_BACK,
        TODAY,
        [end(2, "Q-1")],
        "x",
    )
    assert demand(cleared, "招商引资责任状", bureau("局示例", cleared["140403"])).item is None
    assert PowerTerm.objects.filter(item__code="Q-1").count() == 1


@pytest.fixture
def head(client: Client, grid: Places, department: Body) -> Client:
    """The head of a department, signed in."""
    post = Post.objects.create(
        body=department, role=Role.DEPARTMENT_HEAD, title="局长", place=grid["140403"]
    )
    user = get_user_model().objects.create_user("head")
    person = register(by=SYSTEM, at=AT, name="示例局长")
    link_user(by=SYSTEM, at=AT, person=person, user=user)
    Appointment.objects.create(post=post, person=person)
    Revision.renew()
    client.force_login(user)
    return client


def test_the_pages_from_the_request_to_the_review(
    head: Client, grid: Places, department: Body
) -> None:
    grid_list = listed(grid["140403"], ListKind.GRID)
    assert "申请准入" in page(head, "/who/admissions/")
    page(head, "/who/admissions/ask/")
    given = {
        "body": department.pk,
        "power_list": grid_list.pk,
        "matter": NO,
        "need": "示例",
        "basis": "示例办法",
        "funds": "",
    }
    wrong = head.post("/who/admissions/ask/", {**given, "matter": YES})
    assert wrong.status_code == 422
    assert "已在清单里" in wrong.content.decode()
    assert head.post("/who/admissions/ask/", given).status_code == 302
    row = GridAdmission.objects.get()
    text = page(head, f"/who/admissions/{row.pk}/")
    assert "撤回申请" in text
    assert "审核通过" not in text
    assert Client().get(f"/who/admissions/{row.pk}/").status_code == 404  # not published yet
    office = Client()
    office.force_login(administrator(grid["1404"]))
    address = f"/who/admissions/{row.pk}/"
    assert office.post(address, {"do": "review"}).status_code == 422  # without a finding
    office.post(address, {"do": "review", "finding": "成立"})
    office.post(address, {"do": "publish"})
    assert "公示中" in page(Client(), address)
    assert office.post(address, {"do": "admit", **PAPER}).status_code == 409
    with CaptureQueriesContext(connection) as told:
        page(office, address, lang="en")
        page(office, "/who/admissions/", lang="en")
    assert len(told) <= 24


def test_a_demand_on_the_page_is_refused_with_the_rule(head: Client, cleared: Places) -> None:
    department = Body.objects.get(name="区应急示例")
    office = body("office", cleared["140403003"])
    given = {"body": department.pk, "receiver": office.pk, "kind": "letter"}
    refused = head.post("/who/demands/", {**given, "title": "招商引资责任状"})
    assert refused.status_code == 422
    assert "清理清单第 Q-1 项" in refused.content.decode()
    assert head.post("/who/demands/", {**given, "title": "防汛责任状"}).status_code == 302
    for lang in ("zh-hans", "en"):
        with CaptureQueriesContext(connection) as told:
            page(head, "/who/demands/", lang=lang)
        assert len(told) <= 12
