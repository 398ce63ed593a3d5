"""Lending people: a second hand, limits in months, no rights of its own, over by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.contrib.auth import get_user_model
from hypothesis import given
from hypothesis import strategies as st

from linli.config.access import actor_of
from linli.config.wiring import PARTS
from linli.domain.bodies.actions import appoint, depart
from linli.domain.bodies.actions.staffing import (
    answer_lending,
    ask_lending,
    warn_of_returns,
)
from linli.domain.bodies.models import Appointment, Body, Lending
from linli.domain.bodies.procedures import LENDING
from linli.domain.bodies.queries import staffing
from linli.domain.bodies.rules.lending import LentLimits, Spell, in_a_row, later, too_long
from linli.domain.bodies.states import LentKind, LentMove, LentState
from linli.domain.people.models import Person
from linli.domain.territory import queries as territory
from linli.domain.territory.actions import reorganising
from linli.foundation.journal.models import Entry
from linli.foundation.notices.models import Notice
from linli.kernel.access import SYSTEM, Actor
from linli.kernel.errors import Conflict, Invalid, MoveNotAllowed, NotFound, NotPermitted
from linli.kernel.procedure import check
from tests.domain.bodies.city import AT, TODAY, Places, actor, body, person, post
from tests.domain.cases.test_reorganising import DAY, MERGER, enacted
from tests.domain.cases.world import build

pytestmark = [pytest.mark.db, pytest.mark.django_db]

LIMITS = LentLimits(months=6, total=12, posted=36)
COUNTY, STREET, TOWN = "140403", "140403003", "140403100"
LAST = TODAY + timedelta(days=99)
ANY = staffing.Wanted()


class Lent:
    """Somebody of a town office, who is to work for the county's fire brigade."""

    def __init__(self, city: Places) -> None:
        self.city = city
        self.home, self.away = body("office", city[TOWN]), body("fire", city[COUNTY])
        self.who = person("示例甲")
        self.who.user = get_user_model().objects.create_user("lent")
        self.who.save()
        self.post = post("office", city[TOWN], "subdistrict_desk")
        appoint(by=SYSTEM, at=AT, post=self.post, person=self.who)
        self.asker = self.hand("bodies.cover", city[TOWN])
        self.second = self.hand("people.manage", city[COUNTY])

    def hand(self, permission: str, place) -> Actor:
        return replace(actor(permission, place), person=person(f"示例{permission}").pk)

    def ask(self, by: Actor | None = None, **more) -> Lending:
        given = {
            "person": self.who,
            "home": self.home,
            "destination": self.away,
            "kind": LentKind.SECONDED,
            "first": TODAY,
            "last": LAST,
            "document": "示组借〔2026〕1号",
            "limits": LIMITS,
        }
        return ask_lending(by=by or self.asker, at=AT, **(given | more))

    def answer(self, row: Lending, move: LentMove, by: Actor | None = None, **more) -> Lending:
        return answer_lending(by=by or self.second, at=AT, pk=row.pk, move=move, **more)

    def lend(self, **more) -> Lending:
        return self.answer(self.ask(**more), LentMove.APPROVE)


@pytest.fixture
def lent(city: Places) -> Lent:
    return Lent(city)


def test_the_table_is_whole() -> None:
    assert check(LENDING) == []


def test_only_a_second_hand_at_home_approves(lent: Lent, city: Places) -> None:
    row = lent.ask()
    assert lent.ask() == row
    elsewhere = lent.hand("people.manage", city["140428"])
    asked_myself = replace(lent.second, person=lent.asker.person)
    the_person = replace(lent.second, person=lent.who.pk)
    for by in (lent.asker, elsewhere, asked_myself, the_person):
        with pytest.raises(NotPermitted, match="lent_other_hand"):
            lent.answer(row, LentMove.APPROVE, by)
    assert lent.answer(row, LentMove.APPROVE).state == LentState.APPROVED
    assert lent.answer(row, LentMove.APPROVE).state == LentState.APPROVED
    moves = Entry.objects.filter(move__in=["ask_lending", "answer_lending"])
    assert moves.count() == 2
    with pytest.raises(NotPermitted):
        lent.ask(lent.hand("bodies.cover", city["140428"]), document="示组借〔2026〕7号")


HANDS = {"second": "second", "asker": "asker", "either": "asker"}


@pytest.mark.parametrize("state", list(LentState))
@pytest.mark.parametrize("move", list(LentMove))
def test_every_move_from_every_state(lent: Lent, state: LentState, move: LentMove) -> None:
    row = lent.ask()
    Lending.objects.filter(pk=row.pk).update(state=state)
    step = next(m for m in LENDING.moves if m.name == move)
    wrong = {"second": lent.asker, "asker": lent.second, "either": lent.hand("x", lent.city[TOWN])}
    with pytest.raises(NotPermitted):
        lent.answer(row, move, wrong[step.hand])
    by = getattr(lent, HANDS[step.hand])
    if state in step.sources or state == step.to:
        lent.answer(row, move, by)
        row.refresh_from_db()
        assert row.state == (step.to or state)
    else:
        with pytest.raises(MoveNotAllowed):
            lent.answer(row, move, by)


def test_what_is_asked_must_be_right(lent: Lent, city: Places) -> None:
    day = timedelta(days=1)
    for code, more in (
        ("days_in_wrong_order", {"last": TODAY - day}),
        ("day_is_over", {"first": TODAY - 9 * day, "last": TODAY - day}),
        ("lent_without_paper", {"document": " "}),
        ("lent_to_itself", {"destination": lent.home}),
        ("lent_not_from_here", {"home": body("office", city[STREET])}),
        ("lent_too_long", {"last": later(TODAY, 6)}),
        ("posted_too_long", {"last": later(TODAY, 36), "kind": LentKind.GRADUATE}),
    ):
        with pytest.raises(Invalid, match=code):
            lent.ask(SYSTEM, **more)
    assert lent.ask(last=later(TODAY, 6) - day).pk
    with pytest.raises(Conflict, match="lent_paper_used"):
        lent.ask()


def test_going_on_is_another_paper_and_the_row_of_papers_has_an_end(lent: Lent) -> None:
    half = later(TODAY, 6)
    lent.lend(last=half - timedelta(days=1))
    with pytest.raises(Conflict, match="lent_paper_used"):
        lent.ask(first=half, last=half + timedelta(days=30))
    with pytest.raises(Conflict, match="lent_already"):
        lent.ask(document="示组借〔2026〕2号")
    lent.lend(first=half, last=later(TODAY, 11), document="示组借〔2026〕2号")
    first = later(TODAY, 11) + timedelta(days=1)
    with pytest.raises(Invalid, match="lent_total_too_long"):
        lent.ask(first=first, last=later(first, 2), document="示组借〔2026〕3号")
    assert lent.ask(
        first=first + timedelta(days=1), last=later(first, 2), document="示组借〔2026〕3号"
    )


def grants(who: Person, on: date) -> set[int]:
    held = actor_of(who.user, AT + (on - TODAY))
    return {b for g in held.grants for b in g.bodies}


def test_it_gives_no_right_and_what_is_held_there_ends_with_it(lent: Lent) -> None:
    row = lent.lend()
    assert grants(lent.who, TODAY) == {lent.home.pk}
    there = post("fire", lent.city[COUNTY], "handler")
    held = appoint(by=SYSTEM, at=AT, post=there, person=lent.who)
    assert held.valid_to == row.valid_to
    assert grants(lent.who, LAST) == {lent.home.pk, lent.away.pk}
    assert grants(lent.who, LAST + timedelta(days=1)) == {lent.home.pk}
    lent.answer(row, LentMove.END, lent.asker, on=TODAY + timedelta(days=5))
    assert grants(lent.who, TODAY + timedelta(days=4)) == {lent.home.pk, lent.away.pk}
    assert grants(lent.who, TODAY + timedelta(days=5)) == {lent.home.pk}
    with pytest.raises(Conflict, match="lent_is_over"):
        lent.answer(row, LentMove.END, lent.asker, on=TODAY + timedelta(days=9))
    assert Appointment.objects.get(post=lent.post).valid_to is None


def test_an_appointment_made_before_the_paper_is_cut_by_it(lent: Lent) -> None:
    row = lent.ask()
    there = post("fire", lent.city[COUNTY], "handler")
    held = appoint(by=SYSTEM, at=AT, post=there, person=lent.who)
    assert held.valid_to is None
    lent.answer(row, LentMove.APPROVE)
    held.refresh_from_db()
    assert held.valid_to == row.valid_to


def seen(by: Actor, on: date = TODAY, wanted: staffing.Wanted = ANY) -> int:
    page = staffing.lendings(by, on, wanted)
    assert page.count == len(page.rows) == staffing.every(by, on, wanted).count()
    return page.count


def test_the_register_is_of_bodies_one_arranges_and_ones_own(lent: Lent, city: Places) -> None:
    row = lent.lend()
    me = replace(actor("cases.see", city[TOWN]), person=lent.who.pk)
    there = lent.hand("bodies.cover", city[COUNTY])
    for by in (lent.asker, lent.second, there, me):
        assert seen(by) == 1
        assert staffing.lending_called(by, row.pk, TODAY) == row
    for by in (
        lent.hand("bodies.cover", city[STREET]),
        lent.hand("people.manage", city["140428"]),
        lent.hand("cases.see", city[COUNTY]),
    ):
        assert seen(by) == 0
        with pytest.raises(NotFound):
            staffing.lending_called(by, row.pk, TODAY)
    assert seen(lent.asker, LAST) == 1
    assert seen(lent.asker, LAST + timedelta(days=1)) == 0  # nothing stays
    assert seen(me, LAST + timedelta(days=1)) == 0
    for wanted, number in (
        (staffing.Wanted(kind="seconded"), 1),
        (staffing.Wanted(kind="graduate"), 0),
        (staffing.Wanted(state="running"), 1),
        (staffing.Wanted(state="asked"), 0),
        (staffing.Wanted(state="coming"), 0),
        (staffing.Wanted(body=lent.away.pk), 1),
        (staffing.Wanted(body=body("office", city[STREET]).pk), 0),
    ):
        assert seen(lent.asker, TODAY, wanted) == number


def test_who_leaves_is_lent_no_more(lent: Lent) -> None:
    lent.lend()
    depart(by=SYSTEM, at=AT, person=lent.who)
    assert seen(lent.asker) == 0
    assert warn_of_returns(by=SYSTEM, at=AT, days=200) == 0


def test_the_end_is_told_once_to_all_three_unless_it_goes_on(lent: Lent) -> None:
    lent.lend()
    assert warn_of_returns(by=SYSTEM, at=AT, days=30) == 0
    for _ in range(2):
        assert warn_of_returns(by=SYSTEM, at=AT, days=100) == 1
    told = Notice.objects.filter(kind="bodies.notice.lent_ends").values_list("inbox_id", flat=True)
    assert sorted(told) == sorted([lent.who.pk, lent.home.pk, lent.away.pk])
    lent.lend(
        first=LAST + timedelta(days=1), last=LAST + timedelta(days=9), document="示组借〔2026〕2号"
    )
    assert warn_of_returns(by=SYSTEM, at=AT, days=100) == 0


def test_lendings_follow_merged_bodies_and_come_back(db: None) -> None:
    world = build()
    street, fire = (Body.objects.get(pk=world.bodies[n]) for n in ("street", "housing"))
    who = Person.objects.get(pk=world.persons["street_verifier"])
    row = ask_lending(
        by=SYSTEM,
        at=AT,
        person=who,
        home=street,
        destination=fire,
        kind=LentKind.SECONDED,
        first=DAY - timedelta(days=5),
        last=TODAY + timedelta(days=60),
        document="示组借〔2026〕1号",
        limits=LIMITS,
    )
    answer_lending(by=SYSTEM, at=AT, pk=row.pk, move=LentMove.APPROVE)
    other = Body.objects.get(pk=world.bodies["street2"])
    between = Lending.objects.create(
        person=person(),
        home=street,
        destination=other,
        kind=LentKind.SECONDED,
        document="示组借〔2026〕2号",
        state=LentState.APPROVED,
        valid_from=DAY - timedelta(days=5),
        valid_to=TODAY + timedelta(days=60),
    )
    made = enacted(MERGER)
    heir = Body.objects.on(DAY).get(
        seat=territory.by_code("140403010", DAY), kind="subdistrict_office"
    )
    (now,) = Lending.objects.on(DAY)  # the one between the two that became one is over
    assert (now.home_id, now.destination_id, now.document) == (heir.pk, fire.pk, row.document)
    assert (now.valid_to, now.state) == (row.valid_to, LentState.APPROVED)
    before = Lending.objects.on(DAY - timedelta(days=1))
    assert {r.home_id for r in before} == {street.pk}
    reorganising.revoke(by=SYSTEM, at=AT, key=made.pk, reason="名称有误", parts=PARTS)
    assert {r.pk for r in Lending.objects.on(DAY)} == {row.pk, between.pk}


days = st.dates(date(2024, 1, 1), date(2028, 12, 31))


@given(days, st.integers(0, 60))
def test_some_months_later_is_in_that_month(day: date, months: int) -> None:
    then = later(day, months)
    assert (then.year - day.year) * 12 + then.month - day.month == months
    assert then.day <= day.day
    assert later(day, months + 1) > then


spells = st.lists(
    st.tuples(st.integers(0, 400), st.integers(1, 90)).map(
        lambda t: Spell(TODAY + timedelta(t[0]), TODAY + timedelta(sum(t)))
    ),
    max_size=6,
)


@given(spells, st.integers(0, 400), st.integers(1, 400), st.integers(1, 9), st.integers(1, 18))
def test_nobody_is_lent_without_a_gap_for_longer_than_the_total(
    before, start, length, months, total
) -> None:
    spell = Spell(TODAY + timedelta(start), TODAY + timedelta(start + length))
    limits = LentLimits(months, total, 36)
    begun = in_a_row(before, spell)
    assert begun <= spell.since
    day = spell.since
    while day > begun:  # every day back to the beginning is covered
        day -= timedelta(days=1)
        assert any(s.since <= day < s.until for s in before)
    assert not any(s.since < begun <= s.until for s in before)
    wrong = too_long(LentKind.SECONDED, spell, before, limits)
    fits = spell.until <= later(spell.since, months) and spell.until <= later(begun, total)
    assert (wrong is None) == fits
