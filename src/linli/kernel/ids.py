"""Identifiers: time-ordered UUIDs, case numbers and signs with a check character, other codes."""

from __future__ import annotations

import os
import secrets
import threading
import time
from datetime import datetime
from uuid import UUID

# Crockford's letters without those that a tired eye confuses: no I, L, O, U.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

_lock = threading.Lock()
_last = 0


def uuid7() -> UUID:
    """Return a UUIDv7 (RFC 9562) that is greater than every one this process made before."""
    global _last
    with _lock:
        ticks = (time.time_ns() * 4096) // 1_000_000  # milliseconds with 12 bits of fraction
        _last = ticks = max(ticks, _last + 1)
    return _compose(ticks, int.from_bytes(os.urandom(8)) >> 2)


def uuid7_floor(at: datetime) -> UUID:
    """Return the smallest UUIDv7 of a moment: the bound of an id range."""
    return _compose((int(at.timestamp() * 1_000_000) * 4096) // 1000, 0)


def uuid7_millis(value: UUID) -> int:
    """Return the Unix milliseconds that a UUIDv7 carries."""
    return value.int >> 80


def _compose(ticks: int, tail: int) -> UUID:
    millis, fraction = ticks >> 12, ticks & 0xFFF
    return UUID(int=millis << 80 | 7 << 76 | fraction << 64 | 2 << 62 | tail)


def case_number() -> str:
    """Return a short, unguessable number such as `7K3M-9QXT-2C`: 45 random bits and a check."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(9))
    return _dashed(body + _check(body))


def read_case_number(text: str) -> str | None:
    """Return the number as printed, from what a person typed; None if its check fails."""
    clean = _clean(text)
    if len(clean) != 10 or any(c not in ALPHABET for c in clean) or _check(clean[:9]) != clean[9]:
        return None
    return _dashed(clean)


def sign_code() -> str:
    """Return the code of a sign, such as `7K3M9QXTC`: 40 random bits and a check, as addresses."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return body + _check(body)


def read_sign_code(text: str) -> str | None:
    """Return a sign's code from what a person typed or a camera read; None if its check fails."""
    clean = _clean(text)
    if len(clean) != 9 or any(c not in ALPHABET for c in clean) or _check(clean[:8]) != clean[8]:
        return None
    return clean


def shown_sign_code(code: str) -> str:
    """Return a sign's code as it is printed, in threes: `7K3-M9Q-XTC`."""
    return "-".join(code[i : i + 3] for i in range(0, len(code), 3))


def tracking_code() -> str:
    """Return the second secret of a case: 80 random bits as four groups of four."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(16))
    return "-".join(body[i : i + 4] for i in range(0, 16, 4))


def read_tracking_code(text: str) -> str:
    """Return a typed tracking code in its printed form (any text, for a look-up that may fail)."""
    clean = _clean(text)
    return "-".join(clean[i : i + 4] for i in range(0, len(clean), 4))


def _clean(text: str) -> str:
    wide = text.translate({c: c - 0xFEE0 for c in range(0xFF01, 0xFF5F)}).upper()
    letters = wide.translate(str.maketrans("OIL", "011"))
    return "".join(c for c in letters if c.isalnum())


def _dashed(ten: str) -> str:
    return f"{ten[:4]}-{ten[4:8]}-{ten[8:]}"


def _check(body: str) -> str:
    """Return the check character of ISO 7064's hybrid scheme over our 32 letters."""
    total = len(ALPHABET)
    for c in body:
        total = (total + ALPHABET.index(c)) % len(ALPHABET) or len(ALPHABET)
        total = total * 2 % (len(ALPHABET) + 1)
    return ALPHABET[(len(ALPHABET) + 1 - total) % len(ALPHABET)]
