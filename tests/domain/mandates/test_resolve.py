"""Resolve equals a slow obvious reference, for any tree, catalogue, mandates and day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from linli.domain.mandates.rules.resolve import Holding, Index, chain_of
from linli.domain.mandates.states import ROOT, MandateRole

PARENTS: dict[str, str | None] = {
    ROOT: None,
    "01": None,
    "01/01": "01",
    "01/01/01": "01/01",
    "01/02": "01",
    "02": None,
    "02/01": "02",
}
CODES = sorted(set(PARENTS) - {ROOT})
DAY = date(2026, 3, 2)
PLACES = 12


class World(NamedTuple):
    above: list[int]  # parent of place n, 0 for the root
    holdings: list[Holding]


def day(n: int | None) -> date | None:
    return None if n is None else DAY + timedelta(days=n)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    above = [0, *(draw(st.integers(1, n)) for n in range(1, PLACES))]
    holdings = []
    for key in range(draw(st.integers(0, 25))):
        since = draw(st.none() | st.integers(-3, 3))
        until = draw(st.none() | st.integers(-3, 6))
        if since is not None and until is not None and until <= since:
            until = since + 1
        role = draw(st.sampled_from([MandateRole.LEAD, MandateRole.LEAD, MandateRole.ASSIST]))
        new = Holding(
            mandate=key,
            body=draw(st.integers(1, 8)),
            role=role,
            matter=draw(st.sampled_from(sorted(PARENTS))),
            place=draw(st.integers(1, PLACES)),
            since=day(since),
            until=day(until),
            in_name_of=None,
            answers_suit=None,
            line=draw(st.sampled_from(["", "fire", "water"])),
        )
        if role is not MandateRole.LEAD or not any(clash(new, old) for old in holdings):
            holdings.append(new)
    return World(above, holdings)


def clash(a: Holding, b: Holding) -> bool:
    """The database allows one lead per matter and place at a time."""
    if b.role != MandateRole.LEAD or (a.matter, a.place) != (b.matter, b.place):
        return False
    return all(x.since is None or y.until is None or x.since < y.until for x, y in ((a, b), (b, a)))


def path_of(world: World, place: int) -> list[int]:
    path = [place]
    while world.above[path[-1] - 1]:
        path.append(world.above[path[-1] - 1])
    return path[::-1]


def holds(h: Holding, on: date) -> bool:
    days = {on}
    if h.since is not None:
        days = {d for d in days if d >= h.since}
    if h.until is not None:
        days = {d for d in days if d < h.until}
    return bool(days)


def slow(world: World, matter: str, place: int, on: date) -> tuple[int, set[int]] | None:
    """Walk every row for every question, in the words of the rule."""
    climb = path_of(world, place)[::-1]
    chain = [matter]
    while PARENTS[chain[-1]]:
        chain.append(str(PARENTS[chain[-1]]))
    wanted = [(code, where) for where in climb for code in chain]
    wanted += [(ROOT, where) for where in climb]
    leads = [h for w in wanted for h in rows(world, w, MandateRole.LEAD, on)]
    if not leads:
        return None
    lead = leads[0]
    helpers: dict[object, int] = {}
    for where in climb:
        for code in [*chain, ROOT]:
            for h in rows(world, (code, where), MandateRole.ASSIST, on):
                if h.body != lead.body:
                    helpers.setdefault(h.line or h.body, h.mandate)
    helpers.pop(lead.line, None)
    return lead.mandate, set(helpers.values())


def rows(world: World, at: tuple[str, int], role: str, on: date) -> list[Holding]:
    return [
        h for h in world.holdings if (h.matter, h.place) == at and h.role == role and holds(h, on)
    ]


@given(worlds(), st.sampled_from(CODES), st.integers(1, PLACES), st.integers(-4, 7))
def test_resolve_equals_the_slow_reference(
    world: World, matter: str, place: int, shift: int
) -> None:
    on = DAY + timedelta(days=shift)
    found = Index.of(world.holdings, PARENTS).resolve(matter, path_of(world, place), on)
    expected = slow(world, matter, place, on)
    if found is None:
        assert expected is None
        return
    assert expected == (found.mandate, {h.mandate for h in found.helpers})
    assert found.is_fallback == (found.lead.matter == ROOT)


@given(worlds(), st.sampled_from(CODES), st.integers(1, PLACES))
def test_the_steps_end_at_the_lead_or_show_every_place_in_vain(
    world: World, matter: str, place: int
) -> None:
    index = Index.of(world.holdings, PARENTS)
    path = path_of(world, place)
    found = index.resolve(matter, path, DAY)
    steps = index.steps(matter, path, DAY)
    if found is None:
        assert [s.found for s in steps] == [None] * (2 * len(path))
    else:
        assert steps[-1].found == found.lead
        assert all(s.found is None for s in steps[:-1])


def test_a_chain_is_nearest_first_and_without_the_root() -> None:
    assert chain_of("01/01/01", PARENTS) == ("01/01/01", "01/01", "01")
    assert chain_of(ROOT, PARENTS) == ()
