"""Grid event (网格事件, M12): found by a grid worker, settled on the spot or passed on."""

from __future__ import annotations

from dataclasses import replace

from linli.domain.cases.procedures.loop import CHASED, CLEARING, DISPATCHING, WORKING, recounting
from linli.domain.cases.states import OURS, ClockKind, Hand, MoveName, Permission
from linli.domain.cases.states import State as At
from linli.kernel.procedure import Move, Procedure, State

EVERY_CLOCK = OURS

FINDING = (
    Move(
        MoveName.SETTLE_ON_SPOT,
        (At.FILED,),
        At.CLOSED,
        needs=Permission.REPORT,
        hand=Hand.GRID,
        why="cases.why.settle_on_spot",
        supplies=("result",),
        takes=("evidence",),
        when="evidence_given",
        stops=EVERY_CLOCK,
    ),
    Move(
        MoveName.PASS_ON,
        (At.FILED,),
        At.ACCEPTED,
        needs=Permission.REPORT,
        hand=Hand.GRID,
        why="cases.why.pass_on",
        takes=("words",),
        starts=(ClockKind.RESOLVE,),
        tells=("desk",),
    ),
    Move(
        MoveName.WITHDRAW,
        (At.FILED, At.ACCEPTED),
        At.WITHDRAWN,
        needs=Permission.REPORT,
        hand=Hand.GRID,
        why="cases.why.withdraw",
        takes=("reason",),
        when="own_finding",
        stops=EVERY_CLOCK,
        tells=("desk",),
    ),
)

SORTING = (
    Move(
        MoveName.REFER,
        (At.ACCEPTED,),
        At.REFERRED,
        needs=Permission.REFER,
        hand=Hand.DESK,
        why="cases.why.refer",
        supplies=("channel", "office", "phone"),
        stops=EVERY_CLOCK,
        tells=("finder",),
    ),
    Move(
        MoveName.REFUSE,
        (At.ACCEPTED,),
        At.REFUSED,
        needs=Permission.REFUSE,
        hand=Hand.DESK,
        why="cases.why.refuse",
        supplies=("ground", "basis", "go_to"),
        stops=EVERY_CLOCK,
        tells=("finder",),
    ),
    Move(
        MoveName.SUPPLEMENT,
        (At.WAITING,),
        At.IN_HAND,
        needs=Permission.REPORT,
        hand=Hand.GRID,
        why="cases.why.supplement",
        supplies=("words",),
        stops=(ClockKind.WAIT,),
        resumes=(ClockKind.RESOLVE, ClockKind.CHASE),
        tells=("lead",),
    ),
)

ENDING = (
    Move(
        MoveName.CLOSE,
        (At.HANDLED,),
        At.CLOSED,
        needs=Permission.RUN,
        hand=Hand.SYSTEM,
        why="cases.why.close",
        when="result_stands",
        stops=EVERY_CLOCK,
        tells=("finder",),
    ),
    Move(
        MoveName.RE_OPEN_BY_DESK,
        (At.CLOSED,),
        At.RE_OPENED,
        needs=Permission.RE_OPEN,
        hand=Hand.DESK,
        why="cases.why.decide",
        supplies=("reason",),
        starts=(ClockKind.RESOLVE,),
        tells=("lead",),
    ),
)


def _on_the_grid(move: Move) -> Move:
    """Keep a shared move, with what differs here: a grid worker verifies; nothing is reported."""
    sources = tuple(s for s in move.sources if s != At.REPORTED_BACK)
    hand = Hand.GRID if move.hand == Hand.VERIFIER else move.hand
    return Move(
        **{
            **{name: getattr(move, name) for name in Move.__dataclass_fields__},
            "sources": sources,
            "hand": hand,
            "tells": tuple("finder" if t == "reporter" else t for t in move.tells),
        }
    )


def _here(move: Move) -> Move:
    """Keep of a shared move the states that are here."""
    gone = (At.REPORTED_BACK, At.EXPLAINED, At.JOINED)
    return replace(move, sources=tuple(s for s in move.sources if s not in gone))


GRID_EVENT = Procedure(
    name="grid_event",
    version=1,
    initial=At.FILED,
    states=(
        State(At.FILED, clocks=(ClockKind.RESPOND,)),
        State(At.REFUSED, open=False),
        State(At.REFERRED, open=False),
        State(At.ACCEPTED, clocks=(ClockKind.RESPOND, ClockKind.RESOLVE)),
        State(At.DISPATCHED, clocks=(ClockKind.SIGN, ClockKind.RESOLVE)),
        State(At.RETURNED, clocks=(ClockKind.ADJUDICATE, ClockKind.RESOLVE)),
        State(At.IN_HAND, clocks=(ClockKind.RESOLVE,)),
        State(At.WAITING, clocks=(ClockKind.WAIT,), waits_for="finder"),
        State(At.HANDLED, clocks=(ClockKind.VERIFY,)),
        State(At.CLOSED, open=False),
        State(At.RE_OPENED, clocks=(ClockKind.RESOLVE,)),
        State(At.WITHDRAWN, open=False),
        State(At.CLEARED, open=False),
    ),
    moves=(
        *FINDING,
        *map(_on_the_grid, DISPATCHING),
        *SORTING,
        *map(_on_the_grid, WORKING),
        *ENDING,
        recounting(*CHASED, At.WAITING),
        *map(_here, CLEARING),
    ),
)
