"""Random instruments on random days: resolve equals a slow, obvious reference; revoke restores."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from linli.domain.mandates import queries
from linli.domain.mandates.actions import (
    check_instrument,
    enact_instrument,
    revoke_instrument,
)
from linli.domain.mandates.models import Mandate, PowerInstrument, PowerTerm
from linli.domain.mandates.states import InstrumentKind, ListKind
from linli.domain.territory.models import Place
from linli.kernel.access import SYSTEM
from linli.kernel.errors import Conflict, Refusal
from tests.domain.bodies.city import AT, Places, build
from tests.domain.mandates.powers import bureau, catalogue, draft, end, listed, said

pytestmark = pytest.mark.django_db
FIRST = date(2022, 1, 1)
DAYS = [FIRST + timedelta(days=n) for n in range(12)]
CODES = [f"50/01/0{n}" for n in range(1, 5)]
MATTERS = [*CODES, "50/01", "50"]
WHERE = ("1404", "140403", "140403003")  # city, district, street: one list each


class Line(NamedTuple):
    code: str
    matter: str  # empty: the item is taken off
    lead: int


class Paper(NamedTuple):
    where: str
    day: date
    lines: tuple[Line, ...]


lines = st.builds(
    Line,
    st.sampled_from(["A", "B", "C", "D"]),
    st.sampled_from([*MATTERS, "", ""]),
    st.integers(0, 2),
)
papers = st.builds(
    Paper,
    st.sampled_from(WHERE),
    st.sampled_from(DAYS),
    st.lists(lines, min_size=1, max_size=3, unique_by=lambda x: x.code).map(tuple),
)


class World:
    """The papers that came into force, and what they say of any day: nothing is looked up."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.made: list[tuple[Paper, PowerInstrument]] = []

    def items(self, where: str, on: date) -> dict[str, Line]:
        """Read every paper again, in the order of their days."""
        found: dict[str, Line] = {}
        stood = [(p, n) for n, (p, _) in enumerate(self.made) if p.where == where and p.day <= on]
        for paper, _ in sorted(stood, key=lambda x: (x[0].day, x[1])):
            for line in paper.lines:
                if line.matter:
                    found[line.code] = line
                else:
                    found.pop(line.code, None)
        return found

    def lead(self, matter: str, on: date) -> str | None:
        """Climb from the street: at each place the matter, then what is above it."""
        chain = [matter[:n] for n in (8, 5, 2) if len(matter) >= n]
        for where in reversed(WHERE):
            for code in chain:
                for line in self.items(where, on).values():
                    if line.matter == code:
                        return f"{where}局{line.lead}"
        return None


def answers(world: World) -> dict[tuple[str, date], str | None]:
    street: Place = world.places["140403003"]
    found = {}
    for day in [FIRST - timedelta(days=1), *DAYS]:
        for matter in MATTERS:
            answer = queries.answer(matter, street.pk, day).lead_part
            found[matter, day] = answer.who.name if answer else None
    return found


def apply(world: World, paper: Paper, number: int) -> None:
    """Draft, check and enact; what is refused is no part of the world."""
    told = [
        said(n, x.code, x.matter, f"{paper.where}局{x.lead}") if x.matter else end(n, x.code)
        for n, x in enumerate(paper.lines, 2)
    ]
    power_list = listed(world.places[paper.where], ListKind.DUTIES)
    made = draft(power_list, InstrumentKind.LIST, paper.day, told, number=f"第{number}号")
    if check_instrument(by=SYSTEM, at=AT, instrument=made).faults:
        return
    try:
        enact_instrument(by=SYSTEM, at=AT + timedelta(minutes=number), instrument=made)
    except Conflict as refused:
        if refused.code != "instrument_changes_nothing":
            raise
        return
    world.made.append((paper, made))


@pytest.fixture
def places(db: None) -> Places:
    found = build()
    for where in WHERE:
        for n in range(3):
            bureau(f"{where}局{n}", found[where])
    catalogue(4)
    return found


# the same lead for the same matter, said from a later day by one item and now by another: it was
# taken for standing already, and the days between had no lead
EARLIER = [
    Paper("1404", DAYS[0], (Line("A", "50/01/01", 0),)),
    Paper("1404", DAYS[11], (Line("A", "50/01/02", 2),)),
    Paper("1404", DAYS[0], (Line("D", "50/01/02", 2),)),
]

# two items, one matter, one lead: the second finds the part held already, by the first's word
SHARED = [
    Paper("140403", DAYS[0], (Line("A", "50/01/01", 0),)),
    Paper("140403", DAYS[0], (Line("B", "50/01/01", 0),)),
]

# the second says of A what stands already: without the first it would have begun it
AGAIN = [
    Paper("140403", DAYS[0], (Line("A", "50/01/02", 0),)),
    Paper("140403", DAYS[0], (Line("A", "50/01/02", 0), Line("B", "50/01/01", 0))),
]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(papers, min_size=1, max_size=7))
@example(EARLIER)
def test_resolve_equals_the_reference_and_revoke_restores(
    places: Places, wanted: list[Paper]
) -> None:
    with transaction.atomic():
        world, before = World(places), []
        for number, paper in enumerate(wanted):
            before.append((len(world.made), answers(world)))
            apply(world, paper, number)
        found = answers(world)
        assert found == {key: world.lead(*key) for key in found}
        # one after the other, the last first, each leaves what stood before it
        while world.made:
            paper, made = world.made.pop()
            revoke_instrument(by=SYSTEM, at=AT, instrument=made)
            stood = next(told for count, told in reversed(before) if count == len(world.made))
            assert answers(world) == stood
        assert not Mandate.objects.on(DAYS[-1]).exists()
        assert not PowerTerm.objects.on(DAYS[-1]).exists()
        transaction.set_rollback(True)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(papers, min_size=2, max_size=6), st.integers(0, 5))
@example(SHARED, 0)
@example(AGAIN, 0)
def test_any_that_may_be_revoked_leaves_the_world_as_if_it_had_never_been(
    places: Places, wanted: list[Paper], chosen: int
) -> None:
    with transaction.atomic():
        world = World(places)
        for number, paper in enumerate(wanted):
            apply(world, paper, number)
        if world.made:
            at = chosen % len(world.made)
            try:
                revoke_instrument(by=SYSTEM, at=AT, instrument=world.made[at][1])
                del world.made[at]
            except Refusal as refused:
                if refused.code != "instrument_built_on":
                    raise
            found = answers(world)
            assert found == {key: world.lead(*key) for key in found}
        transaction.set_rollback(True)
