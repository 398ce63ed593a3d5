"""Figures of rosters: right, of at least so many people, and not to be had by subtraction."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.domain.bodies.actions import appoint, depart, take_person
from linli.domain.bodies.actions.sheets import PEOPLE
from linli.domain.bodies.models import Post
from linli.domain.bodies.queries import staffing
from linli.domain.bodies.rules.roster import (
    Depth,
    Fact,
    Table,
    by_age,
    cells,
    deepest,
    figures,
    opened,
)
from linli.domain.people import actions as people
from linli.domain.people.models import RosterFact
from linli.domain.people.states import Education
from linli.foundation.exchange import queries as exchange
from linli.foundation.exchange.states import CHANGED
from linli.foundation.jobs import clock
from linli.foundation.journal.models import Entry
from linli.kernel.access import SYSTEM
from linli.kernel.errors import Conflict, Invalid, NotPermitted
from tests.domain.bodies.city import AT, TODAY, Places, actor, body, person
from tests.domain.bodies.test_cover_pages import page, somebody, street

__all__ = ["street"]
COUNTY, STREET, TOWN = "140403", "140403003", "140403100"
LEAST = 5
YEAR = TODAY.year
bands = st.tuples(*[st.integers(0, 12)] * 4)


def crew(number: int, age: int, education: Education) -> list[Fact]:
    return [Fact(YEAR - age, education.value)] * number


def test_four_towns_have_a_mean_age_of_40_6_and_46_graduates() -> None:
    leaders = [
        *crew(9, 33, Education.POSTGRADUATE),
        *crew(19, 38, Education.BACHELOR),
        *crew(18, 43, Education.BACHELOR),
        *crew(7, 47, Education.COLLEGE),
        *crew(3, 49, Education.COLLEGE),
    ]
    found = figures(60, leaders, YEAR, Depth.BANDS, Depth.HALVES)
    assert (found.people, found.ages.count, found.mean_age) == (60, 56, Decimal("40.5"))
    found = figures(60, [*leaders, Fact(YEAR - 46)], YEAR, Depth.HALVES, Depth.HALVES)
    assert found.mean_age == Decimal("40.6")
    assert found.education.upper == 46
    assert found.ages.cells == ((0, 1, 46), (2, 3, 11))
    hidden = figures(60, leaders, YEAR, Depth.NOTHING, Depth.NOTHING)
    assert (hidden.people, hidden.mean_age, hidden.education.upper) == (60, None, None)
    assert (hidden.ages, hidden.education) == (Table(), Table())


def test_ages_fall_into_their_bands() -> None:
    ages = (20, 35, 36, 45, 46, 55, 56, 70)
    assert by_age([Fact(YEAR - a) for a in ages], YEAR) == (2, 2, 2, 2)


@given(bands)
def test_every_cell_shown_is_large_enough(counts) -> None:
    depth = deepest(counts, LEAST)
    table = Table.of(counts, depth)
    assert all(n >= LEAST for _, _, n in table.cells)
    assert table.count == 0 or table.count >= LEAST
    assert not table.cells or sum(n for *_, n in table.cells) == sum(counts)


def test_no_hidden_band_can_be_worked_out_from_what_is_shown() -> None:
    """Every table that looks the same, by everybody who knows the rule: two values at least."""
    least, looks = 3, defaultdict(list)
    for counts in product(range(15), repeat=4):
        if sum(counts) > 14:
            continue
        looks[Table.of(counts, deepest(counts, least))].append(counts)
    for table, possible in looks.items():
        alone = {first for first, last, _ in table.cells if first == last}
        for band in set(range(4)) - alone:
            assert len({counts[band] for counts in possible}) > 1, (table, possible[:3])


@given(st.dictionaries(st.integers(0, 9), bands, max_size=7))
def test_what_is_left_over_is_nobody_or_large_enough(units) -> None:
    found = opened(units, LEAST)
    for depth in (Depth.WHOLE, Depth.HALVES, Depth.BANDS):
        shown = [u for u, d in found.items() if d >= depth]
        assert all(min(cells(units[u], depth)) >= LEAST for u in shown)
        rest = tuple(sum(b[n] for u, b in units.items() if u not in shown) for n in range(4))
        assert not shown or not sum(rest) or min(cells(rest, depth)) >= LEAST
    if units and all(min(b) >= LEAST for b in units.values()):
        assert set(found.values()) == {Depth.BANDS}  # nothing is hidden without need


def total(some) -> tuple[int, ...]:
    return tuple(map(sum, zip((0,) * 4, *some, strict=True)))


@given(st.lists(st.lists(bands, max_size=3), min_size=1, max_size=4))
def test_no_subtraction_over_two_levels_leaves_a_few(tree) -> None:
    """Take from the whole whatever is shown of any unit, at either level, in every combination."""
    wholes = {n: total(units) for n, units in enumerate(tree)}
    top = opened(wholes, LEAST)
    inner = [opened(dict(enumerate(units)), LEAST) for units in tree]
    root = total(wholes.values())
    for depth in (d for d in Depth if Depth.NOTHING < d <= deepest(root, LEAST)):
        choices = []
        for n, units in enumerate(tree):
            some = [(0,) * 4]
            if top[n] >= depth:
                some.append(wholes[n])
                below = [u for u, d in inner[n].items() if d >= depth]
                some.append(total(units[u] for u in below))
            choices.append(some)
        for taken in product(*choices):
            left = tuple(a - b for a, b in zip(root, total(taken), strict=True))
            assert not sum(left) or min(cells(left, depth)) >= LEAST


def staffed(city: Places, code: str, line: str, number: int, age: int) -> None:
    """Give a body some invented people of one age, all with a degree."""
    where = body(line, city[code])
    role = "handler" if line == "fire" else "subdistrict_desk"
    held = Post.objects.filter(body=where, role=role).order_by("id")[0]
    Post.objects.filter(pk=held.pk).update(quota=40)
    for n in range(number):
        who = person(f"示例{code}{line}{n}")
        appoint(by=SYSTEM, at=AT, post=held, person=who)
        people.state_facts(
            by=SYSTEM, at=AT, person=who, born=YEAR - age, education=Education.BACHELOR
        )


@pytest.mark.db
@pytest.mark.django_db
def test_a_small_body_hides_another_with_it(city: Places) -> None:
    staffed(city, COUNTY, "fire", 3, 40)
    staffed(city, STREET, "office", 8, 30)
    staffed(city, TOWN, "office", 12, 50)
    found = staffing.figures_at(city[COUNTY].pk, TODAY, LEAST)
    assert (found.whole.people, found.whole.ages.count) == (23, 23)
    assert found.whole.mean_age == Decimal("41.7")
    below = dict(found.places)
    assert below[city[TOWN].pk].mean_age == Decimal("50.0")
    assert below[city[STREET].pk].mean_age is None  # else the three of the brigade were known
    assert [f.mean_age for _, f in found.bodies if f.people == 3] == [None]
    office = body("office", city[STREET])
    own = staffing.figures_at(city[STREET].pk, TODAY, LEAST, office.pk)
    assert (own.whole.people, own.whole.mean_age) == (8, None)
    assert staffing.figures_at(city[STREET].pk, TODAY, LEAST).whole.mean_age is None
    assert staffing.figures_at(city[STREET].pk, TODAY, 3).whole.mean_age == Decimal("30.0")
    assert staffing.figures_at(city["140428"].pk, TODAY, LEAST).whole.people == 0


@pytest.mark.db
@pytest.mark.django_db
def test_facts_are_stated_by_oneself_or_who_appoints_and_go_with_the_person(city: Places) -> None:
    who, other = person("示例甲"), person("示例乙")
    me = actor("cases.see", city[TOWN])
    with pytest.raises(NotPermitted):
        people.state_facts(by=me, at=AT, person=who, born=1980)
    by = actor("people.manage", city[COUNTY])
    assert people.state_facts(by=by, at=AT, person=who, born=1980) == ["born"]
    assert people.state_facts(by=by, at=AT, person=who, born=1980) == []
    assert people.state_facts(by=by, at=AT, person=who, education=Education.COLLEGE)
    with pytest.raises(Invalid, match="born_out_of_reach"):
        people.state_facts(by=by, at=AT, person=who, born=YEAR - 5)
    entries = Entry.objects.filter(move="state_facts")
    assert [e.data["fields"] for e in entries.order_by("id")] == [["born"], ["education"]]
    people.state_facts(by=by, at=AT, person=other, born=1990)
    depart(by=SYSTEM, at=AT, person=who)
    assert [f.person_id for f in RosterFact.objects.all()] == [other.pk]
    with pytest.raises(Conflict):
        people.state_facts(by=by, at=AT, person=who, born=1980)


@pytest.mark.db
@pytest.mark.django_db
@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_a_roster_on_its_pages(street: Places, lang: str, django_assert_max_num_queries) -> None:
    staffed(street, STREET, "office", 8, 31)
    staffed(street, COUNTY, "fire", 2, 52)
    desk = somebody("示例甲", Post.objects.filter(role="verifier").order_by("id")[0])
    url = f"/staffing/roster/?place={street[COUNTY].pk}"
    page(desk, url, lang=lang)
    with django_assert_max_num_queries(12):
        text = page(desk, url, lang=lang)
    assert "35.2" in text
    assert "31.0" not in text  # it would tell of the two
    office = body("office", street[STREET])
    assert "31.0" not in page(desk, f"/staffing/roster/?body={office.pk}", lang=lang)
    page(desk, "/staffing/roster/?body=999999", 404, lang=lang)
    page(desk, f"{url}&on=2026-02-01", lang=lang)
    for sheet in ("figures", "people"):
        answer = desk.get(f"/staffing/roster/{sheet}/?place={street[COUNTY].pk}")
        assert b"".join(answer.streaming_content)[:2] == b"PK"
    assert "1980" not in page(desk, "/staffing/roster/mine/", lang=lang)
    given = {"born": 1980, "education": "college"}
    assert desk.post("/staffing/roster/mine/", given).status_code == 302
    assert "1980" in page(desk, "/staffing/roster/mine/", lang=lang)
    assert desk.post("/staffing/roster/mine/", {"born": clock.now().year}).status_code == 422


@pytest.mark.db
@pytest.mark.django_db
def test_the_table_of_people_may_say_quota_year_and_education(city: Places) -> None:
    office = body("office", city[STREET])
    desk = Post.objects.get(body=office, role="subdistrict_desk")
    head = "姓名,组织,岗位,编制类型,出生年份,学历"
    line = f"示例导入,{office.name},{desk.title},事业编制,1985,本科"

    def take(text: str) -> list[object]:
        table = exchange.read(text.encode(), PEOPLE)
        assert table.problems == ()
        rows = table.rows
        return [take_person(by=SYSTEM, at=AT, row=r, root=city[COUNTY]) for r in rows]

    assert take(f"{head}\n{line}") == [True]
    assert take(f"{head}\n{line}") == [False]
    fact = RosterFact.objects.get()
    assert (fact.born, fact.education) == (1985, "bachelor")
    assert staffing.quotas(TODAY)[office.pk, "service"].filled == 1
    assert take(f"{head}\n{line.replace('1985', '1986')}") == [CHANGED]
    assert take(f"姓名,组织,岗位\n示例导入,{office.name},{desk.title}") == [False]
    assert RosterFact.objects.get().born == 1986
