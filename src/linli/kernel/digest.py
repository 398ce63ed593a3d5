"""The canonical bytes of an entry, its SM3 digest, and commitments to what stands beside it.

The form must never change: digests are sealed and published. A new form gets a new tag.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives import hashes

ENTRY_TAG = b"linli entry 1\n"
COMMITMENT_TAG = b"linli commitment 1\n"
SALT_BYTES = 16
_AS_IT_IS = (bool, int)


def sm3(data: bytes) -> bytes:
    """Return the 32-byte SM3 hash (GB/T 32905)."""
    hasher = hashes.Hash(hashes.SM3())
    hasher.update(data)
    return hasher.finalize()


def canonical(entry: Mapping[str, Any]) -> bytes:
    """Return the one byte form of an entry: UTF-8 JSON, keys sorted, nothing between.

    Moments are UTC with microseconds, days ISO, ids lower-case text, strings NFC; numbers are
    whole. Raises TypeError for anything else, ValueError for a naive moment or two equal keys.
    """
    tidy = json.dumps(_plain(entry), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return tidy.encode()


def digest(entry: Mapping[str, Any]) -> bytes:
    """Return an entry's 32-byte SM3 digest."""
    return sm3(ENTRY_TAG + canonical(entry))


def commitment(salt: bytes, payload: bytes) -> bytes:
    """Return 32 bytes that bind a payload without telling it; needs a random salt of ≥ 16 bytes."""
    if len(salt) < SALT_BYTES:
        raise ValueError(f"a commitment needs {SALT_BYTES} bytes of salt")
    return sm3(COMMITMENT_TAG + len(salt).to_bytes(2) + salt + payload)


def _plain(value: Any) -> Any:
    """Return a value as JSON knows it."""
    if value is None or type(value) in _AS_IT_IS:
        return value
    if type(value) is str:  # most values are, and thousands of entries are written at once
        return value if value.isascii() else unicodedata.normalize("NFC", value)
    if type(value) is dict:
        return _table(value)
    if isinstance(value, Enum):
        return _plain(value.value)
    if isinstance(value, Mapping):
        return _table(value)
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    return _scalar(value)


def _scalar(value: Any) -> str | int:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, int):
        return value
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return _utc(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no canonical form for {type(value).__name__}")


def _table(value: Mapping[Any, Any]) -> dict[str, Any]:
    table = {}
    for key, held in value.items():
        if not isinstance(key, str):
            raise TypeError(f"a key must be text, not {type(key).__name__}")
        table[unicodedata.normalize("NFC", str(key))] = _plain(held)
    if len(table) != len(value):
        raise ValueError("two keys are the same text")
    return table


def _utc(at: datetime) -> str:
    if at.tzinfo is None:
        raise ValueError(f"naive time {at}")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
