"""Limits that are the same for every matter; those that differ are the matter's dated rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from linli.domain.cases.states import ClockKind

# Limits of the matter, by the name mandates give them.
OF_THE_MATTER: Mapping[str, str] = {
    ClockKind.RESPOND: "respond_limit",
    ClockKind.SIGN: "sign_limit",
    ClockKind.RESOLVE: "resolve_limit",
}

FIXED: Mapping[str, str] = {
    ClockKind.ADJUDICATE: "1wd",
    ClockKind.WAIT: "7d",
    ClockKind.VERIFY: "2wd",
    ClockKind.CLOSE: "5wd",
    ClockKind.DECIDE: "2wd",
    ClockKind.CHASE: "1wd",
}

# A closed case may be re-opened by its reporter this long, and its contact be seen for call-back.
RE_OPEN_WINDOW = timedelta(days=15)

# Of results whose matter says `sample`, one in this many is checked; the case's id decides.
SAMPLE_ONE_IN = 5

# A missed clock of these kinds takes the case one level up and starts anew for that level.
RESTARTED = frozenset(
    {
        ClockKind.RESPOND,
        ClockKind.SIGN,
        ClockKind.ADJUDICATE,
        ClockKind.VERIFY,
        ClockKind.DECIDE,
        ClockKind.CHASE,
    }
)


def limit_of(kind: str, terms: object) -> str:
    """Return the limit of a clock: the matter's where it has one, else the fixed one."""
    name = OF_THE_MATTER.get(kind)
    return str(getattr(terms, name)) if name else FIXED[kind]


def window_end(closed_at: datetime) -> datetime:
    """Return until when a case closed at a moment may be re-opened by its reporter."""
    return closed_at + RE_OPEN_WINDOW
