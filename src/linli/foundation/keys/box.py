"""SM4-GCM boxes for bytes and text: sealed with a key, bound to their row and field."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

KEY_BYTES = 16
_NONCE_BYTES = 12
_TAG_BYTES = 16
_FORMAT = b"\x01"  # SM4-GCM, 96-bit nonce, 128-bit tag


class Unreadable(Exception):  # noqa: N818 - says what the bytes are
    """Sealed bytes that this key, row and field do not open: altered, moved, or another key."""


def seal(key: bytes, plain: bytes, bound: str) -> bytes:
    """Return format byte, nonce, ciphertext and tag; `bound` names the row and field (AAD)."""
    nonce = os.urandom(_NONCE_BYTES)
    return _FORMAT + nonce + encrypt(key, nonce, plain, bound.encode())


def open(key: bytes, sealed: bytes, bound: str) -> bytes:
    """Return the plain bytes; raises Unreadable."""
    sealed = bytes(sealed)  # the driver gives memoryviews
    if sealed[:1] != _FORMAT or len(sealed) < 1 + _NONCE_BYTES + _TAG_BYTES:
        raise Unreadable(bound)
    nonce, body, tag = sealed[1:13], sealed[13:-_TAG_BYTES], sealed[-_TAG_BYTES:]
    decryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce, tag)).decryptor()
    decryptor.authenticate_additional_data(bound.encode())
    try:
        return decryptor.update(body) + decryptor.finalize()
    except InvalidTag:
        raise Unreadable(bound) from None


def encrypt(key: bytes, nonce: bytes, plain: bytes, aad: bytes) -> bytes:
    """Return ciphertext and tag of SM4-GCM (RFC 8998); a nonce must never be used twice."""
    encryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(aad)
    return encryptor.update(plain) + encryptor.finalize() + encryptor.tag


def sm3(data: bytes) -> bytes:
    """Return the SM3 digest, 32 bytes (GB/T 32905)."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize()


def hmac_sm3(key: bytes, data: bytes) -> bytes:
    """Return HMAC-SM3, 32 bytes."""
    mac = hmac.HMAC(key, hashes.SM3())
    mac.update(data)
    return mac.finalize()


@dataclass(frozen=True, slots=True)
class Box:
    """One data key, ready to seal and open the fields of its subject."""

    key: bytes = field(repr=False)

    def seal(self, plain: bytes, bound: str) -> bytes:
        """Seal bytes to a row and field."""
        return seal(self.key, plain, bound)

    def open(self, sealed: bytes, bound: str) -> bytes:
        """Open bytes; raises Unreadable."""
        return open(self.key, sealed, bound)

    def seal_text(self, text: str, bound: str) -> bytes:
        """Seal a text to a row and field."""
        return seal(self.key, text.encode(), bound)

    def open_text(self, sealed: bytes, bound: str) -> str:
        """Open a text; raises Unreadable."""
        return open(self.key, sealed, bound).decode()
