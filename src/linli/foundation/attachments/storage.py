"""Where sealed bytes lie: one protocol, and the folder that fulfils it."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

_NAME = re.compile(r"[0-9a-f]{32}")


class Storage(Protocol):
    """Keeps sealed bytes under random names; knows neither subjects nor kinds."""

    def write(self, name: str, content: bytes) -> None:
        """Keep the bytes, whole or not at all."""

    def read(self, name: str) -> bytes:
        """Return the bytes; FileNotFoundError if there are none."""

    def delete(self, name: str) -> None:
        """Remove the bytes; nothing happens if there are none."""

    def names(self) -> Iterator[tuple[str, datetime]]:
        """Give every name with the moment it was written."""


class Folder:
    """A folder in two levels, so that a million files do not lie in one."""

    def __init__(self, root: Path) -> None:
        """Keep the folder; it is made when the first file comes."""
        self.root = root

    def write(self, name: str, content: bytes) -> None:
        """Write beside and rename: a crash leaves no half file under the name."""
        path = self._path(name)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        beside = path.with_name(f"{name}.{secrets.token_hex(4)}.part")
        with open(beside, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)

    def read(self, name: str) -> bytes:
        """Return the bytes of one file."""
        return self._path(name).read_bytes()

    def delete(self, name: str) -> None:
        """Remove one file."""
        self._path(name).unlink(missing_ok=True)

    def names(self) -> Iterator[tuple[str, datetime]]:
        """Give every file, half-written ones too, with its time."""
        for path in self.root.glob("??/*"):
            yield path.name, datetime.fromtimestamp(path.stat().st_mtime, UTC)

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name.split(".")[0]) or "/" in name:
            raise ValueError(name)
        return self.root / name[:2] / name


def new_name() -> str:
    """Return a random name that says nothing about what it holds."""
    return secrets.token_hex(16)


def storage() -> Storage:
    """Return the storage of this installation: LINLI_FILES, a folder in var unless said."""
    made = getattr(settings, "ATTACHMENT_STORAGE", None)
    if made:
        return import_string(made)()
    return Folder(Path(getattr(settings, "ATTACHMENT_FOLDER", settings.VAR / "files")))
