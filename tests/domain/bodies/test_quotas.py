"""Quotas by papers: sums preserved, filled counted by the day, overfilling shown, merged bodies."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.config.wiring import PARTS
from linli.domain.bodies.actions import appoint
from linli.domain.bodies.actions.staffing import PaperWish, decide_quotas, sit_on_quota
from linli.domain.bodies.models import Body, QuotaLine, QuotaPaper, QuotaSeat
from linli.domain.bodies.queries import staffing
from linli.domain.bodies.rules.staffing import (
    QUOTAS,
    Quota,
    QuotaChange,
    QuotaTotal,
    shortfalls,
    sums,
    total,
)
from linli.domain.bodies.states import QuotaAct, QuotaKind
from linli.domain.people import actions as people
from linli.domain.territory import queries as territory
from linli.domain.territory.actions import reorganising
from linli.domain.territory.models import Place
from linli.foundation.exchange import queries as exchange
from linli.foundation.journal.models import Entry
from linli.kernel.access import SYSTEM
from linli.kernel.errors import Conflict, Invalid, NotPermitted
from tests.domain.bodies.city import AT, TODAY, Places, actor, body, person, post
from tests.domain.cases.test_reorganising import DAY, MERGER, enacted
from tests.domain.cases.world import build

pytestmark = [pytest.mark.db, pytest.mark.django_db]

HEAD = "单位,编制类型,增减"
COUNTY, STREET, TOWN = "140403", "140403003", "140403100"


def wish(act: QuotaAct = QuotaAct.MOVE, document: str = "示编〔2026〕1号", on=TODAY) -> PaperWish:
    return PaperWish(act, document, "示例区委编办", "示例区编制下沉方案", on)


def decide(city: Places, *lines: str, by=SYSTEM, dry_run: bool = False, **more):
    table = exchange.read("\n".join((HEAD, *lines)).encode(), QUOTAS)
    return decide_quotas(
        by=by, at=AT, table=table, root=city[COUNTY], wish=wish(**more), dry_run=dry_run
    )


def unposted(reader, city: Places) -> set[int]:
    return {s.person_id for s in staffing.unposted(reader, city[COUNTY].pk, TODAY)}


class Names:
    def __init__(self, city: Places) -> None:
        self.team = body("fire", city[COUNTY]).name
        self.street = body("office", city[STREET]).name
        self.town = body("office", city[TOWN]).name


@pytest.fixture
def names(city: Places) -> Names:
    found = Names(city)
    approved = (f"{found.team},执法,120", f"{found.team},事业,40")
    done = decide(city, *approved, act=QuotaAct.APPROVE, document="示编〔2025〕9号")
    assert done.written, done.problems
    return found


def moved(n: Names) -> tuple[str, ...]:
    """98 of enforcement and 27 of institutions go down to a street and a town (R20)."""
    return (
        f"{n.team},行政执法编制,-98",
        f"{n.team},事业编制,-27",
        f"{n.street},行政执法编制,58",
        f"{n.town},行政执法编制,40",
        f"{n.street},事业编制,15",
        f"{n.town},事业编制,12",
    )


def test_125_quotas_go_down_in_one_paper_and_each_sum_stays(city: Places, names: Names) -> None:
    before = staffing.quotas_at(city[COUNTY].pk, TODAY)
    told = decide(city, *moved(names))
    assert (told.problems, told.written, told.lines, told.bodies) == ([], True, 6, 3)
    assert [(s.kind, s.more, s.fewer, s.net) for s in told.sums] == [
        ("enforcement", 98, 98, 0),
        ("service", 27, 27, 0),
    ]
    assert sum(s.more for s in told.sums) == 125
    after = staffing.quotas_at(city[COUNTY].pk, TODAY)
    assert after.kinds == before.kinds
    assert after.total.approved == 160
    below = dict(after.below)
    assert (below[city[STREET].pk].approved, below[city[TOWN].pk].approved) == (73, 52)
    earlier = staffing.quotas_at(city[COUNTY].pk, TODAY - timedelta(days=1))
    assert earlier.total == QuotaTotal(0, 0, 0, 0)
    entry = Entry.objects.filter(move="decide_quotas").order_by("id").last()
    assert (entry.data["more"], entry.data["fewer"]) == (125, 125)


def test_a_dry_run_writes_nothing_and_the_same_paper_again_neither(
    city: Places, names: Names
) -> None:
    told = decide(city, *moved(names), dry_run=True)
    assert (told.problems, told.written, told.lines) == ([], False, 6)
    assert QuotaPaper.objects.count() == 1
    assert decide(city, *moved(names)).written
    entries = Entry.objects.count()
    again = decide(city, *moved(names))
    assert (again.already, again.written, again.problems) == (True, False, [])
    assert (QuotaPaper.objects.count(), Entry.objects.count()) == (2, entries)
    with pytest.raises(Conflict, match="quota_paper_known"):
        decide(city, *moved(names)[:2], act=QuotaAct.APPROVE)


def test_faults_are_told_by_row_and_nothing_is_written(city: Places, names: Names) -> None:
    def codes(told) -> list[tuple[int, str]]:
        assert not told.written
        assert all(exchange.told(p) for p in told.problems)
        return [(p.row, p.code.rpartition("problem.")[2] or p.code) for p in told.problems]

    team, street = names.team, names.street
    assert codes(decide(city, f"{team},执法,-98", f"{street},执法,97")) == [(0, "sum.enforcement")]
    assert codes(decide(city, f"{team},执法,-121", f"{street},执法,121")) == [(2, "below")]
    assert codes(decide(city, f"{team},执法,0", f"{street},其他,1"))[0][0] == 2
    assert codes(decide(city, f"{team},执法,1", f"{team},执法,-1")) == [(3, "twice")]
    assert codes(decide(city, "没有的单位,执法,1")) == [(2, "refusal.body_not_here")]
    assert QuotaPaper.objects.count() == 1
    with pytest.raises(Invalid):
        decide(city, f"{team},执法,1", document=" ")


def test_a_paper_of_a_past_day_is_judged_with_what_came_after(city: Places, names: Names) -> None:
    decide(city, f"{names.team},执法,-100", f"{names.street},执法,100")
    late = decide(
        city,
        f"{names.team},执法,-30",
        f"{names.street},执法,30",
        document="示编〔2026〕2号",
        on=TODAY - timedelta(days=300),
    )
    assert [p.code for p in late.problems] == ["bodies.quotas.problem.below"]


def test_quotas_are_decided_by_who_manages_bodies_there(city: Places, names: Names) -> None:
    assert decide(city, *moved(names), by=actor("bodies.manage", city[COUNTY])).written
    for by in (actor("bodies.manage", city["140428"]), actor("people.manage", city[COUNTY])):
        with pytest.raises(NotPermitted):
            decide(city, *moved(names), by=by, document="示编〔2026〕3号")


def test_filled_counts_people_by_the_day_and_over_is_shown(city: Places, names: Names) -> None:
    decide(city, f"{names.street},行政,1", act=QuotaAct.APPROVE)
    office = body("office", city[STREET])
    one, two = person("示例一"), person("示例二")
    for who in (one, two):
        sit_on_quota(by=SYSTEM, at=AT, person=who, body=office)
    later = TODAY + timedelta(days=40)
    key = (office.pk, "administrative")
    assert staffing.quotas(TODAY)[key] == Quota(1, 2)
    assert staffing.quotas(TODAY)[key].over == 1
    over = staffing.quotas_at(city[COUNTY].pk, TODAY).over
    assert {k: q.over for k, q in over.items()} == {key: 1}
    assert staffing.quotas_at(city["140428"].pk, TODAY).over == {}
    mine = actor("bodies.cover", city[COUNTY])
    assert unposted(mine, city) == {one.pk, two.pk}
    assert unposted(actor("bodies.cover", city["140428"]), city) == set()
    assert unposted(actor("cases.see", city[COUNTY]), city) == set()
    sit_on_quota(by=SYSTEM, at=AT, person=one, body=None, since=later)
    assert staffing.quotas(later)[key] == Quota(1, 1)
    people.leave(by=SYSTEM, at=AT, person=two)
    assert staffing.quotas(TODAY)[key] == Quota(1, 1)
    assert staffing.quotas(later)[key].vacant == 1


def test_a_person_sits_on_one_quota_whatever_posts_they_hold(city: Places) -> None:
    office, team = body("office", city[STREET]), body("fire", city[COUNTY])
    who = person()
    for place, line, role in (
        (city[STREET], "office", "subdistrict_desk"),
        (city[TOWN], "office", "subdistrict_desk"),
    ):
        appoint(by=SYSTEM, at=AT, post=post(line, place, role), person=who)
    seat = sit_on_quota(by=SYSTEM, at=AT, person=who, body=team, kind=QuotaKind.ENFORCEMENT)
    again = sit_on_quota(by=SYSTEM, at=AT, person=who, body=team, kind=QuotaKind.ENFORCEMENT)
    assert again == seat
    assert staffing.quotas(TODAY) == {(team.pk, "enforcement"): Quota(0, 1)}
    (row,) = staffing.sitting_on(team.pk, TODAY)
    assert (row.is_at_home, len(row.works_in)) == (False, 2)  # 县编乡用
    assert [s.seat.person_id for s in staffing.guests_of(office.pk, TODAY)] == [who.pk]
    next_day = TODAY + timedelta(days=1)
    sit_on_quota(by=SYSTEM, at=AT, person=who, body=office, since=next_day)
    assert staffing.quotas(next_day) == {(office.pk, "administrative"): Quota(0, 1)}
    with pytest.raises(Invalid, match="quota_later_seat"):
        sit_on_quota(by=SYSTEM, at=AT, person=who, body=team)
    assert QuotaSeat.objects.count() == 2


def test_who_appoints_there_says_who_sits(city: Places) -> None:
    office, who = body("office", city[STREET]), person()
    sit_on_quota(by=actor("people.manage", city[COUNTY]), at=AT, person=who, body=office)
    for by in (actor("people.manage", city["140428"]), actor("bodies.manage", city[COUNTY])):
        with pytest.raises(NotPermitted):
            sit_on_quota(by=by, at=AT, person=who, body=None)


def test_quotas_follow_merged_bodies_and_come_back(db: None) -> None:
    world = build()
    street = Body.objects.get(pk=world.bodies["street"])
    county = Place.objects.get(pk=territory.by_code(COUNTY).pk)
    who = person()
    sit_on_quota(by=SYSTEM, at=AT, person=who, body=street, since=DAY - timedelta(days=9))
    table = exchange.read(f"{HEAD}\n{street.name},行政,30".encode(), QUOTAS)
    told = decide_quotas(
        by=SYSTEM,
        at=AT,
        table=table,
        root=county,
        wish=wish(QuotaAct.APPROVE, on=DAY - timedelta(days=9)),
    )
    assert told.written, told.problems
    made = enacted(MERGER)
    before, heir = (
        DAY - timedelta(days=1),
        Body.objects.on(DAY).get(
            seat=territory.by_code("140403010", DAY), kind="subdistrict_office"
        ),
    )
    key = "administrative"
    assert staffing.quotas(before) == {(street.pk, key): Quota(30, 1)}
    assert staffing.quotas(DAY) == {(heir.pk, key): Quota(30, 1)}
    (line,) = staffing.lines_of_body(heir.pk, DAY)
    assert (line.paper_id, line.follows_id is not None) == (told.paper, True)
    assert [n.body_id for n in staffing.lines_of_paper(line.paper)] == [street.pk]
    assert Entry.objects.filter(move="follow_staff").get().data["rows"] == 2
    reorganising.revoke(by=SYSTEM, at=AT, key=made.pk, reason="名称有误", parts=PARTS)
    assert staffing.quotas(DAY) == {(street.pk, key): Quota(30, 1)}
    assert QuotaLine.objects.on(DAY).count() == QuotaSeat.objects.on(DAY).count() == 1


def test_what_was_decided_since_keeps_the_instrument(db: None) -> None:
    build()
    made = enacted(MERGER)
    heir = Body.objects.on(DAY).get(
        seat=territory.by_code("140403010", DAY), kind="subdistrict_office"
    )
    sit_on_quota(by=SYSTEM, at=AT, person=person(), body=heir, since=DAY)
    with pytest.raises(Conflict):
        reorganising.revoke(by=SYSTEM, at=AT, key=made.pk, reason="名称有误", parts=PARTS)


lines = st.lists(
    st.builds(
        QuotaChange,
        body=st.integers(1, 3),
        kind=st.sampled_from(["service", "administrative"]),
        change=st.integers(-5, 5).filter(bool),
        since=st.dates(TODAY, TODAY + timedelta(days=4)),
        until=st.none() | st.dates(TODAY + timedelta(days=4), TODAY + timedelta(days=6)),
    ),
    max_size=8,
)


@given(lines, lines)
def test_no_day_falls_below_nothing_unseen(standing, fresh) -> None:
    days = [TODAY + timedelta(days=n) for n in range(8)]
    keys = {(n.body, n.kind) for n in fresh}

    def holds(row, day) -> bool:
        return row.since <= day and (row.until is None or day < row.until)

    def left(key, day) -> int:
        both = [*standing, *fresh]
        return sum(n.change for n in both if (n.body, n.kind) == key and holds(n, day))

    wrong = {key: next((d for d in days if left(key, d) < 0), None) for key in keys}
    found = {(s.body, s.kind): s.day for s in shortfalls(standing, fresh)}
    assert found == {key: day for key, day in wrong.items() if day is not None}


@given(lines)
def test_sums_are_of_what_is_given_and_taken(rows) -> None:
    assert sum(s.net for s in sums(rows)) == sum(n.change for n in rows)


@given(st.lists(st.builds(Quota, st.integers(0, 9), st.integers(0, 9))))
def test_over_and_vacant_never_hide_each_other(rows) -> None:
    whole = total(rows)
    assert whole.approved - whole.filled == whole.vacant - whole.over
    assert whole.over == sum(max(q.filled - q.approved, 0) for q in rows)
