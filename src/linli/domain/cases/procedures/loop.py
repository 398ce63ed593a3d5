"""The moves that an appeal and a grid event share: from the desk to a verified result.

`why` is the text key of the written rule; the text itself stands in the translation files.
"""

from __future__ import annotations

from linli.domain.cases.states import ClockKind, Hand, MoveName, Permission
from linli.domain.cases.states import State as At
from linli.kernel.procedure import Move

# A clock of each of these moves the case one level up when it is missed.
CHASED = (At.FILED, At.ACCEPTED, At.DISPATCHED, At.RETURNED, At.IN_HAND, At.RE_OPENED, At.HANDLED)
WORKED = (At.IN_HAND, At.RE_OPENED)

# The end of a trial run (试运行): wherever a case stands, it is cleared; nobody is told.
EVERYWHERE = (
    *CHASED,
    *(At.WAITING, At.REPORTED_BACK, At.EXPLAINED, At.CLOSED, At.REFUSED, At.REFERRED, At.WITHDRAWN),
    At.JOINED,
)
CLEARING = (
    Move(
        MoveName.CLEAR,
        EVERYWHERE,
        At.CLEARED,
        needs=Permission.RUN,
        hand=Hand.SYSTEM,
        why="cases.why.clear",
        when="filed_in_a_trial",
        stops=tuple(ClockKind),
    ),
)

DISPATCHING = (
    Move(
        MoveName.DISPATCH,
        (At.ACCEPTED, At.RE_OPENED),
        At.DISPATCHED,
        needs=Permission.DISPATCH,
        hand=Hand.DESK,
        why="cases.why.dispatch",
        takes=("lead", "reason"),
        when="lead_stands",
        stops=(ClockKind.RESPOND, ClockKind.CHASE),
        starts=(ClockKind.SIGN,),
        tells=("lead", "reporter"),
    ),
    Move(
        MoveName.RE_DISPATCH,
        (At.DISPATCHED, At.IN_HAND),
        At.DISPATCHED,
        needs=Permission.DISPATCH,
        hand=Hand.DESK,
        why="cases.why.re_dispatch",
        supplies=("lead", "reason"),
        when="lead_stands",
        stops=(ClockKind.SIGN, ClockKind.CHASE),
        starts=(ClockKind.SIGN,),
        tells=("lead", "reporter"),
    ),
    Move(
        MoveName.SIGN_FOR,
        (At.DISPATCHED,),
        At.IN_HAND,
        needs=Permission.SIGN,
        hand=Hand.LEAD,
        why="cases.why.sign_for",
        stops=(ClockKind.SIGN,),
    ),
    Move(
        MoveName.SEND_BACK,
        (At.DISPATCHED,),
        At.RETURNED,
        needs=Permission.SIGN,
        hand=Hand.LEAD,
        why="cases.why.send_back",
        supplies=("ground", "reason"),
        when="within_return_limit",
        stops=(ClockKind.SIGN,),
        starts=(ClockKind.ADJUDICATE,),
        tells=("desk",),
    ),
    Move(
        MoveName.ADJUDICATE,
        (At.RETURNED,),
        At.DISPATCHED,
        needs=Permission.ADJUDICATE,
        hand=Hand.DESK,
        why="cases.why.adjudicate",
        supplies=("lead", "reason"),
        when="adjudicated_by_another",
        stops=(ClockKind.ADJUDICATE, ClockKind.CHASE),
        starts=(ClockKind.SIGN,),
        tells=("lead", "reporter"),
    ),
    Move(
        MoveName.ESCALATE,
        CHASED,
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
        (*CHASED, At.REPORTED_BACK),
        None,
        needs=Permission.RUN,
        hand=Hand.SYSTEM,
        why="cases.why.escalate_missed",
        supplies=("clock",),
        tells=("desk",),
    ),
)


def recounting(*states: At) -> Move:
    """Return the move that counts the running limits of a case anew by a published calendar."""
    return Move(
        MoveName.RECOUNT,
        states,
        None,
        needs=Permission.RUN,
        hand=Hand.SYSTEM,
        why="cases.why.recount",
    )


WORKING = (
    Move(
        MoveName.ASK_REPORTER,
        WORKED,
        At.WAITING,
        needs=Permission.ASK,
        hand=Hand.LEAD,
        why="cases.why.ask_reporter",
        supplies=("question",),
        pauses=(ClockKind.RESOLVE, ClockKind.CHASE),
        starts=(ClockKind.WAIT, ClockKind.TELL),
        tells=("reporter",),
    ),
    Move(
        MoveName.SUPPLEMENT_BY_DESK,
        (At.WAITING,),
        At.IN_HAND,
        needs=Permission.ACCEPT,
        hand=Hand.DESK,
        why="cases.why.supplement",
        supplies=("words",),
        stops=(ClockKind.WAIT, ClockKind.TELL),
        resumes=(ClockKind.RESOLVE, ClockKind.CHASE),
        tells=("lead",),
    ),
    Move(
        MoveName.RESUME,
        (At.WAITING,),
        At.IN_HAND,
        needs=Permission.RUN,
        hand=Hand.SYSTEM,
        why="cases.why.resume",
        stops=(ClockKind.WAIT, ClockKind.TELL),
        resumes=(ClockKind.RESOLVE, ClockKind.CHASE),
        tells=("lead",),
    ),
    Move(
        MoveName.HANDLE,
        WORKED,
        At.HANDLED,
        needs=Permission.HANDLE,
        hand=Hand.LEAD,
        why="cases.why.handle",
        supplies=("result",),
        takes=("evidence",),
        when="evidence_given",
        pauses=(ClockKind.RESOLVE, ClockKind.CHASE),
        starts=(ClockKind.VERIFY,),
    ),
    Move(
        MoveName.VERIFY_FAIL,
        (At.HANDLED,),
        At.IN_HAND,
        needs=Permission.VERIFY,
        hand=Hand.VERIFIER,
        why="cases.why.verify",
        supplies=("reason",),
        takes=("evidence",),
        when="not_the_handler",
        stops=(ClockKind.VERIFY,),
        resumes=(ClockKind.RESOLVE, ClockKind.CHASE),
        tells=("lead",),
    ),
    Move(
        MoveName.VERIFY_PASS,
        (At.HANDLED,),
        None,
        needs=Permission.VERIFY,
        hand=Hand.VERIFIER,
        why="cases.why.verify",
        takes=("reason", "evidence"),
        when="not_the_handler",
        stops=(ClockKind.VERIFY,),
    ),
)
