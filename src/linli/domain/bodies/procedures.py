"""Tables of moves of this area: a duty is swapped with the consent of whoever takes it."""

from __future__ import annotations

from linli.domain.bodies.states import Permission, SwapMove, SwapState
from linli.kernel.procedure import Move, Procedure, State

TAKER, GIVER = "taker", "giver"

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
    ),
)
