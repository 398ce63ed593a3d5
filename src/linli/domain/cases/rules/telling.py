"""Which notices leave by themselves: few, so that each of them is read."""

from __future__ import annotations

from linli.domain.cases.states import MoveName
from linli.domain.mandates.states import Urgency
from linli.foundation.notices.states import Single

# Moves that hand back what somebody took to be done with.
RETURNS = frozenset(
    {
        (MoveName.SEND_BACK, "desk"),
        (MoveName.VERIFY_FAIL, "lead"),
        (MoveName.RE_OPEN, "lead"),
        (MoveName.RE_OPEN_BY_DESK, "lead"),
        (MoveName.RE_OPEN_BY_REPORTER, "lead"),
    }
)


def single(move: str, who: str, urgency: str) -> Single | None:
    """Return why a move's notice leaves by itself, None for what waits for the next list.

    A finder only hears how it went: nothing is asked of them, so nothing is urgent.
    """
    if who == "finder":
        return None
    if urgency == Urgency.EXTREME:
        return Single.EMERGENCY
    if (move, who) in RETURNS:
        return Single.RETURNED
    return Single.URGENT if urgency == Urgency.URGENT else None
