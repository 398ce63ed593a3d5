"""Procedures as data: states, moves, a checker that finds holes, and a diagram."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from linli.kernel.errors import MoveNotAllowed


@dataclass(frozen=True, slots=True)
class State:
    """One state of a procedure.

    An open state must have a clock running (`clocks`) or name what it waits for (`waits_for`).
    A retired state may still be held by old rows; no move leads into it.
    """

    name: str
    open: bool = True
    clocks: tuple[str, ...] = ()
    waits_for: str | None = None
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """One step: from where, to where, who may, by which written rule, and what it does to clocks.

    `to=None` leaves the state as it is. `needs` is a permission; `hand` says whose hand must make
    the move (desk, lead, verifier, reporter, system …): the subject knows which body that is.
    `supplies` are the fields that must come with it, `takes` those that may. `when` names a guard
    in the area's rules. `starts`, `stops`, `pauses`, `resumes` name kinds of clock.
    """

    name: str
    sources: tuple[str, ...]
    to: str | None
    needs: str
    hand: str
    why: str
    supplies: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    when: str | None = None
    starts: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    pauses: tuple[str, ...] = ()
    resumes: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()


@dataclass(frozen=True)
class Procedure:
    """A table of states and moves with a version; a subject keeps the version it began with."""

    name: str
    version: int
    initial: str
    states: tuple[State, ...]
    moves: tuple[Move, ...]

    @cached_property
    def state(self) -> Mapping[str, State]:
        """States by name."""
        return {s.name: s for s in self.states}

    @cached_property
    def _by_state(self) -> Mapping[str, Mapping[str, Move]]:
        table: dict[str, dict[str, Move]] = {s.name: {} for s in self.states}
        for move in self.moves:
            for source in move.sources:
                table[source][move.name] = move
        return table

    def allowed(self, state: str) -> tuple[Move, ...]:
        """Return the moves that leave (or stay in) a state, in the table's order."""
        return tuple(self._by_state[state].values())

    def move(self, state: str, name: str) -> Move:
        """Return one move; raises MoveNotAllowed (409) naming what is allowed."""
        try:
            return self._by_state[state][name]
        except KeyError:
            allowed = tuple(self._by_state.get(state, {}))
            raise MoveNotAllowed(
                "move_not_allowed", allowed=allowed, move=name, state=state
            ) from None


def check(procedure: Procedure) -> list[str]:
    """Return the holes of a procedure, none if it is whole.

    Every state is reachable (or retired); every open state has a move for someone and either a
    clock or a named thing it waits for; every move names its permission and its written rule.
    """
    return [
        *_dangling(procedure),
        *_unreachable(procedure),
        *_stuck(procedure),
        *_unruled(procedure),
    ]


def _dangling(p: Procedure) -> list[str]:
    known = {s.name for s in p.states}
    ends = {(m.name, e) for m in p.moves for e in (*m.sources, m.to) if e is not None}
    holes = [f"{m}: unknown state {e}" for m, e in sorted(ends) if e not in known]
    if p.initial not in known:
        holes.append(f"unknown initial state {p.initial}")
    twice = {m.name for m in p.moves for n in p.moves if m is not n and _clash(m, n)}
    return holes + [f"{name}: two moves of one name from one state" for name in sorted(twice)]


def _clash(a: Move, b: Move) -> bool:
    return a.name == b.name and bool(set(a.sources) & set(b.sources))


def _unreachable(p: Procedure) -> list[str]:
    seen, todo = {p.initial}, [p.initial]
    while todo:
        here = todo.pop()
        for m in p.moves:
            if here in m.sources and m.to is not None and m.to not in seen:
                seen.add(m.to)
                todo.append(m.to)
    holes = [f"{s.name}: unreachable" for s in p.states if not s.retired and s.name not in seen]
    return holes + [
        f"{s.name}: retired, yet a move leads in"
        for s in p.states
        if s.retired and any(m.to == s.name for m in p.moves)
    ]


def _stuck(p: Procedure) -> list[str]:
    holes = []
    for s in p.states:
        if not s.open:
            continue
        if not any(s.name in m.sources and m.hand != "system" for m in p.moves):
            holes.append(f"{s.name}: open, but nobody can move it")
        if not s.clocks and not s.waits_for:
            holes.append(f"{s.name}: open, with neither a clock nor a thing it waits for")
    return holes


def _unruled(p: Procedure) -> list[str]:
    return [
        f"{m.name}: no {what}"
        for m in p.moves
        for what, value in (("permission", m.needs), ("hand", m.hand), ("written rule", m.why))
        if not value
    ]


def diagram(procedure: Procedure) -> str:
    """Return the procedure as a Mermaid state diagram (for the docs and the office wall)."""
    lines = ["stateDiagram-v2", f"    [*] --> {procedure.initial}"]
    for m in procedure.moves:
        lines += [f"    {s} --> {m.to or s}: {m.name} ({m.hand})" for s in m.sources]
    lines += [f"    {s.name} --> [*]" for s in procedure.states if not s.open]
    return "\n".join(lines) + "\n"
