"""Every state × move × role, against a table written out by hand from the regulations."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction

from linli.domain.cases import actions, queries
from linli.domain.cases.models import Case, Clock
from linli.domain.cases.procedures import PROCEDURES
from linli.domain.cases.rules.filing import Filed
from linli.domain.cases.rules.guards import GUARDS
from linli.domain.cases.states import MoveName, State
from linli.domain.mandates.models import MatterRule, Revision
from linli.kernel.access import ANONYMOUS, SYSTEM, Actor
from linli.kernel.errors import MoveNotAllowed, NotFound, NotPermitted, Refusal
from linli.kernel.procedure import Move, Procedure, check
from tests.domain.cases.tables import (
    _BEGIN,
    _TOLD,
    APPEAL,
    GRID_EVENT,
    OWN_DATA,
    OWN_DATA_REFUSED,
    ROUTES,
    SUPPLIES,
    SYSTEM_MOVES,
    TELLERS,
    TOLD_IN,
)
from tests.domain.cases.world import AT, World, with_phone


def supplies(world: World, move: str, procedure: str = "appeal") -> dict[str, object]:
    given: dict[str, object] = dict(SUPPLIES.get(move, {}))
    if procedure == "own_data" and move == "refuse":
        return dict(OWN_DATA_REFUSED)
    if move in ("re_dispatch", "adjudicate"):
        given = {"lead": world.bodies["water"], "reason": "改由水务局办理"}
    if move == "join":
        given = {"into": Case.objects.latest("filed_at").number}
    return given


def bring(world: World, procedure: str, state: str) -> UUID:
    """File a case and move it into a state."""
    if state == State.CLEARED:
        actions.start_trial(by=SYSTEM, at=AT, place_id=world.places["1404"])
    filed = _filed(world, procedure)
    if state == State.FILED:
        return filed.case
    begin = (_BEGIN[procedure],) if procedure in _BEGIN else ()
    steps = (*begin, *route(procedure, state))
    if state == State.JOINED:
        steps = (("street_desk", "join"),)
    if state == State.CLEARED:
        world.move(filed.case, SYSTEM, "clear")
        return filed.case
    if state == State.WITHDRAWN:
        steps = (("grid_worker" if procedure == "grid_event" else "reporter", "withdraw"),)
    for by, move in steps:
        actor = world.reporter(filed.case) if by == "reporter" else world.actors[by]
        world.move(filed.case, actor, move, **supplies(world, move, procedure))
    assert Case.objects.get(pk=filed.case).state == state
    return filed.case


def _filed(world: World, procedure: str) -> Filed:
    place = "140403006001001"
    if procedure == "grid_event":
        return world.event("02")
    if procedure == "appeal":
        filed = world.file("02", place, **with_phone())
        # one that a platform gave, and one beside it that it could join
        Case.objects.filter(pk=filed.case).update(source="hotline")
        world.file("02", place, at=AT + timedelta(minutes=1))
        return filed
    about = world.file("02", place, **with_phone())
    world.move(about.case, world.reporter(about.case), "withdraw")
    return world.file(
        "99",
        place,
        by=world.reporter(about.case),
        procedure="own_data",
        origin=about.case,
        asked="erase",
    )


def route(procedure: str, state: str) -> tuple[tuple[str, str], ...]:
    if procedure == "grid_event" and state in ("closed", "re_opened"):
        again = (("community_desk", "re_open_by_desk"),) if state == "re_opened" else ()
        return (*_TOLD, *again)
    return ROUTES.get(state, ())


@contextmanager
def undone() -> Iterator[None]:
    """Take back whatever happens inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def attempt(world: World, case: UUID, actor: Actor, move: str) -> Refusal | None:
    """Try a move and take it back; return the refusal, None if it was made."""
    try:
        with undone():
            procedure = Case.objects.get(pk=case).procedure
            world.move(case, actor, move, **supplies(world, move, procedure))
    except Refusal as refusal:
        return refusal
    return None


def everyone(world: World, case: UUID) -> dict[str, Actor]:
    return {**world.actors, "reporter": world.reporter(case), "stranger": ANONYMOUS}


TABLES = {"appeal": APPEAL, "grid_event": GRID_EVENT, "own_data": OWN_DATA}
CELLS = [(procedure, state) for procedure, table in TABLES.items() for state in table]


@pytest.fixture
def lawful(world: World) -> World:
    """Let the matter be one that the law may refuse, so that `explain` has its place."""
    MatterRule.objects.filter(matter__code="02").update(lawful_refusal=True)
    Revision.renew()
    return world


@pytest.mark.parametrize(("procedure", "state"), CELLS)
def test_every_move_by_everybody(lawful: World, procedure: str, state: str) -> None:
    case = bring(lawful, procedure, state)
    people = everyone(lawful, case)
    _who_may(lawful, case, people, TABLES[procedure][state])
    _what_is_offered(case, people, TABLES[procedure][state])
    if state != State.CLEARED:  # nobody sees it any more, so nobody is told what is allowed
        _what_is_409(lawful, case, PROCEDURES[procedure].allowed(state))
    _what_the_system_does(lawful, case, SYSTEM_MOVES[procedure], state)


@pytest.mark.parametrize("state", TOLD_IN)
def test_what_is_to_be_told_is_told_by_the_desk_that_took_it(lawful: World, state: str) -> None:
    case = bring(lawful, "appeal", state)
    row = Case.objects.get(pk=case)
    row.teller_id, row.tell_by, row.telling = lawful.bodies["community"], "call", True
    row.save()
    limit = {"limit": "1wd", "started_at": row.changed_at, "due_at": row.changed_at}
    Clock.objects.create(case=row, kind="tell", body_id=row.teller_id, **limit)
    people = everyone(lawful, case)
    told = {"told": TELLERS, "not_reached": TELLERS}
    _who_may(lawful, case, people, {**APPEAL[state], **told})
    _what_is_offered(case, people, {**APPEAL[state], **told})
    assert attempt(lawful, case, SYSTEM, "escalate_missed") is None


def _who_may(
    world: World, case: UUID, people: dict[str, Actor], expected: dict[str, set[str]]
) -> None:
    """Try each move of the state with each person, for real."""
    for move, who in expected.items():
        made = {n for n, a in people.items() if attempt(world, case, a, move) is None}
        assert made == who, move


def _what_is_offered(case: UUID, people: dict[str, Actor], expected: dict[str, set[str]]) -> None:
    """The page offers each person exactly the moves that person may make, of all there are."""
    row = Case.objects.get(pk=case)
    for name, actor in people.items():
        offered = {m.name for m in queries.allowed_moves(row, actor=actor, at=row.changed_at)}
        assert offered == {m for m, who in expected.items() if name in who}, name


def _what_is_409(world: World, case: UUID, known: tuple[Move, ...]) -> None:
    """What no rule allows from here is told so, with what is allowed."""
    names = {m.name for m in known}
    for move in MoveName:
        if move not in names:
            refusal = attempt(world, case, world.actors["community_desk"], move)
            assert isinstance(refusal, MoveNotAllowed), move
            assert set(refusal.allowed) == names


def _what_the_system_does(
    world: World, case: UUID, expected: dict[str, set[str]], state: str
) -> None:
    for move in MoveName:
        made = attempt(world, case, SYSTEM, move) is None
        assert made == (state in expected.get(move, set())), move


def test_strangers_get_404_and_colleagues_403(lawful: World) -> None:
    case = bring(lawful, "appeal", "filed")
    outsider = attempt(lawful, case, lawful.actors["street2_desk"], "accept")
    assert isinstance(outsider, NotFound)
    colleague = attempt(lawful, case, lawful.actors["street_desk"], "accept")
    assert isinstance(colleague, NotPermitted)


def test_an_absent_case_answers_like_one_that_may_not_be_seen(lawful: World) -> None:
    case = bring(lawful, "appeal", "filed")
    told = []
    for case_id in (case, UUID(int=7)):
        with pytest.raises(NotFound) as caught:
            actions.move(by=lawful.actors["street2_desk"], at=AT, case_id=case_id, move="accept")
        told.append((caught.value.code, caught.value.params))
    assert told[0] == told[1]


@pytest.mark.parametrize("procedure", PROCEDURES.values(), ids=lambda p: p.name)
def test_the_tables_are_whole(procedure: Procedure) -> None:
    assert check(procedure) == []
    assert {m.when for m in procedure.moves} - {None} <= GUARDS.keys()
    assert {s.name for s in procedure.states} == TABLES[procedure.name].keys()
