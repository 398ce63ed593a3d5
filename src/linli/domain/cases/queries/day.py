"""The day of an actor as filters: what came, what is due, what came back, what is waited for.

The page counts by them and the list shows by them, both through the actor's scope: a number and
the list that it opens are one question asked twice.
"""

from __future__ import annotations

from datetime import datetime

from linli.domain.cases.queries.shapes import CaseRow, Filters
from linli.domain.cases.rules.day import FRESH, ON_THE_GRID, TAKEN_ON_BY, patrols, taken_on
from linli.domain.cases.states import Part, Permission, State
from linli.kernel.access import Actor

NOTHING = Filters(ids=())
RAISED = ("decide", "raised")


def to_do(actor: Actor) -> Filters:
    """Return what waits for the actor's own hand: in a state that a post of theirs takes on."""
    states = taken_on(actor)
    if patrols(actor):
        return Filters(procedure="grid_event", states=tuple(sorted(ON_THE_GRID.values())))
    if len(states) == len(TAKEN_ON_BY):
        return Filters(to_act=True)  # a desk takes on everything: nothing to narrow by
    return Filters(to_act=True, states=tuple(sorted(states))) if states else NOTHING


def part_of(actor: Actor, row: CaseRow) -> str:
    """Return the part of the day that a case of `to_do` belongs to, as `part` picks it."""
    if patrols(actor):
        return next(name for name, state in ON_THE_GRID.items() if state == row.state)
    if row.state in FRESH:
        return Part.CAME
    return Part.BACK if row.back else Part.DUE


def is_mine(actor: Actor, row: CaseRow) -> bool:
    """Tell whether a case waits for the actor's own hand, as `to_do` lists it."""
    if patrols(actor):
        return row.procedure == "grid_event" and row.state in ON_THE_GRID.values()
    return row.open and row.hand_id in actor.bodies and row.state in taken_on(actor)


def raised(name: str, at: datetime) -> Filters:
    """Return what has come up to the actor's body: what it must decide, and what is late below."""
    if name == "decide":
        return Filters(to_act=True, back=True, states=(State.RETURNED, State.REPORTED_BACK))
    return Filters(waiting="body", late_at=at)


def part(actor: Actor, name: str) -> Filters | None:
    """Return one part of the day, None where the actor's posts never have any of it."""
    if name == Part.TELL:
        return Filters(telling=True) if actor.of(Permission.TELL) else None
    if patrols(actor):
        state = ON_THE_GRID.get(name)
        if state is None:
            return Filters(waiting="person")
        return Filters(procedure="grid_event", states=(state,))
    states = taken_on(actor)
    if name == Part.WAITING:
        return Filters(waiting="body") if states else None
    wanted = {
        Part.CAME: states & FRESH,
        Part.DUE: states - FRESH,
        Part.BACK: states - FRESH,
    }[Part(name)]
    if not wanted:
        return None
    back = None if name == Part.CAME else name == Part.BACK
    return Filters(to_act=True, states=tuple(sorted(wanted)), back=back)
