"""Cases moved by the real actions: what the figures say is what the rows say."""

import pytest
from tests.domain.cases.world import AT, World, build, with_phone

from linli.domain.cases import queries
from linli.domain.cases.models import Case
from linli.domain.measures.actions import folding
from linli.domain.measures.queries import figures, rows_behind, subjects_behind
from linli.domain.measures.rules.tallies import spread
from linli.domain.measures.states import Name
from linli.foundation.journal.models import Entry
from linli.foundation.journal.verifying import faults

pytestmark = [pytest.mark.django_db, pytest.mark.db]
DAY = AT.date()


def resolve(world: World, case) -> None:
    for by, move in (("community_desk", "accept"), ("community_desk", "dispatch")):
        world.move(case, by, move)
    world.move(case, "team_officer", "sign_for")
    world.move(case, "team_officer", "handle", result="已更换灯泡。")


@pytest.fixture
def told(db: None) -> World:
    """One case resolved, one re-opened, one explained, one new, one settled on the spot."""
    world = build()
    good, bad, law, _ = (world.file(m, **with_phone()).case for m in ("01", "01", "08", "01"))
    resolve(world, good)
    world.move(good, world.reporter(good), "rate", solved=True, satisfied=True)
    resolve(world, bad)
    world.move(bad, world.reporter(bad), "rate", solved=False, satisfied=False)
    for by, move in (("community_desk", "accept"), ("community_desk", "dispatch")):
        world.move(law, by, move)
    world.move(law, "water_head", "sign_for")
    world.move(law, "water_head", "explain", basis="示例规定第二条", result="依规定不能办理。")
    world.event(settled="当场清理。")
    folding.add(spread(folding.sums("true", []), folding.path_of))
    return world


def test_figures_are_what_the_rows_say(told: World) -> None:
    place = told.places["140403"]
    found = figures([place], DAY, DAY)[place]
    assert found.filed == Case.objects.count() == 5
    assert found.open == Case.objects.filter(open=True).count() == 3
    assert (found.resolved, found.in_time, found.explained) == (2, 2, 1)  # the re-opened: nowhere
    assert sum(found.reply_days.values()) == 2  # the rated and the explained
    open_ones = set(Case.objects.filter(open=True).values_list("id", flat=True))
    assert set(subjects_behind(Name.OPEN, place, DAY, DAY)) == open_ones
    resolved = rows_behind(Name.RESOLVED, place, DAY, DAY)
    assert sorted(e.value for e in resolved) == [-1, 1, 1, 1]
    assert len(subjects_behind(Name.RESOLVED, place, DAY, DAY)) == 2


def test_what_is_resolved_counts_for_the_body_that_did_it(told: World) -> None:
    place = told.places["140403"]
    for body, number in (("team", 1), ("community", 1), ("water", 0)):
        found = figures([place], DAY, DAY, body_id=told.bodies[body])[place]
        assert found.resolved == number
    assert figures([place], DAY, DAY, body_id=told.bodies["water"])[place].explained == 1


@pytest.mark.usefixtures("told")
def test_the_journal_of_real_cases_is_whole() -> None:
    assert Entry.objects.filter(subject_kind="case").count() > 25
    assert list(faults()) == []


def test_a_corrected_place_and_matter_take_the_figures_along(db: None) -> None:
    world = build()
    case = world.file("01", "140403007", **with_phone()).case
    here, there = world.places["140403007"], world.places["140403006"]
    world.move(case, "street2_desk", "accept", place=world.places["140403006001"], matter="02")
    folding.add(spread(folding.sums("true", []), folding.path_of))
    found = figures([here, there, world.places["1404"]], DAY, DAY)
    assert [(f.filed, f.open) for f in found.values()] == [(0, 0), (1, 1), (1, 1)]
    assert figures([there], DAY, DAY, matter="02")[there].open == 1
    assert figures([there], DAY, DAY, matter="01")[there].open == 0
    assert subjects_behind(Name.OPEN, here, DAY, DAY) == []
    assert subjects_behind(Name.FILED, there, DAY, DAY) == [case]
    assert [i.move for i in world.detail(case, "county_desk").timeline] == ["file", "accept"]
    assert list(faults()) == []
    assert list(queries.differences()) == []
