"""The parts of a working day: which states are whose to take on, and what came back."""

from __future__ import annotations

from collections.abc import Mapping

from linli.domain.cases.states import Checks, Permission, State
from linli.kernel.access import Actor

# Whose permission takes a case on from a state in which a body's move is awaited.
TAKEN_ON_BY: Mapping[str, str] = {
    State.FILED: Permission.ACCEPT,
    State.ACCEPTED: Permission.DISPATCH,
    State.DISPATCHED: Permission.SIGN,
    State.RETURNED: Permission.ADJUDICATE,
    State.IN_HAND: Permission.HANDLE,
    State.RE_OPENED: Permission.HANDLE,
    State.HANDLED: Permission.VERIFY,
    State.REPORTED_BACK: Permission.CALL_BACK,
    State.OBJECTED: Permission.REVIEW,
}
# Nobody of the body has taken these up yet.
FRESH = frozenset({State.FILED, State.ACCEPTED, State.DISPATCHED})

# What a grid worker is asked to do with a grid event: pass it on, check the result, answer.
ON_THE_GRID: Mapping[str, str] = {
    "due": State.FILED,
    "came": State.HANDLED,
    "back": State.WAITING,
}


def came_back(state: str, *, solved: bool | None, checks: str) -> bool:
    """Tell whether a case was handed back to whose hand it is in."""
    return (
        state in (State.RETURNED, State.RE_OPENED)
        or (state == State.REPORTED_BACK and solved is False)
        or (state == State.IN_HAND and checks == Checks.FAILED)
    )


def taken_on(actor: Actor) -> frozenset[str]:
    """Return the states from which the actor's posts take cases on."""
    held = {g.permission for g in actor.grants}
    return frozenset(state for state, needs in TAKEN_ON_BY.items() if needs in held)


def patrols(actor: Actor) -> bool:
    """Tell whether someone works on a grid and at no desk."""
    held = {g.permission for g in actor.grants}
    return Permission.REPORT in held and not held & {Permission.ACCEPT, Permission.SIGN}
