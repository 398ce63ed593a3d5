"""The checker finds every planted hole, and the table answers what is allowed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from linli.kernel.errors import MoveNotAllowed
from linli.kernel.procedure import Move, Procedure, State, check, diagram

FILE = Move("take", ("filed",), "open", needs="case_take", hand="desk", why="条例第十二条")
NOTE = Move("note", ("filed", "open"), None, needs="case_note", hand="desk", why="条例第十条")
DONE = Move("finish", ("open",), "closed", needs="case_finish", hand="lead", why="条例第十五条")
WHOLE = Procedure(
    name="small",
    version=1,
    initial="filed",
    states=(
        State("filed", clocks=("sign",)),
        State("open", waits_for="the lead's answer"),
        State("closed", open=False),
    ),
    moves=(FILE, NOTE, DONE),
)


def with_state(*states: State) -> Procedure:
    kept = [s for s in WHOLE.states if s.name not in {n.name for n in states}]
    return replace(WHOLE, states=(*kept, *states))


def with_moves(*moves: Move) -> Procedure:
    return replace(WHOLE, moves=moves)


def test_a_whole_procedure_has_no_hole() -> None:
    assert check(WHOLE) == []


@pytest.mark.parametrize(
    ("broken", "hole"),
    [
        (replace(WHOLE, initial="nowhere"), "unknown initial state nowhere"),
        (
            with_moves(FILE, NOTE, DONE, replace(DONE, name="lose", to="lost")),
            "lose: unknown state lost",
        ),
        (
            with_moves(FILE, NOTE, DONE, replace(DONE, name="up", sources=("air",))),
            "up: unknown state air",
        ),
        (with_moves(FILE, NOTE, DONE, replace(NOTE, to="closed")), "two moves of one name"),
        (with_state(State("island", clocks=("sign",))), "island: unreachable"),
        (with_state(State("open", clocks=(), waits_for=None)), "open: open, with neither a clock"),
        (
            with_state(State("closed", open=True, clocks=("x",))),
            "closed: open, but nobody can move it",
        ),
        (
            with_moves(
                FILE,
                NOTE,
                replace(DONE, hand="system"),
                replace(NOTE, sources=("filed",), name="n2"),
            ),
            None,
        ),
        (
            with_moves(FILE, replace(NOTE, sources=("filed",)), replace(DONE, hand="system")),
            "open: open, but nobody can move it",
        ),
        (
            with_state(State("open", clocks=("sign",), retired=True)),
            "open: retired, yet a move leads in",
        ),
        (with_moves(FILE, NOTE, replace(DONE, needs="")), "finish: no permission"),
        (with_moves(FILE, NOTE, replace(DONE, why="")), "finish: no written rule"),
        (with_moves(FILE, NOTE, replace(DONE, hand="")), "finish: no hand"),
    ],
)
def test_each_planted_hole_is_found(broken: Procedure, hole: str | None) -> None:
    found = check(broken)
    assert found == [] if hole is None else any(hole in f for f in found), found


def test_a_retired_state_need_not_be_reachable() -> None:
    assert check(with_state(State("old", clocks=("sign",), retired=True, open=False))) == []


def test_allowed_moves_keep_the_order_of_the_table() -> None:
    assert [m.name for m in WHOLE.allowed("filed")] == ["take", "note"]
    assert [m.name for m in WHOLE.allowed("open")] == ["note", "finish"]
    assert WHOLE.allowed("closed") == ()


@pytest.mark.parametrize("state", ["filed", "open", "closed", "nowhere"])
@pytest.mark.parametrize("name", ["take", "note", "finish", "fly"])
def test_a_move_is_given_or_refused_with_what_is_allowed(state: str, name: str) -> None:
    allowed = {"filed": ("take", "note"), "open": ("note", "finish")}.get(state, ())
    if name in allowed:
        assert WHOLE.move(state, name).name == name
        return
    with pytest.raises(MoveNotAllowed) as refusal:
        WHOLE.move(state, name)
    assert refusal.value.allowed == allowed
    assert refusal.value.status == 409


def test_the_diagram_shows_every_state_and_move() -> None:
    drawn = diagram(WHOLE)
    assert drawn.startswith("stateDiagram-v2\n    [*] --> filed\n")
    for line in ("filed --> open: take (desk)", "open --> open: note (desk)", "closed --> [*]"):
        assert f"    {line}\n" in drawn
