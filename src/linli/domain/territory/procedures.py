"""Tables of moves of this area: an instrument that changes the map is drafted, checked, enacted."""

from __future__ import annotations

from linli.domain.territory.states import ReorganisationMove as M
from linli.domain.territory.states import ReorganisationState as S
from linli.kernel.procedure import Move, Procedure, State

PERMISSION = "territory.change"
DRAFTER, SECOND = "drafter", "second"

REORGANISATION = Procedure(
    name="reorganisation",
    version=1,
    initial=S.DRAFTED,
    states=(
        State(S.DRAFTED, waits_for="the check"),
        State(S.CHECKED, waits_for="whoever enacts it"),
        State(S.ENACTED, open=False),
        State(S.REVOKED, open=False),
        State(S.DROPPED, open=False),
    ),
    moves=(
        Move(
            M.CHANGE,
            (S.DRAFTED, S.CHECKED),
            S.DRAFTED,
            needs=PERMISSION,
            hand=DRAFTER,
            why="territory.reorganising.why.change",
        ),
        Move(
            M.CHECK,
            (S.DRAFTED, S.CHECKED),
            S.CHECKED,
            needs=PERMISSION,
            hand=DRAFTER,
            why="territory.reorganising.why.check",
        ),
        Move(
            M.ENACT,
            (S.CHECKED,),
            S.ENACTED,
            needs=PERMISSION,
            hand=SECOND,
            why="territory.reorganising.why.enact",
        ),
        Move(
            M.REVOKE,
            (S.ENACTED,),
            S.REVOKED,
            needs=PERMISSION,
            hand=SECOND,
            why="territory.reorganising.why.revoke",
            supplies=("reason",),
        ),
        Move(
            M.DROP,
            (S.DRAFTED, S.CHECKED),
            S.DROPPED,
            needs=PERMISSION,
            hand=DRAFTER,
            why="territory.reorganising.why.drop",
        ),
    ),
)
