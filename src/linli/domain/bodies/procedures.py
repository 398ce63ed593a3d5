"""Tables of moves: a swap of duty, the street's opinion on an office's head, lending people."""

from __future__ import annotations

from linli.domain.bodies.states import (
    TO_ANSWER,
    HearingMove,
    HearingState,
    LentMove,
    LentState,
    Permission,
    SwapMove,
    SwapState,
)
from linli.domain.people.states import Permission as People
from linli.kernel.procedure import Move, Procedure, State

TAKER, GIVER, LEAVING = "taker", "giver", "leaving"  # the last: a departure, no hand of theirs
LINE, HOST, CLOCK = "line", "host", "system"  # who is above the office, the street, time

SWAP = Procedure(
    name="duty_swap",
    version=1,
    initial=SwapState.ASKED,
    states=(
        State(SwapState.ASKED, waits_for="the colleague's answer"),
        State(SwapState.AGREED, open=False),
        State(SwapState.DECLINED, open=False),
        State(SwapState.WITHDRAWN, open=False),
    ),
    moves=(
        Move(
            SwapMove.AGREE,
            (SwapState.ASKED,),
            SwapState.AGREED,
            needs=Permission.DUTY,
            hand=TAKER,
            why="bodies.duty.why.agree",
        ),
        Move(
            SwapMove.DECLINE,
            (SwapState.ASKED,),
            SwapState.DECLINED,
            needs=Permission.DUTY,
            hand=TAKER,
            why="bodies.duty.why.decline",
        ),
        Move(
            SwapMove.WITHDRAW,
            (SwapState.ASKED,),
            SwapState.WITHDRAWN,
            needs=Permission.DUTY,
            hand=GIVER,
            why="bodies.duty.why.withdraw",
        ),
        Move(
            SwapMove.LAPSE,
            (SwapState.ASKED,),
            SwapState.DECLINED,
            needs=People.MANAGE,
            hand=LEAVING,
            why="bodies.duty.why.lapse",
        ),
    ),
)


HEARING = Procedure(
    name="opinion_hearing",
    version=1,
    initial=HearingState.ASKED,
    states=(
        State(HearingState.ASKED, clocks=("answer",)),
        State(HearingState.AGREED, waits_for="the decision of the line"),
        State(HearingState.DISAGREED, waits_for="the decision of the line, with its reasons"),
        State(HearingState.UNANSWERED, waits_for="the street, or a decision that says why"),
        State(HearingState.DECIDED, open=False),
        State(HearingState.WITHDRAWN, open=False),
    ),
    moves=(
        Move(
            HearingMove.AGREE,
            TO_ANSWER,
            HearingState.AGREED,
            needs=Permission.GIVE_OPINION,
            hand=HOST,
            why="bodies.hearing.why.agree",
            takes=("words",),
            stops=("answer",),
        ),
        Move(
            HearingMove.DISAGREE,
            TO_ANSWER,
            HearingState.DISAGREED,
            needs=Permission.GIVE_OPINION,
            hand=HOST,
            why="bodies.hearing.why.disagree",
            supplies=("words",),
            stops=("answer",),
        ),
        Move(
            HearingMove.LAPSE,
            (HearingState.ASKED,),
            HearingState.UNANSWERED,
            needs=Permission.ASK_OPINION,
            hand=CLOCK,
            why="bodies.hearing.why.lapse",
            stops=("answer",),
        ),
        Move(
            HearingMove.DECIDE,
            (HearingState.AGREED,),
            HearingState.DECIDED,
            needs=Permission.ASK_OPINION,
            hand=LINE,
            why="bodies.hearing.why.decide",
            takes=("words",),
        ),
        Move(
            HearingMove.DECIDE,
            (HearingState.DISAGREED, HearingState.UNANSWERED),
            HearingState.DECIDED,
            needs=Permission.ASK_OPINION,
            hand=LINE,
            why="bodies.hearing.why.decide_against",
            supplies=("words",),
        ),
        Move(
            HearingMove.WITHDRAW,
            (
                HearingState.ASKED,
                HearingState.AGREED,
                HearingState.DISAGREED,
                HearingState.UNANSWERED,
            ),
            HearingState.WITHDRAWN,
            needs=Permission.ASK_OPINION,
            hand=LINE,
            why="bodies.hearing.why.withdraw",
        ),
    ),
)

SECOND, ASKER, EITHER = "second", "asker", "either"

LENDING = Procedure(
    name="lending",
    version=1,
    initial=LentState.ASKED,
    states=(
        State(LentState.ASKED, waits_for="who appoints at home, another than asked"),
        State(LentState.APPROVED, open=False),
        State(LentState.REFUSED, open=False),
        State(LentState.WITHDRAWN, open=False),
    ),
    moves=(
        Move(
            LentMove.APPROVE,
            (LentState.ASKED,),
            LentState.APPROVED,
            needs=People.MANAGE,
            hand=SECOND,
            why="bodies.lent.why.approve",
        ),
        Move(
            LentMove.REFUSE,
            (LentState.ASKED,),
            LentState.REFUSED,
            needs=People.MANAGE,
            hand=SECOND,
            why="bodies.lent.why.refuse",
        ),
        Move(
            LentMove.WITHDRAW,
            (LentState.ASKED,),
            LentState.WITHDRAWN,
            needs=Permission.COVER,
            hand=ASKER,
            why="bodies.lent.why.withdraw",
        ),
        Move(
            LentMove.END,
            (LentState.APPROVED,),
            None,
            needs=Permission.COVER,
            hand=EITHER,
            why="bodies.lent.why.end",
        ),
    ),
)
