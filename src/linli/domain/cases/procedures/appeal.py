"""Appeal (接诉即办, M11): from a resident's first word to a rated and closed case."""

from __future__ import annotations

from dataclasses import replace

from linli.domain.cases.procedures.answers import (
    EVERY_CLOCK,
    TOLD_IN,
    objecting,
    on_own_data,
    telling,
)
from linli.domain.cases.procedures.loop import (
    CHASED,
    CLEARING,
    DISPATCHING,
    WORKED,
    WORKING,
    recounting,
)
from linli.domain.cases.states import ClockKind, Hand, MoveName, Permission
from linli.domain.cases.states import State as At
from linli.kernel.procedure import Move, Procedure, State

# Closed without a rating, a case is still to be told if nobody has yet.
UNTOLD = tuple(k for k in EVERY_CLOCK if k is not ClockKind.TELL)

INTAKE = (
    Move(
        MoveName.ACCEPT,
        (At.FILED,),
        At.ACCEPTED,
        needs=Permission.ACCEPT,
        hand=Hand.DESK,
        why="cases.why.accept",
        takes=("matter", "place"),
        when="channel_open",
        stops=(ClockKind.THEIR_SIGN,),
        starts=(ClockKind.RESOLVE,),
    ),
    Move(
        MoveName.REFER,
        (At.FILED, At.ACCEPTED),
        At.REFERRED,
        needs=Permission.REFER,
        hand=Hand.DESK,
        why="cases.why.refer",
        supplies=("channel", "office", "phone"),
        stops=(*EVERY_CLOCK, ClockKind.THEIR_SIGN),
        starts=(ClockKind.TELL,),
        tells=("reporter",),
    ),
    Move(
        MoveName.REFUSE,
        (At.FILED, At.ACCEPTED),
        At.REFUSED,
        needs=Permission.REFUSE,
        hand=Hand.DESK,
        why="cases.why.refuse",
        supplies=("ground", "basis", "go_to"),
        stops=(*EVERY_CLOCK, ClockKind.THEIR_SIGN),
        starts=(ClockKind.TELL,),
        tells=("reporter",),
    ),
    Move(
        MoveName.JOIN,
        (At.FILED, At.ACCEPTED, At.DISPATCHED),
        At.JOINED,
        needs=Permission.ORDERS,
        hand=Hand.ORDERS,
        why="cases.why.join",
        supplies=("into",),
        when="came_as_order",
        stops=tuple(ClockKind),
        tells=("lead",),
    ),
)

ANSWERING = (
    Move(
        MoveName.SUPPLEMENT,
        (At.WAITING,),
        At.IN_HAND,
        needs=Permission.OWN,
        hand=Hand.REPORTER,
        why="cases.why.supplement",
        supplies=("words",),
        stops=(ClockKind.WAIT, ClockKind.TELL),
        resumes=(ClockKind.RESOLVE, ClockKind.CHASE),
        tells=("lead",),
    ),
    Move(
        MoveName.EXPLAIN,
        WORKED,
        At.EXPLAINED,
        needs=Permission.EXPLAIN,
        hand=Hand.LEAD,
        why="cases.why.explain",
        supplies=("basis", "result"),
        when="law_refuses",
        stops=(ClockKind.RESOLVE, ClockKind.CHASE),
        starts=(ClockKind.CLOSE, ClockKind.TELL),
        tells=("reporter",),
    ),
    Move(
        MoveName.REPORT_BACK,
        (At.HANDLED,),
        At.REPORTED_BACK,
        needs=Permission.RUN,
        hand=Hand.SYSTEM,
        why="cases.why.report_back",
        when="result_stands",
        stops=(ClockKind.RESOLVE, ClockKind.VERIFY, ClockKind.CHASE),
        starts=(ClockKind.CLOSE, ClockKind.TELL),
        tells=("reporter",),
    ),
    Move(
        MoveName.RATE,
        (At.REPORTED_BACK,),
        None,
        needs=Permission.OWN,
        hand=Hand.REPORTER,
        why="cases.why.rate",
        supplies=("solved", "satisfied"),
        takes=("words",),
        when="not_rated",
        stops=(ClockKind.CLOSE, ClockKind.TELL),  # who rates has read it
    ),
    Move(
        MoveName.CALL_BACK,
        (At.REPORTED_BACK,),
        None,
        needs=Permission.CALL_BACK,
        hand=Hand.CALLER,
        why="cases.why.call_back",
        supplies=("solved", "satisfied"),
        takes=("words",),
        when="rating_by_another",
        stops=(ClockKind.CLOSE, ClockKind.TELL),
    ),
)

ENDING = (
    Move(
        MoveName.CLOSE,
        (At.REPORTED_BACK, At.EXPLAINED),
        At.CLOSED,
        needs=Permission.RUN,
        hand=Hand.SYSTEM,
        why="cases.why.close",
        stops=UNTOLD,
        tells=("reporter",),
    ),
    Move(
        MoveName.CLOSE_BY_DESK,
        (At.REPORTED_BACK,),
        At.CLOSED,
        needs=Permission.RE_OPEN,
        hand=Hand.CALLER,
        why="cases.why.decide",
        supplies=("reason",),
        when="awaits_decision",
        stops=EVERY_CLOCK,
        starts=(ClockKind.TELL,),
        tells=("reporter",),
    ),
    Move(
        MoveName.RE_OPEN,
        (At.REPORTED_BACK,),
        At.RE_OPENED,
        needs=Permission.RUN,
        hand=Hand.SYSTEM,
        why="cases.why.re_open",
        stops=EVERY_CLOCK,
        starts=(ClockKind.RESOLVE,),
        tells=("lead", "reporter"),
    ),
    Move(
        MoveName.RE_OPEN_BY_DESK,
        (At.REPORTED_BACK, At.EXPLAINED, At.CLOSED),
        At.RE_OPENED,
        needs=Permission.RE_OPEN,
        hand=Hand.CALLER,
        why="cases.why.decide",
        supplies=("reason",),
        stops=EVERY_CLOCK,
        starts=(ClockKind.RESOLVE,),
        tells=("lead", "reporter"),
    ),
    Move(
        MoveName.RE_OPEN_BY_REPORTER,
        (At.EXPLAINED, At.CLOSED),
        At.RE_OPENED,
        needs=Permission.OWN,
        hand=Hand.REPORTER,
        why="cases.why.re_open",
        supplies=("reason",),
        when="within_window",
        stops=EVERY_CLOCK,
        starts=(ClockKind.RESOLVE,),
        tells=("lead",),
    ),
    Move(
        MoveName.WITHDRAW,
        (*CHASED, At.WAITING, At.REPORTED_BACK, At.EXPLAINED, At.OBJECTED),
        At.WITHDRAWN,
        needs=Permission.OWN,
        hand=Hand.REPORTER,
        why="cases.why.withdraw",
        takes=("reason",),
        stops=EVERY_CLOCK,
        tells=("desk", "lead"),
    ),
)

STATES = (
    State(At.FILED, clocks=(ClockKind.RESPOND,)),
    State(At.REFUSED, open=False),
    State(At.REFERRED, open=False),
    State(At.ACCEPTED, clocks=(ClockKind.RESPOND, ClockKind.RESOLVE)),
    State(At.DISPATCHED, clocks=(ClockKind.SIGN, ClockKind.RESOLVE)),
    State(At.RETURNED, clocks=(ClockKind.ADJUDICATE, ClockKind.RESOLVE)),
    State(At.IN_HAND, clocks=(ClockKind.RESOLVE,)),
    State(At.WAITING, clocks=(ClockKind.WAIT,), waits_for="reporter"),
    State(At.HANDLED, clocks=(ClockKind.VERIFY,)),
    State(At.REPORTED_BACK, clocks=(ClockKind.CLOSE, ClockKind.DECIDE), waits_for="rating"),
    State(At.EXPLAINED, clocks=(ClockKind.CLOSE,), waits_for="reporter"),
    State(At.CLOSED, open=False),
    State(At.RE_OPENED, clocks=(ClockKind.RESOLVE,)),
    State(At.WITHDRAWN, open=False),
    State(At.OBJECTED, clocks=(ClockKind.MARK, ClockKind.REVIEW)),
    State(At.DISMISSED, open=False),
    State(At.JOINED, open=False),
    State(At.CLEARED, open=False),
)
# Imported history: its platform answered, here the case still waits.
ELSEWHERE = Move(
    MoveName.ANSWERED_ELSEWHERE,
    (At.FILED,),
    None,
    needs=Permission.RUN,
    hand=Hand.SYSTEM,
    why="cases.why.answered_elsewhere",
)

AFTER = (
    *telling(TOLD_IN, (At.REPORTED_BACK,)),
    *objecting(
        (At.REFUSED, At.REFERRED, At.EXPLAINED),
        At.ACCEPTED,
        (ClockKind.RESPOND, ClockKind.RESOLVE),
    ),
    *on_own_data(
        tuple(s.name for s in STATES if s.name != At.CLEARED),
        tuple(s.name for s in STATES if not s.open and s.name != At.CLEARED),
    ),
)

APPEAL = Procedure(
    name="appeal",
    version=2,
    initial=At.FILED,
    states=STATES,
    moves=(
        *(*INTAKE, *DISPATCHING, *WORKING, *ANSWERING, *ENDING, *AFTER),
        ELSEWHERE,
        recounting(*CHASED, *TOLD_IN, At.REPORTED_BACK, At.OBJECTED),
        replace(CLEARING[0], sources=tuple(s.name for s in STATES if s.name != At.CLEARED)),
    ),
)
