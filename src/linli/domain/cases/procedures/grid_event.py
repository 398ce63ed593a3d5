"""Grid event (网格事件, M12): found by a grid worker, settled on the spot or passed on."""

from __future__ import annotations

from linli.domain.cases.procedures.loop import DISPATCHING, WORKING
from linli.domain.cases.states import ClockKind as C
from linli.domain.cases.states import Hand as H
from linli.domain.cases.states import MoveName as M
from linli.domain.cases.states import Permission as P
from linli.domain.cases.states import State as S
from linli.kernel.procedure import Move, Procedure, State

EVERY_CLOCK = tuple(C)

FINDING = (
    Move(
        M.SETTLE_ON_SPOT,
        (S.FILED,),
        S.CLOSED,
        needs=P.REPORT,
        hand=H.GRID,
        why="cases.why.settle_on_spot",
        supplies=("result",),
        takes=("evidence",),
        when="evidence_given",
        stops=EVERY_CLOCK,
    ),
    Move(
        M.PASS_ON,
        (S.FILED,),
        S.ACCEPTED,
        needs=P.REPORT,
        hand=H.GRID,
        why="cases.why.pass_on",
        takes=("words",),
        starts=(C.RESOLVE,),
        tells=("desk",),
    ),
    Move(
        M.WITHDRAW,
        (S.FILED, S.ACCEPTED),
        S.WITHDRAWN,
        needs=P.REPORT,
        hand=H.GRID,
        why="cases.why.withdraw",
        takes=("reason",),
        when="own_finding",
        stops=EVERY_CLOCK,
        tells=("desk",),
    ),
)

SORTING = (
    Move(
        M.REFER,
        (S.ACCEPTED,),
        S.REFERRED,
        needs=P.REFER,
        hand=H.DESK,
        why="cases.why.refer",
        supplies=("channel", "office", "phone"),
        stops=EVERY_CLOCK,
        tells=("finder",),
    ),
    Move(
        M.REFUSE,
        (S.ACCEPTED,),
        S.REFUSED,
        needs=P.REFUSE,
        hand=H.DESK,
        why="cases.why.refuse",
        supplies=("ground", "basis", "go_to"),
        stops=EVERY_CLOCK,
        tells=("finder",),
    ),
    Move(
        M.SUPPLEMENT,
        (S.WAITING,),
        S.IN_HAND,
        needs=P.REPORT,
        hand=H.GRID,
        why="cases.why.supplement",
        supplies=("words",),
        stops=(C.WAIT,),
        resumes=(C.RESOLVE, C.CHASE),
        tells=("lead",),
    ),
)

ENDING = (
    Move(
        M.CLOSE,
        (S.HANDLED,),
        S.CLOSED,
        needs=P.RUN,
        hand=H.SYSTEM,
        why="cases.why.close",
        when="result_stands",
        stops=EVERY_CLOCK,
        tells=("finder",),
    ),
    Move(
        M.RE_OPEN_BY_DESK,
        (S.CLOSED,),
        S.RE_OPENED,
        needs=P.RE_OPEN,
        hand=H.DESK,
        why="cases.why.decide",
        supplies=("reason",),
        starts=(C.RESOLVE,),
        tells=("lead",),
    ),
)


def _on_the_grid(move: Move) -> Move:
    """Keep a shared move, with what differs here: a grid worker verifies; nothing is reported."""
    sources = tuple(s for s in move.sources if s != S.REPORTED_BACK)
    hand = H.GRID if move.hand == H.VERIFIER else move.hand
    return Move(
        **{
            **{name: getattr(move, name) for name in Move.__dataclass_fields__},
            "sources": sources,
            "hand": hand,
            "tells": tuple("finder" if t == "reporter" else t for t in move.tells),
        }
    )


GRID_EVENT = Procedure(
    name="grid_event",
    version=1,
    initial=S.FILED,
    states=(
        State(S.FILED, clocks=(C.RESPOND,)),
        State(S.REFUSED, open=False),
        State(S.REFERRED, open=False),
        State(S.ACCEPTED, clocks=(C.RESPOND, C.RESOLVE)),
        State(S.DISPATCHED, clocks=(C.SIGN, C.RESOLVE)),
        State(S.RETURNED, clocks=(C.ADJUDICATE, C.RESOLVE)),
        State(S.IN_HAND, clocks=(C.RESOLVE,)),
        State(S.WAITING, clocks=(C.WAIT,), waits_for="finder"),
        State(S.HANDLED, clocks=(C.VERIFY,)),
        State(S.CLOSED, open=False),
        State(S.RE_OPENED, clocks=(C.RESOLVE,)),
        State(S.WITHDRAWN, open=False),
    ),
    moves=(
        *FINDING,
        *map(_on_the_grid, DISPATCHING),
        *SORTING,
        *map(_on_the_grid, WORKING),
        *ENDING,
    ),
)
