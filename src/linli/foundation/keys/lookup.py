"""Look-up hashes: find a row by a value that is stored encrypted, without keeping the value."""

from __future__ import annotations

import unicodedata

from linli.foundation.keys import box
from linli.foundation.keys.wrapping import ring


def normalised(value: str) -> str:
    """Return one form for what people type in many: half-width, no spaces or dashes, lower case."""
    text = unicodedata.normalize("NFKC", value).casefold()
    return "".join(c for c in text if not c.isspace() and c not in "-‐‑–—")


def lookup_hash(value: str, kind: str = "") -> bytes:
    """Return HMAC-SM3 of the normalised value, 32 bytes; hashes of two kinds never meet."""
    return box.hmac_sm3(ring().lookup, f"{kind}\0{normalised(value)}".encode())


def fingerprint(data: bytes, purpose: str) -> bytes:
    """Return HMAC-SM3 of bytes as they are, 32 bytes (a request, a file)."""
    return box.hmac_sm3(ring().lookup, purpose.encode() + b"\0" + data)


def derived(purpose: str) -> box.Box:
    """Return a box whose key follows from the installation's secret and a purpose.

    For short-lived values that need no key of their own to destroy (a stored answer).
    """
    return box.Box(box.hmac_sm3(ring().lookup, b"box\0" + purpose.encode())[: box.KEY_BYTES])
