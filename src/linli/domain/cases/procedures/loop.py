"""The moves that an appeal and a grid event share: from the desk to a verified result.

`why` is the text key of the written rule; the text itself stands in the translation files.
"""

from __future__ import annotations

from linli.domain.cases.states import ClockKind as C
from linli.domain.cases.states import Hand as H
from linli.domain.cases.states import MoveName as M
from linli.domain.cases.states import Permission as P
from linli.domain.cases.states import State as S
from linli.kernel.procedure import Move

# A clock of each of these moves the case one level up when it is missed.
CHASED = (S.FILED, S.ACCEPTED, S.DISPATCHED, S.RETURNED, S.IN_HAND, S.RE_OPENED, S.HANDLED)
WORKED = (S.IN_HAND, S.RE_OPENED)

DISPATCHING = (
    Move(
        M.DISPATCH,
        (S.ACCEPTED, S.RE_OPENED),
        S.DISPATCHED,
        needs=P.DISPATCH,
        hand=H.DESK,
        why="cases.why.dispatch",
        takes=("lead", "reason"),
        when="lead_stands",
        stops=(C.RESPOND, C.CHASE),
        starts=(C.SIGN,),
        tells=("lead", "reporter"),
    ),
    Move(
        M.RE_DISPATCH,
        (S.DISPATCHED, S.IN_HAND),
        S.DISPATCHED,
        needs=P.DISPATCH,
        hand=H.DESK,
        why="cases.why.re_dispatch",
        supplies=("lead", "reason"),
        when="lead_stands",
        stops=(C.SIGN, C.CHASE),
        starts=(C.SIGN,),
        tells=("lead", "reporter"),
    ),
    Move(
        M.SIGN_FOR,
        (S.DISPATCHED,),
        S.IN_HAND,
        needs=P.SIGN,
        hand=H.LEAD,
        why="cases.why.sign_for",
        stops=(C.SIGN,),
    ),
    Move(
        M.SEND_BACK,
        (S.DISPATCHED,),
        S.RETURNED,
        needs=P.SIGN,
        hand=H.LEAD,
        why="cases.why.send_back",
        supplies=("ground", "reason"),
        when="within_return_limit",
        stops=(C.SIGN,),
        starts=(C.ADJUDICATE,),
        tells=("desk",),
    ),
    Move(
        M.ADJUDICATE,
        (S.RETURNED,),
        S.DISPATCHED,
        needs=P.ADJUDICATE,
        hand=H.DESK,
        why="cases.why.adjudicate",
        supplies=("lead", "reason"),
        when="lead_stands",
        stops=(C.ADJUDICATE, C.CHASE),
        starts=(C.SIGN,),
        tells=("lead", "reporter"),
    ),
    Move(
        M.ESCALATE,
        CHASED,
        None,
        needs=P.ESCALATE,
        hand=H.DESK,
        why="cases.why.escalate",
        supplies=("reason",),
        when="level_above",
        tells=("desk",),
    ),
    Move(
        M.ESCALATE_MISSED,
        (*CHASED, S.REPORTED_BACK),
        None,
        needs=P.RUN,
        hand=H.SYSTEM,
        why="cases.why.escalate_missed",
        supplies=("clock",),
        tells=("desk",),
    ),
)

WORKING = (
    Move(
        M.ASK_REPORTER,
        WORKED,
        S.WAITING,
        needs=P.ASK,
        hand=H.LEAD,
        why="cases.why.ask_reporter",
        supplies=("question",),
        when="reporter_reachable",
        pauses=(C.RESOLVE, C.CHASE),
        starts=(C.WAIT,),
        tells=("reporter",),
    ),
    Move(
        M.SUPPLEMENT_BY_DESK,
        (S.WAITING,),
        S.IN_HAND,
        needs=P.ACCEPT,
        hand=H.DESK,
        why="cases.why.supplement",
        supplies=("words",),
        stops=(C.WAIT,),
        resumes=(C.RESOLVE, C.CHASE),
        tells=("lead",),
    ),
    Move(
        M.RESUME,
        (S.WAITING,),
        S.IN_HAND,
        needs=P.RUN,
        hand=H.SYSTEM,
        why="cases.why.resume",
        stops=(C.WAIT,),
        resumes=(C.RESOLVE, C.CHASE),
        tells=("lead",),
    ),
    Move(
        M.HANDLE,
        WORKED,
        S.HANDLED,
        needs=P.HANDLE,
        hand=H.LEAD,
        why="cases.why.handle",
        supplies=("result",),
        takes=("evidence",),
        when="evidence_given",
        pauses=(C.RESOLVE, C.CHASE),
        starts=(C.VERIFY,),
    ),
    Move(
        M.VERIFY_FAIL,
        (S.HANDLED,),
        S.IN_HAND,
        needs=P.VERIFY,
        hand=H.VERIFIER,
        why="cases.why.verify",
        supplies=("reason",),
        takes=("evidence",),
        when="not_the_handler",
        stops=(C.VERIFY,),
        resumes=(C.RESOLVE, C.CHASE),
        tells=("lead",),
    ),
    Move(
        M.VERIFY_PASS,
        (S.HANDLED,),
        None,
        needs=P.VERIFY,
        hand=H.VERIFIER,
        why="cases.why.verify",
        takes=("reason", "evidence"),
        when="not_the_handler",
        stops=(C.VERIFY,),
    ),
)
