"""Every state × move × role, against a table written out by hand from the regulations."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction

from linli.domain.cases import actions, queries
from linli.domain.cases.models import Case
from linli.domain.cases.procedures import PROCEDURES
from linli.domain.cases.rules.guards import GUARDS
from linli.domain.cases.states import MoveName, State
from linli.domain.mandates.models import MatterRule, Revision
from linli.kernel.access import ANONYMOUS, SYSTEM, Actor
from linli.kernel.errors import MoveNotAllowed, NotFound, NotPermitted, Refusal
from linli.kernel.procedure import Move, Procedure, check
from tests.domain.cases.world import AT, World, with_phone

DESK = {"community_desk", "community_secretary"}
LEAD = {"housing_handler", "housing_head"}
HEAD = {"housing_head"}
NEAR = {"grid_worker", "grid_worker2"}
FINDER = {"grid_worker"}
REPORTER = {"reporter"}
ABOVE = {"city_desk", "county_desk", "street_desk"}  # who takes orders of platforms in

# state -> move -> who may; whatever is not here is refused to everybody
APPEAL: dict[str, dict[str, set[str]]] = {
    "filed": {
        "accept": DESK,
        "refer": DESK,
        "refuse": DESK,
        "escalate": DESK,
        "withdraw": REPORTER,
        "join": ABOVE,
    },
    "accepted": {
        "refer": DESK,
        "refuse": DESK,
        "dispatch": DESK,
        "escalate": DESK,
        "withdraw": REPORTER,
        "join": ABOVE,
    },
    "dispatched": {
        "sign_for": LEAD,
        "send_back": LEAD,
        "re_dispatch": DESK,
        "escalate": DESK,
        "withdraw": REPORTER,
        "join": ABOVE,
    },
    "returned": {"adjudicate": DESK, "escalate": DESK, "withdraw": REPORTER},
    "in_hand": {
        "re_dispatch": DESK,
        "ask_reporter": LEAD,
        "handle": LEAD,
        "explain": HEAD,
        "escalate": DESK,
        "withdraw": REPORTER,
    },
    "waiting": {"supplement": REPORTER, "supplement_by_desk": DESK, "withdraw": REPORTER},
    "handled": {
        "verify_pass": DESK | NEAR,
        "verify_fail": DESK | NEAR,
        "escalate": DESK,
        "withdraw": REPORTER,
    },
    "reported_back": {
        "rate": REPORTER,
        "call_back": DESK,
        "re_open_by_desk": DESK,
        "withdraw": REPORTER,
    },
    "explained": {
        "re_open_by_desk": DESK,
        "re_open_by_reporter": REPORTER,
        "withdraw": REPORTER,
    },
    "closed": {"re_open_by_desk": DESK, "re_open_by_reporter": REPORTER},
    "re_opened": {
        "dispatch": DESK,
        "ask_reporter": LEAD,
        "handle": LEAD,
        "explain": HEAD,
        "escalate": DESK,
        "withdraw": REPORTER,
    },
    "refused": {},
    "referred": {},
    "withdrawn": {},
    "joined": {},
    "cleared": {},
}

GRID_EVENT: dict[str, dict[str, set[str]]] = {
    "filed": {
        "settle_on_spot": NEAR,
        "pass_on": NEAR,
        "withdraw": FINDER,
        "escalate": DESK,
    },
    "accepted": {
        "dispatch": DESK,
        "refer": DESK,
        "refuse": DESK,
        "escalate": DESK,
        "withdraw": FINDER,
    },
    "dispatched": {
        "sign_for": LEAD,
        "send_back": LEAD,
        "re_dispatch": DESK,
        "escalate": DESK,
    },
    "returned": {"adjudicate": DESK, "escalate": DESK},
    "in_hand": {"re_dispatch": DESK, "ask_reporter": LEAD, "handle": LEAD, "escalate": DESK},
    "waiting": {"supplement": NEAR, "supplement_by_desk": DESK},
    "handled": {"verify_pass": DESK | NEAR, "verify_fail": DESK | NEAR, "escalate": DESK},
    "closed": {"re_open_by_desk": DESK},
    "re_opened": {"dispatch": DESK, "ask_reporter": LEAD, "handle": LEAD, "escalate": DESK},
    "refused": {},
    "referred": {},
    "withdrawn": {},
    "cleared": {},
}

# What only the system does, and from where; nobody's post makes these.
SYSTEM_MOVES = {
    "appeal": {
        "resume": {"waiting"},
        "report_back": set(),  # a handled case here waits for its check
        "close": {"reported_back", "explained"},
        "re_open": {"reported_back"},
        "escalate_missed": {
            *("filed", "accepted", "dispatched", "returned", "in_hand", "re_opened", "handled"),
            "reported_back",
        },
        "recount": {
            *("filed", "accepted", "dispatched", "returned", "in_hand", "re_opened", "handled"),
            *("waiting", "reported_back", "explained"),
        },
    },
    "grid_event": {
        "resume": {"waiting"},
        "close": set(),
        "escalate_missed": {
            *("filed", "accepted", "dispatched", "returned", "in_hand", "re_opened", "handled"),
        },
        "recount": {
            *("filed", "accepted", "dispatched", "returned", "in_hand", "re_opened", "handled"),
            "waiting",
        },
    },
}

SUPPLIES = {
    "refer": {"channel": "petition", "office": "示例信访局", "phone": "0355-0000000"},
    "refuse": {"ground": "beyond_duty", "basis": "示例规定", "go_to": "找物业公司"},
    "send_back": {"ground": "not_our_matter", "reason": "不是本局的事项"},
    "ask_reporter": {"question": "在哪一栋？"},
    "supplement": {"words": "三号楼。"},
    "supplement_by_desk": {"words": "三号楼。"},
    "handle": {"result": "已修好。"},
    "settle_on_spot": {"result": "已清理。"},
    "explain": {"basis": "示例条例第一条", "result": "依规定不能办理。"},
    "verify_fail": {"reason": "还没修好"},
    "rate": {"solved": True, "satisfied": True},
    "call_back": {"solved": True, "satisfied": False},
    "escalate": {"reason": "超出本级"},
    "escalate_missed": {"clock": "resolve"},
    "close_by_desk": {"reason": "已当面说明"},
    "re_open_by_desk": {"reason": "仍未解决"},
    "re_open_by_reporter": {"reason": "又坏了"},
}

_WORK = (("community_desk", "dispatch"), ("housing_handler", "sign_for"))
_DONE = (*_WORK, ("housing_handler", "handle"))
_TOLD = (*_DONE, ("community_desk", "verify_pass"))
_BEGIN = {"appeal": ("community_desk", "accept"), "grid_event": ("grid_worker", "pass_on")}

# how a case comes into each state, by real moves
ROUTES: dict[str, tuple[tuple[str, str], ...]] = {
    "accepted": (),
    "refused": (("community_desk", "refuse"),),
    "referred": (("community_desk", "refer"),),
    "dispatched": _WORK[:1],
    "returned": (*_WORK[:1], ("housing_handler", "send_back")),
    "in_hand": _WORK,
    "waiting": (*_WORK, ("housing_handler", "ask_reporter")),
    "handled": _DONE,
    "reported_back": _TOLD,
    "explained": (*_WORK, ("housing_head", "explain")),
    "closed": (*_TOLD, ("reporter", "rate")),
    "re_opened": (*_TOLD, ("reporter", "rate"), ("community_desk", "re_open_by_desk")),
}


def supplies(world: World, move: str) -> dict[str, object]:
    given: dict[str, object] = dict(SUPPLIES.get(move, {}))
    if move in ("re_dispatch", "adjudicate"):
        given = {"lead": world.bodies["water"], "reason": "改由水务局办理"}
    if move == "join":
        given = {"into": Case.objects.latest("filed_at").number}
    return given


def bring(world: World, procedure: str, state: str) -> UUID:
    """File a case and move it into a state."""
    place = "140403006001001"
    if state == State.CLEARED:
        actions.start_trial(by=SYSTEM, at=AT, place_id=world.places["1404"])
    filed = world.file("02", place, **with_phone()) if procedure == "appeal" else world.event("02")
    if procedure == "appeal":  # one that a platform gave, and one beside it that it could join
        Case.objects.filter(pk=filed.case).update(source="hotline")
        world.file("02", place, at=AT + timedelta(minutes=1))
    if state == State.FILED:
        return filed.case
    steps = (_BEGIN[procedure], *route(procedure, state))
    if state == State.JOINED:
        steps = (("street_desk", "join"),)
    if state == State.CLEARED:
        world.move(filed.case, SYSTEM, "clear")
        return filed.case
    if state == State.WITHDRAWN:
        steps = (("reporter" if procedure == "appeal" else "grid_worker", "withdraw"),)
    for by, move in steps:
        actor = world.reporter(filed.case) if by == "reporter" else world.actors[by]
        world.move(filed.case, actor, move, **supplies(world, move))
    assert Case.objects.get(pk=filed.case).state == state
    return filed.case


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
            world.move(case, actor, move, **supplies(world, move))
    except Refusal as refusal:
        return refusal
    return None


def everyone(world: World, case: UUID) -> dict[str, Actor]:
    return {**world.actors, "reporter": world.reporter(case), "stranger": ANONYMOUS}


TABLES = {"appeal": APPEAL, "grid_event": GRID_EVENT}
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
