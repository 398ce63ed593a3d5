"""Tables of moves of this area: instruments that move powers, admission to the grid."""

from __future__ import annotations

from linli.domain.mandates.states import (
    AdmissionMove,
    AdmissionState,
    InstrumentMove,
    InstrumentState,
    Permission,
)
from linli.kernel.procedure import Move, Procedure, State

OFFICE = "office"  # whoever manages mandates at the list's place
ASKER = "asker"  # the department that asked

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

ADMISSION = Procedure(
    name="grid_admission",
    version=1,
    initial=AdmissionState.ASKED,
    states=(
        State(AdmissionState.ASKED, waits_for="the review of need and basis"),
        State(AdmissionState.REVIEWED, waits_for="the publication"),
        State(AdmissionState.PUBLISHED, waits_for="the days of publication"),
        State(AdmissionState.ADMITTED, waits_for="the yearly check"),
        State(AdmissionState.EXITED, open=False),
        State(AdmissionState.REFUSED, open=False),
        State(AdmissionState.WITHDRAWN, open=False),
    ),
    moves=(
        Move(
            AdmissionMove.REVIEW,
            (AdmissionState.ASKED,),
            AdmissionState.REVIEWED,
            needs=Permission.MANAGE,
            hand=OFFICE,
            why="mandates.admission.why.review",
            supplies=("finding",),
            when="another_hand",
        ),
        Move(
            AdmissionMove.PUBLISH,
            (AdmissionState.REVIEWED,),
            AdmissionState.PUBLISHED,
            needs=Permission.MANAGE,
            hand=OFFICE,
            why="mandates.admission.why.publish",
        ),
        Move(
            AdmissionMove.ADMIT,
            (AdmissionState.PUBLISHED,),
            AdmissionState.ADMITTED,
            needs=Permission.MANAGE,
            hand=OFFICE,
            why="mandates.admission.why.admit",
            supplies=("number", "decided_by"),
            when="published_long_enough",
        ),
        Move(
            AdmissionMove.CHECK,
            (AdmissionState.ADMITTED,),
            None,
            needs=Permission.MANAGE,
            hand=OFFICE,
            why="mandates.admission.why.check",
            supplies=("finding",),
        ),
        Move(
            AdmissionMove.EXIT,
            (AdmissionState.ADMITTED,),
            AdmissionState.EXITED,
            needs=Permission.MANAGE,
            hand=OFFICE,
            why="mandates.admission.why.exit",
            supplies=("number", "decided_by"),
        ),
        Move(
            AdmissionMove.REFUSE,
            (
                AdmissionState.ASKED,
                AdmissionState.REVIEWED,
                AdmissionState.PUBLISHED,
            ),
            AdmissionState.REFUSED,
            needs=Permission.MANAGE,
            hand=OFFICE,
            why="mandates.admission.why.refuse",
            supplies=("finding",),
        ),
        Move(
            AdmissionMove.WITHDRAW,
            (
                AdmissionState.ASKED,
                AdmissionState.REVIEWED,
                AdmissionState.PUBLISHED,
            ),
            AdmissionState.WITHDRAWN,
            needs=Permission.ASK,
            hand=ASKER,
            why="mandates.admission.why.withdraw",
        ),
    ),
)
