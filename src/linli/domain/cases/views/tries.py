"""How often a number and code may be tried: per session, and more widely per address."""

from __future__ import annotations

from django.core.cache import cache

from linli.foundation.keys.lookup import lookup_hash
from linli.foundation.ui.request import Request
from linli.kernel.errors import NotPermitted

WINDOW = 15 * 60  # seconds
PER_SESSION = 10
PER_ADDRESS = 40  # a whole house may share one address
CODES = "codes"  # of cases
SIGNS = "signs"  # on walls


class TooMany(NotPermitted):
    """Tried too often; wait (429)."""

    status = 429


def spend(request: Request, kind: str = CODES) -> None:
    """Count one try; raises TooMany when the session or its address has none left."""
    if not request.session.session_key:
        request.session.create()
    for name, limit in _counters(request, kind):
        cache.add(name, 0, WINDOW)
        if _count(name) > limit:
            raise TooMany("too_many_tries", minutes=WINDOW // 60)


def refuse_spent(request: Request, kind: str = CODES) -> None:
    """Raise TooMany when nothing is left, without counting; asks before a right answer is given.

    For what a whole village may do at once behind one address: only wrong tries are counted.
    """
    counters = _counters(request, kind)
    for name, limit in counters:
        if int(cache.get(name, 0)) >= limit:
            raise TooMany("too_many_tries", minutes=WINDOW // 60)


def forgive(request: Request, kind: str = CODES) -> None:
    """Forget the session's tries after a right one; the address keeps its own."""
    cache.delete(_counters(request, kind)[0][0])


def _counters(request: Request, kind: str) -> tuple[tuple[str, int], tuple[str, int]]:
    # The address itself is kept nowhere, a keyed hash of it for a quarter of an hour.
    address = lookup_hash(request.META.get("REMOTE_ADDR", "")).hex()[:32]
    session = request.session.session_key or "none"
    return (f"tries:{kind}:s:{session}", PER_SESSION), (f"tries:{kind}:a:{address}", PER_ADDRESS)


def _count(name: str) -> int:
    try:
        return int(cache.incr(name))
    except ValueError:  # it ran out between the two calls
        return 1
