"""Request about one's own data (个人信息申请, R-31): correct or erase what a case holds."""

from __future__ import annotations

from dataclasses import replace

from linli.domain.cases.procedures.answers import EVERY_CLOCK, objecting
from linli.domain.cases.procedures.loop import CLEARING, recounting
from linli.domain.cases.states import ClockKind, Hand, MoveName, Permission
from linli.domain.cases.states import State as At
from linli.kernel.procedure import Move, Procedure, State

DECIDING = (
    Move(
        MoveName.GRANT,
        (At.FILED,),
        At.GRANTED,
        needs=Permission.DATA,
        hand=Hand.DESK,
        why="cases.why.own_data",
        when="by_a_second_person",
        stops=EVERY_CLOCK,
        tells=("reporter",),
    ),
    Move(
        MoveName.REFUSE,
        (At.FILED,),
        At.REFUSED,
        needs=Permission.DATA,
        hand=Hand.DESK,
        why="cases.why.own_data_refused",
        supplies=("data_ground", "basis", "go_to"),
        when="by_a_second_person",
        stops=EVERY_CLOCK,
        tells=("reporter",),
    ),
    Move(
        MoveName.WITHDRAW,
        (At.FILED, At.OBJECTED),
        At.WITHDRAWN,
        needs=Permission.OWN,
        hand=Hand.REPORTER,
        why="cases.why.withdraw",
        takes=("reason",),
        stops=EVERY_CLOCK,
    ),
    Move(  # where nobody else is there to decide, the level above does
        MoveName.ESCALATE,
        (At.FILED,),
        None,
        needs=Permission.ESCALATE,
        hand=Hand.DESK,
        why="cases.why.escalate",
        supplies=("reason",),
        when="level_above",
        tells=("desk",),
    ),
    Move(
        MoveName.ESCALATE_MISSED,
        (At.FILED,),
        None,
        needs=Permission.RUN,
        hand=Hand.SYSTEM,
        why="cases.why.escalate_missed",
        supplies=("clock",),
        tells=("desk",),
    ),
)

STATES = (
    State(At.FILED, clocks=(ClockKind.REVIEW,)),
    State(At.GRANTED, open=False),
    State(At.REFUSED, open=False),
    State(At.OBJECTED, clocks=(ClockKind.MARK, ClockKind.REVIEW)),
    State(At.DISMISSED, open=False),
    State(At.WITHDRAWN, open=False),
    State(At.CLEARED, open=False),
)

OWN_DATA = Procedure(
    name="own_data",
    version=1,
    initial=At.FILED,
    states=STATES,
    moves=(
        *(*DECIDING, *objecting((At.REFUSED,), At.FILED, (ClockKind.REVIEW,))),
        recounting(At.FILED, At.OBJECTED),
        replace(CLEARING[0], sources=tuple(s.name for s in STATES if s.name != At.CLEARED)),
    ),
)
