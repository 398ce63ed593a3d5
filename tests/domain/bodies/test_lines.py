"""Offices with two lines: stated by days, and their heads named once the street was heard."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model

from linli.config.access import actor_of
from linli.domain.bodies import actions, queries
from linli.domain.bodies.models import Appointment, Body, Hearing, Stationing
from linli.domain.bodies.procedures import CLOCK, HEARING, HOST
from linli.domain.bodies.rules.lines import must_hear
from linli.domain.bodies.states import (
    Decides,
    HearingAct,
    HearingMove,
    HearingState,
    Role,
    Subject,
)
from linli.domain.people.models import Person
from linli.foundation.notices.models import Notice
from linli.kernel.access import SYSTEM, Actor
from linli.kernel.errors import Conflict, Invalid, MoveNotAllowed, NotPermitted, Refusal
from linli.kernel.procedure import check
from tests.domain.bodies.city import AT, TODAY, Places, body, person, post

pytestmark = [pytest.mark.db, pytest.mark.django_db]
DAY = timedelta(days=1)
LIMIT = timedelta(days=15)
STREET, TOWN, COUNTY = "140403003", "140403100", "140403"


def stationed(city: Places, staffing: Decides = Decides.HEARD) -> Body:
    """Station the street's police station at its work committee."""
    office, street = body("police_station", city[STREET]), city[STREET]
    decides = dict.fromkeys(Subject, Decides.LOCAL) | {Subject.STAFFING: staffing}
    actions.station(
        by=SYSTEM,
        at=AT,
        body=office,
        host=body("party", street),
        decides=decides,
        basis="示例：派驻机构管理办法",
    )
    return office


def in_post(name: str, line: str, place: str, role: str, city: Places) -> Actor:
    """Return the actor that somebody in a post is."""
    who = person(name)
    who.user = get_user_model().objects.create_user(f"u{who.pk}")
    who.save()
    actions.appoint(by=SYSTEM, at=AT, post=post(line, city[place], role), person=who)
    return actor_of(who.user, AT)


def asked(office: Body, who: Person | None = None, by: Actor = SYSTEM) -> Hearing:
    head = queries.heads_heard(office.pk, TODAY)[0].post
    return actions.ask_opinion(
        by=by,
        at=AT,
        post=head,
        person=who or person("示例新"),
        act=HearingAct.APPOINT,
        limit=LIMIT,
        words="示例：拟任派出所所长",
    )


def test_the_table_is_whole() -> None:
    assert check(HEARING) == []


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("staffing", list(Decides))
def test_only_the_head_and_only_where_it_is_said(role: Role, staffing: Decides) -> None:
    wanted = role is Role.DEPARTMENT_HEAD and staffing is Decides.HEARD
    assert must_hear(staffing, role) is wanted


def test_a_second_line_is_stated_by_days_and_seen_from_both_ends(city: Places) -> None:
    office, street = stationed(city), city[STREET]
    host, bureau = body("party", street), body("police", city[COUNTY])
    assert office.superior == bureau
    own = queries.stationing_of(office.pk, TODAY)
    assert own is not None
    assert own.host == host
    assert queries.stationing_of(office.pk, TODAY - DAY) is None  # not before it was said
    told = queries.lines_of(office, TODAY).own
    assert told is not None
    assert (told.body.id, told.host.id) == (office.pk, host.pk)
    assert told.superior is not None
    assert told.superior.id == bureau.pk
    assert queries.lines_of(office, TODAY) == queries.Lines(told, (), ())
    assert queries.lines_of(host, TODAY) == queries.Lines(None, (told,), ())
    assert queries.lines_of(bureau, TODAY) == queries.Lines(None, (), (told,))
    assert queries.lines_of(bureau, TODAY - DAY) == queries.Lines(None, (), ())
    later = TODAY + 30 * DAY
    again = {"by": SYSTEM, "at": AT, "body": office, "basis": "示例：新办法"}
    decides = dict.fromkeys(Subject, Decides.LINE)
    government = body("office", street)
    new = actions.station(**again, host=government, decides=decides, since=later)
    same = actions.station(**again, host=government, decides=decides, since=later + DAY)
    assert same == new  # said again as it stands
    before, after = (queries.stationing_of(office.pk, d) for d in (later - DAY, later))
    assert (before and before.staffing, after and after.staffing) == (Decides.HEARD, Decides.LINE)
    with pytest.raises(Conflict, match="stationing_stands"):
        actions.station(**again, host=host, decides=decides, since=later)
    actions.end_stationing(by=SYSTEM, at=AT, body=office, on=later + DAY)
    assert queries.stationing_of(office.pk, later + DAY) is None
    with pytest.raises(Conflict, match="stationing_ended"):
        actions.end_stationing(by=SYSTEM, at=AT, body=office, on=later + DAY)


def test_a_second_line_needs_a_first_and_a_basis(city: Places) -> None:
    office, street = body("police_station", city[STREET]), city[STREET]
    decides = dict.fromkeys(Subject, Decides.LINE)
    given = {"at": AT, "decides": decides, "basis": "示例"}
    for subject, host in ((office, office), (office, office.superior)):
        with pytest.raises(Invalid, match="stationing_needs_two_lines"):
            actions.station(by=SYSTEM, body=subject, host=host, **given)
    host = body("party", street)
    with pytest.raises(Invalid, match="basis_missing"):
        actions.station(by=SYSTEM, body=office, host=host, **given | {"basis": " "})
    outsider = in_post("示例处", "housing", COUNTY, "department_head", city)
    with pytest.raises(NotPermitted):
        actions.station(by=outsider, body=office, host=host, **given)
    assert not Stationing.objects.exists()


def test_the_head_comes_and_goes_only_once_the_street_was_heard(city: Places) -> None:
    office, who = stationed(city), person("示例新")
    head = post("police_station", city[STREET], "department_head")
    with pytest.raises(Conflict, match="opinion_first"):
        actions.appoint(by=SYSTEM, at=AT, post=head, person=who)
    # the others of the office are the line's own affair
    other = post("police_station", city[STREET], "stationed_officer")
    actions.appoint(by=SYSTEM, at=AT, post=other, person=person("示例员"))
    bureau = in_post("示例局", "police", COUNTY, "department_head", city)
    street = in_post("示例书记", "party", STREET, "subdistrict_secretary", city)
    row = asked(office, who, bureau)
    assert asked(office, who, bureau) == row  # asked again, the same
    with pytest.raises(MoveNotAllowed):
        actions.move_hearing(by=bureau, at=AT, hearing=row, move=HearingMove.DECIDE)
    actions.move_hearing(by=street, at=AT, hearing=row, move=HearingMove.AGREE)
    with pytest.raises(Conflict, match="opinion_first"):  # an opinion is no decision
        actions.appoint(by=SYSTEM, at=AT, post=head, person=who)
    actions.move_hearing(by=bureau, at=AT, hearing=row, move=HearingMove.DECIDE)
    held = actions.appoint(by=SYSTEM, at=AT, post=head, person=who)
    row.refresh_from_db()
    assert row.used_on == TODAY
    with pytest.raises(Conflict, match="opinion_first"):  # to go is another question
        actions.end_appointment(by=SYSTEM, at=AT, appointment=held)
    assert [t["words"] for _, t in queries.told_in(row) if t] == ["示例：拟任派出所所长"]


def test_where_the_line_alone_decides_nobody_is_asked(city: Places) -> None:
    office = stationed(city, Decides.LINE)
    head = post("police_station", city[STREET], "department_head")
    actions.appoint(by=SYSTEM, at=AT, post=head, person=person())
    assert queries.heads_heard(office.pk, TODAY) == []
    with pytest.raises(Invalid, match="opinion_not_needed"):
        actions.ask_opinion(
            by=SYSTEM, at=AT, post=head, person=person(), act=HearingAct.APPOINT, limit=LIMIT
        )


def test_silence_is_no_consent(city: Places) -> None:
    office, who = stationed(city), person("示例新")
    bureau = in_post("示例局", "police", COUNTY, "department_head", city)
    row = asked(office, who, bureau)
    assert actions.lapse_hearings(by=SYSTEM, at=AT + LIMIT) == 0  # its last day is not over
    late = AT + LIMIT + DAY
    assert actions.lapse_hearings(by=SYSTEM, at=late) == 1
    assert actions.lapse_hearings(by=SYSTEM, at=late) == 0
    row.refresh_from_db()
    assert row.state == HearingState.UNANSWERED
    told = Notice.objects.filter(kind="bodies.notice.hearing_lapsed")
    above = body("command", city[COUNTY])
    assert {n.inbox_id for n in told} == {row.host_id, office.superior_id, above.pk}
    with pytest.raises(Invalid, match="opinion_words_missing"):
        actions.move_hearing(by=bureau, at=late, hearing=row, move=HearingMove.DECIDE)
    actions.move_hearing(
        by=bureau, at=late, hearing=row, move=HearingMove.DECIDE, words="示例：岗位空缺已久"
    )
    decided = Notice.objects.filter(kind="bodies.notice.hearing_decided")
    assert [n.inbox_id for n in decided] == [row.host_id]


def test_every_state_move_and_hand(city: Places) -> None:
    office = stationed(city)
    row = asked(office)
    hands = {
        "street": in_post("示例书记", "party", STREET, "subdistrict_secretary", city),
        "street_desk": in_post("示例坐席", "office", STREET, "subdistrict_desk", city),
        "other_street": in_post("示例镇", "party", TOWN, "subdistrict_secretary", city),
        "bureau": in_post("示例局", "police", COUNTY, "department_head", city),
        "other_bureau": in_post("示例住建", "housing", COUNTY, "department_head", city),
        "office": in_post("示例员", "police_station", STREET, "stationed_officer", city),
        "county": in_post("示例区", "command", COUNTY, "county_desk", city),
        "clock": SYSTEM,
    }
    answers, line = {"street", "street_desk"}, {"bureau", "clock"}
    wrong = []
    for state in HearingState:
        open_here = {m.name: m for m in HEARING.allowed(state)}
        for move in HearingMove:
            table = next(m for m in HEARING.moves if m.name == move)
            able = answers if table.hand == HOST else {"clock"} if table.hand == CLOCK else line
            for name, actor in hands.items():
                Hearing.objects.filter(pk=row.pk).update(state=state)
                try:
                    moved = actions.move_hearing(
                        by=actor, at=AT, hearing=row, move=move, words="示例理由"
                    )
                    got = moved.state
                except Refusal as refusal:
                    got = refusal.code
                if name not in able:
                    wanted = "not_permitted"
                elif move in open_here:
                    wanted = str(open_here[move].to)
                else:
                    wanted = state if table.to == state else "move_not_allowed"
                if got != wanted:
                    wrong.append((state, move, name, got, wanted))
    assert wrong == []


def test_what_waits_for_whom(city: Places) -> None:
    office = stationed(city)
    street = in_post("示例书记", "party", STREET, "subdistrict_secretary", city)
    town = in_post("示例镇", "party", TOWN, "subdistrict_secretary", city)
    bureau = in_post("示例局", "police", COUNTY, "department_head", city)
    row = asked(office)
    assert [queries.opinions_waiting(a) for a in (street, town, bureau)] == [[row], [], []]
    assert [n.inbox_id for n in Notice.objects.all()] == [row.host_id]
    with pytest.raises(Invalid, match="opinion_words_missing"):
        actions.move_hearing(by=street, at=AT, hearing=row, move=HearingMove.DISAGREE)
    actions.move_hearing(
        by=street, at=AT, hearing=row, move=HearingMove.DISAGREE, words="示例：不熟悉辖区"
    )
    assert [queries.opinions_waiting(a) for a in (street, town, bureau)] == [[], [], [row]]
    assert queries.may_see(street, row)
    assert queries.may_see(bureau, row)
    assert not queries.may_see(town, row)
    actions.move_hearing(by=bureau, at=AT, hearing=row, move=HearingMove.WITHDRAW)
    assert asked(office, Person.objects.get(pk=row.person_id)) != row  # may be asked anew
    assert Appointment.objects.filter(person_id=row.person_id).count() == 0
