"""How often a number and code may be tried: per session, and more widely per address."""

from __future__ import annotations

from datetime import timedelta

from linli.foundation.accounts import actions, queries
from linli.foundation.ui.request import Request
from linli.kernel.errors import NotPermitted

WINDOW = timedelta(minutes=15)
PER_SESSION = 10
PER_ADDRESS = 40  # a whole house may share one address
CODES = "codes"  # of cases
SIGNS = "signs"  # on walls
PERSON = "person"  # one-time codes, sent and typed


class TooMany(NotPermitted):
    """Tried too often; wait (429)."""

    status = 429


def spend(request: Request, kind: str = CODES) -> None:
    """Count one try; raises TooMany when the session or its address has none left."""
    if not request.session.session_key:
        request.session.create()
    for what, limit in _counters(request, kind):
        if actions.count_try(what=what, at=request.at, window=WINDOW) > limit:
            raise _spent()


def refuse_spent(request: Request, kind: str = CODES) -> None:
    """Raise TooMany when nothing is left, without counting; asks before a right answer is given.

    For what a whole village may do at once behind one address: only wrong tries are counted.
    """
    counters = dict(_counters(request, kind))
    held = queries.tried(counters, request.at)
    if any(held[what] >= limit for what, limit in counters.items()):
        raise _spent()


def forgive(request: Request, kind: str = CODES) -> None:
    """Forget the session's tries after a right one; the address keeps its own."""
    actions.forget_tries(what=_counters(request, kind)[0][0])


def _counters(request: Request, kind: str) -> tuple[tuple[str, int], tuple[str, int]]:
    # Only keyed hashes of these are kept, for a quarter of an hour, for all web processes.
    address = request.META.get("REMOTE_ADDR", "")
    session = request.session.session_key or "none"
    return (f"{kind}:session:{session}", PER_SESSION), (f"{kind}:address:{address}", PER_ADDRESS)


def _spent() -> TooMany:
    return TooMany("too_many_tries", minutes=WINDOW // timedelta(minutes=1))
