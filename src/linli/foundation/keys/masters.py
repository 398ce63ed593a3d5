"""Master keys: numbered, from a file (0600) or a command, never from the database or its dump."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from linli.foundation.keys.box import KEY_BYTES


class NoMasterKey(ImproperlyConfigured):
    """There is no master key file yet, or it is not readable as one."""


@dataclass(frozen=True, slots=True)
class Ring:
    """The master keys by number, the one that wraps new data keys, and the secret of look-ups.

    The secret of look-ups never rotates: hashes made with it stand in rows for years.
    """

    current: int
    keys: Mapping[int, bytes] = field(repr=False)
    lookup: bytes = field(repr=False)

    def dumps(self) -> str:
        """Return the JSON that a file holds and a command prints."""
        keys = {str(number): key.hex() for number, key in sorted(self.keys.items())}
        return json.dumps({"current": self.current, "keys": keys, "lookup": self.lookup.hex()})


def read_ring(text: str) -> Ring:
    """Read a ring from its JSON; raises NoMasterKey without quoting what it read."""
    try:
        raw = json.loads(text)
        keys = {int(number): bytes.fromhex(key) for number, key in raw["keys"].items()}
        ring = Ring(int(raw["current"]), keys, bytes.fromhex(raw["lookup"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise NoMasterKey("the master key source is not a key ring") from None
    sizes = {len(key) for key in ring.keys.values()}
    if ring.current not in ring.keys or sizes != {KEY_BYTES} or len(ring.lookup) < KEY_BYTES:
        raise NoMasterKey("the master key ring is incomplete")
    return ring


def fresh_ring() -> Ring:
    """Return a ring with one random key, number 1."""
    return Ring(1, {1: os.urandom(KEY_BYTES)}, os.urandom(32))


def grown(ring: Ring) -> Ring:
    """Return the ring with one more random key, which becomes the current one."""
    number = max(ring.keys) + 1
    return Ring(number, {**ring.keys, number: os.urandom(KEY_BYTES)}, ring.lookup)


def retired(ring: Ring) -> Ring:
    """Return the ring with the current key alone."""
    return Ring(ring.current, {ring.current: ring.keys[ring.current]}, ring.lookup)


def key_file() -> Path:
    """Return where the key file is (setting KEY_FILE)."""
    return Path(settings.KEY_FILE)


def load() -> Ring:
    """Read the ring now, from LINLI_KEY_COMMAND if there is one, else from the file."""
    if settings.KEY_COMMAND:
        done = subprocess.run(
            shlex.split(settings.KEY_COMMAND), capture_output=True, check=False, timeout=30
        )
        if done.returncode:
            raise NoMasterKey(f"the key command ended with {done.returncode}")
        return read_ring(done.stdout.decode())
    try:
        if key_file().stat().st_mode & 0o077:
            raise NoMasterKey(f"{key_file()} is open to others: chmod 600")
        return read_ring(key_file().read_text())
    except FileNotFoundError:
        raise NoMasterKey(f"no master key at {key_file()}: run linli keys init") from None


def create() -> Ring:
    """Make the key file if there is none, whoever else tries at the same time; return the ring."""
    path = key_file()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = _draft(path, fresh_ring())
    try:
        os.link(draft, path)  # fails if another process was first: its key stands
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    cached.cache_clear()
    return load()


def replace(ring: Ring) -> None:
    """Write the key file anew, in one step."""
    _draft(key_file(), ring).replace(key_file())
    cached.cache_clear()


def _draft(path: Path, ring: Ring) -> Path:
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(ring.dumps())
        out.flush()
        os.fsync(out.fileno())
    return draft


@lru_cache(maxsize=4)
def cached(source: str) -> Ring:
    """Return the ring of a source (file name or command), read once per process."""
    return load()


def ring(number: int | None = None) -> Ring:
    """Return the ring of this process; read again when it lacks `number` (rotated elsewhere)."""
    source = settings.KEY_COMMAND or str(key_file())
    held = cached(source)
    if number is not None and number not in held.keys:
        cached.cache_clear()
        held = cached(source)
    return held
