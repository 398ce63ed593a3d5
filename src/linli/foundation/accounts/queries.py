"""How often something was tried."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from linli.foundation.accounts.models import Tries
from linli.foundation.keys.lookup import fingerprint


def key_of(what: str) -> bytes:
    """Return the keyed hash under which tries of something are counted."""
    return fingerprint(what.encode(), "tries")


def cache_key(key: str, key_prefix: str, version: int) -> str:
    """Return under which key the limits of signing in are kept: no name or address can be read."""
    return key_of(f"{key_prefix}:{version}:{key}").hex()


def tried(what: Iterable[str], at: datetime) -> dict[str, int]:
    """Return how often each was tried in its window, without counting; one query."""
    keys = {key_of(w): w for w in what}
    rows = Tries.objects.filter(key__in=list(keys), until__gt=at)
    found = {keys[bytes(k)]: n for k, n in rows.values_list("key", "number")}
    return {w: found.get(w, 0) for w in keys.values()}
