"""A place's own limits hold for the clocks, windows and samples of its cases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from linli.domain.cases.models import Case, Clock
from linli.domain.cases.rules.limits import OF_THE_MATTER, THRESHOLDS
from linli.domain.cases.states import OURS, Checks, ClockKind
from linli.domain.mandates import queries as mandates
from linli.domain.mandates.actions import set_threshold
from linli.domain.territory.models import Place
from linli.kernel.access import SYSTEM
from tests.domain.cases.world import AT, World, with_phone


def set_at(world: World, key: str, value: str) -> None:
    place = Place.objects.get(pk=world.places["140403006"])
    since = timezone.localdate(AT)
    set_threshold(by=SYSTEM, at=AT, key=key, value=value, basis="示例", place=place, since=since)


def closed(world: World) -> Case:
    case = world.file("01", **with_phone()).case
    for name, move in (("community_desk", "accept"), ("community_desk", "dispatch")):
        world.move(case, name, move)
    world.move(case, "team_officer", "sign_for")
    world.move(case, "team_officer", "handle", result="已更换灯泡。")
    return world.move(case, world.reporter(case), "rate", solved=True, satisfied=True)


def test_every_clock_has_a_limit_and_every_key_is_shipped() -> None:
    assert set(OF_THE_MATTER) | set(THRESHOLDS) == set(OURS)


@pytest.mark.django_db
def test_every_key_that_cases_ask_for_has_a_value() -> None:
    for key in (*THRESHOLDS.values(), "cases.re_open", "cases.sample"):
        assert mandates.threshold(key, None, timezone.localdate(AT)).value


def test_the_window_to_re_open_is_the_places_own(world: World) -> None:
    row = closed(world)
    assert row.closed_at
    assert row.re_open_until == row.closed_at + timedelta(days=15)
    set_at(world, "cases.re_open", "30d")
    row = closed(world)
    assert row.closed_at
    assert row.re_open_until == row.closed_at + timedelta(days=30)


def test_a_running_clock_keeps_its_limit_and_the_next_has_the_new_one(world: World) -> None:
    first = waiting(world)
    set_at(world, "cases.wait", "3d")
    second = waiting(world)
    kept = dict(Clock.objects.filter(kind=ClockKind.WAIT).values_list("case_id", "limit"))
    assert kept == {first: "7d", second: "3d"}


def waiting(world: World) -> object:
    case = world.file("01", **with_phone()).case
    world.move(case, "community_desk", "accept")
    world.move(case, "community_desk", "dispatch")
    world.move(case, "team_officer", "sign_for")
    world.move(case, "team_officer", "ask_reporter", question="请补充门牌号。")
    return case


@pytest.mark.parametrize(("one_in", "checks"), [("1", Checks.DUE), ("999999", Checks.NONE)])
def test_how_many_are_checked_by_sample_is_the_places_own(
    world: World, one_in: str, checks: Checks
) -> None:
    set_at(world, "cases.sample", one_in)
    case = world.file("04", **with_phone()).case
    world.move(case, "community_desk", "accept")
    world.move(case, "community_desk", "dispatch")
    world.move(case, "team_officer", "sign_for")
    assert world.move(case, "team_officer", "handle", result="已处理。").checks == checks
