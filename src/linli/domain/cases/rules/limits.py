"""Which limit a clock has: the matter's own, or a general one; both are dated rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from fractions import Fraction

from linli.domain.cases.states import ClockKind

# Limits of the matter, by the name mandates give them.
OF_THE_MATTER: Mapping[str, str] = {
    ClockKind.RESPOND: "respond_limit",
    ClockKind.SIGN: "sign_limit",
    ClockKind.RESOLVE: "resolve_limit",
}

# General limits, dated rows with a basis; a place may set its own (`/who/limits/`).
THRESHOLDS: Mapping[str, str] = {
    ClockKind.ADJUDICATE: "cases.adjudicate",
    ClockKind.WAIT: "cases.wait",
    ClockKind.VERIFY: "cases.verify",
    ClockKind.CLOSE: "cases.close",
    ClockKind.DECIDE: "cases.decide",
    ClockKind.CHASE: "cases.chase",
    ClockKind.TELL: "cases.tell",
    ClockKind.MARK: "cases.mark",
    ClockKind.REVIEW: "cases.review",
}

# A closed case may be re-opened by its reporter this long, and its contact be seen for call-back.
RE_OPEN = "cases.re_open"

# Of results whose matter says `sample`, one in this many is checked; the case's id decides.
SAMPLE = "cases.sample"

# A body with fewer people than this does not check itself: the level above does.
SECOND_HAND = "cases.second_hand"

# What is left of a limit when its body is told that it is about to be late.
LATE_SOON = "cases.late_soon"

# A missed clock of these kinds takes the case one level up and starts anew for that level.
RESTARTED = frozenset(
    {
        ClockKind.RESPOND,
        ClockKind.SIGN,
        ClockKind.ADJUDICATE,
        ClockKind.VERIFY,
        ClockKind.DECIDE,
        ClockKind.CHASE,
        ClockKind.TELL,
        ClockKind.MARK,
        ClockKind.REVIEW,
    }
)


# Clocks whose hand is told before they run out; the others count the reporter's time.
WARNED = frozenset({*OF_THE_MATTER, *RESTARTED})


def warn_at(start: datetime, due: datetime, share: Fraction) -> datetime:
    """Return when so much of the time between start and deadline is left."""
    return due - (due - start) * share.numerator / share.denominator


def limit_of(kind: str, terms: object, general: Callable[[str], str]) -> str:
    """Return the limit of a clock: the matter's where it has one, else the general one."""
    name = OF_THE_MATTER.get(kind)
    return str(getattr(terms, name)) if name else general(THRESHOLDS[kind])


def window_end(closed_at: datetime, window: timedelta) -> datetime:
    """Return until when a case closed at a moment may be re-opened by its reporter."""
    return closed_at + window
