"""When a login still counts."""

from __future__ import annotations

from datetime import date, datetime, timedelta

IDLE = timedelta(minutes=10)  # after that a person at a shared PC proves again who they are


def has_ended(until: date | None, today: date) -> bool:
    """Tell whether access ended before today; the last day itself still counts."""
    return until is not None and today > until


def needs_proof(last_used: datetime, now: datetime) -> bool:
    """Tell whether a person who was here must prove again who they are."""
    return now - last_used > IDLE
