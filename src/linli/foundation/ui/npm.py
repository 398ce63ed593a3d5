"""Static files that npm installed: only the few that pages use, by name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

# address below /static/ -> file below node_modules. Dist folders hold some 150 files and 200 MB.
FILES: dict[str, str] = {
    "npm/bootstrap-reboot.css": "bootstrap/dist/css/bootstrap-reboot.min.css",
    "npm/bootstrap-utilities.css": "bootstrap/dist/css/bootstrap-utilities.min.css",
    "npm/htmx.js": "htmx.org/dist/htmx.min.js",
}


class NamedFiles(FileSystemStorage):
    """Reads a named file from where npm put it."""

    def path(self, name: str) -> str:
        """Return the file's path on this machine."""
        return str(Path(settings.NODE_MODULES) / FILES[name])


class NpmFinder(BaseFinder):
    """Finds the files listed in FILES; a file that is not installed is simply not found."""

    def __init__(self) -> None:
        """Open the storage."""
        self.storage = NamedFiles(location=settings.NODE_MODULES)

    def find(self, path: str, find_all: bool = False, **kwargs: object) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        """Return the path of one file, or a list of it."""
        if path not in FILES or not Path(self.storage.path(path)).exists():
            return []
        found = self.storage.path(path)
        return [found] if find_all else found

    def list(self, ignore_patterns: object) -> Iterator[tuple[str, NamedFiles]]:
        """Yield each installed file with the storage that opens it."""
        for name in FILES:
            if Path(self.storage.path(name)).exists():
                yield name, self.storage
