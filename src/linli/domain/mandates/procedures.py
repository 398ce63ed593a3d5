"""Tables of moves of this area: how an instrument that moves powers comes into force."""

from __future__ import annotations

from linli.domain.mandates.states import InstrumentMove, InstrumentState, Permission
from linli.kernel.procedure import Move, Procedure, State

OFFICE = "office"  # whoever manages mandates at the list's place

INSTRUMENT = Procedure(
    name="power_instrument",
    version=1,
    initial=InstrumentState.DRAFTED,
    states=(
        State(InstrumentState.DRAFTED, waits_for="the check"),
        State(InstrumentState.CHECKED, waits_for="the decision"),
        State(InstrumentState.ENACTED, open=False),
        State(InstrumentState.REVOKED, open=False),
        State(InstrumentState.DROPPED, open=False),
    ),
    moves=(
        Move(
            InstrumentMove.CHECK,
            (InstrumentState.DRAFTED, InstrumentState.CHECKED),
            InstrumentState.CHECKED,
            needs=Permission.MANAGE,
            hand=OFFICE,
            why="mandates.powers.why.check",
            when="whole",
        ),
        Move(
            InstrumentMove.ENACT,
            (InstrumentState.CHECKED,),
            InstrumentState.ENACTED,
            needs=Permission.MANAGE,
            hand=OFFICE,
            why="mandates.powers.why.enact",
            when="whole",
        ),
        Move(
            InstrumentMove.REVOKE,
            (InstrumentState.ENACTED,),
            InstrumentState.REVOKED,
            needs=Permission.MANAGE,
            hand=OFFICE,
            why="mandates.powers.why.revoke",
            when="nothing_builds_on_it",
        ),
        Move(
            InstrumentMove.DROP,
            (InstrumentState.DRAFTED, InstrumentState.CHECKED),
            InstrumentState.DROPPED,
            needs=Permission.MANAGE,
            hand=OFFICE,
            why="mandates.powers.why.drop",
        ),
    ),
)
