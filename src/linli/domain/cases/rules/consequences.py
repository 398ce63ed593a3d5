"""What follows from a move: checks, ratings, and the system's next step in the same breath."""

from __future__ import annotations

from uuid import UUID

from linli.domain.cases.states import Checks, MoveName, State, TellBy, Verification

# What a re-opening takes back: after it, none of these counts anywhere.
TAKEN_BACK = frozenset(
    {
        MoveName.HANDLE,
        MoveName.VERIFY_PASS,
        MoveName.REPORT_BACK,
        MoveName.EXPLAIN,
        MoveName.CLOSE,
        MoveName.CLOSE_BY_DESK,
        MoveName.SETTLE_ON_SPOT,
        MoveName.REFUSE,
        MoveName.REFER,
    }
)
# Moves with which someone may say whether it is solved.
RATINGS = frozenset({MoveName.RATE, MoveName.CALL_BACK, MoveName.TOLD})
RE_OPENINGS = frozenset(
    {
        MoveName.RE_OPEN,
        MoveName.RE_OPEN_BY_DESK,
        MoveName.RE_OPEN_BY_REPORTER,
        MoveName.UPHOLD,  # an objection that stands undoes the answer
    }
)


def checks_due(verification: str, case: UUID, one_in: int) -> Checks:
    """Return whether a result must be checked; of samples one in so many, by the case's own id."""
    if verification == Verification.NONE:
        return Checks.NONE
    if verification == Verification.SAMPLE and case.int % one_in:
        return Checks.NONE
    return Checks.DUE


def is_told_by_hand(tell_by: str, teller: int | None) -> bool:
    """Return whether somebody must call or visit: chosen so, and a desk took it."""
    return teller is not None and tell_by in (TellBy.CALL, TellBy.VISIT)


def follows(
    procedure: str, move: str, *, state: str, checks: str, solved: bool | None, re_opens: int
) -> str | None:
    """Return the move the system makes by itself after another, None for none.

    A result that needs no check is told at once, a passed one as well (a grid event is closed
    instead: its finder has seen it). A case rated solved is closed; one rated unsolved is
    re-opened once, after that a person decides.
    """
    if state == State.HANDLED and checks != Checks.DUE:
        return MoveName.CLOSE if procedure == "grid_event" else MoveName.REPORT_BACK
    if move in RATINGS and state == State.REPORTED_BACK and solved is not None:
        if solved:
            return MoveName.CLOSE
        return MoveName.RE_OPEN if re_opens == 0 else None
    return None
