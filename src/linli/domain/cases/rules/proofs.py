"""One-time codes: how long one lives, how often one may be tried and asked for."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

# A code of six digits is guessed once in 200,000 within its tries; the numbers are the protocol's
# own, as the length of a tracking code is, and no matter of a place.
DIGITS = 6
LIVES = timedelta(minutes=10)
TRIES = 5
PER_HOUR = 3


def fresh_code() -> str:
    """Return a new code."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def may_ask(sent: Sequence[datetime], at: datetime) -> bool:
    """Tell whether one more code may be sent, after those sent before."""
    return sum(1 for s in sent if s > at - timedelta(hours=1)) < PER_HOUR


def opens(
    *, held: bytes, asked: bytes, expires_at: datetime, tries: int, used: bool, at: datetime
) -> bool:
    """Tell whether a code opens; the comparison takes its time whatever the answer."""
    same = hmac.compare_digest(held, asked)
    return same and not used and tries < TRIES and at < expires_at
