"""Our style sheets and scripts, one file each on the wire, many in the repository.

No build step: the parts are joined when they are first asked for, and again when one changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

from linli.foundation.ui import npm

OWN = Path(__file__).parent / "static" / "ui"
COMPONENTS = sorted(p.name for p in (OWN / "components").glob("*.css"))
BUNDLES: dict[str, list[Path]] = {
    "ui/linli.css": [
        Path(npm.FILES["npm/bootstrap-reboot.css"]),
        Path(npm.FILES["npm/bootstrap-utilities.css"]),
        OWN / "tokens.css",
        OWN / "base.css",
        OWN / "layout.css",
        *(OWN / "components" / name for name in COMPONENTS),
    ],
    "ui/linli.js": sorted((OWN / "js").glob("*.js")),
}


def _parts(name: str) -> list[Path]:
    return [p if p.is_absolute() else Path(settings.NODE_MODULES) / p for p in BUNDLES[name]]


def _text(part: Path) -> str:
    lines = part.read_text(encoding="utf-8").splitlines()
    body = "\n".join(line for line in lines if "sourceMappingURL" not in line)
    return f"{{\n{body}\n}}" if part.suffix == ".js" else body


def build(name: str) -> Path:
    """Return the joined file, made anew when a part is newer; parts not installed are left out.

    Scripts are wrapped in a block each, so that they share no names.
    """
    target = Path(settings.VAR) / "bundles" / name
    parts = [p for p in _parts(name) if p.exists()]
    newest = max(p.stat().st_mtime for p in parts)
    if not target.exists() or target.stat().st_mtime < newest:
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = target.with_suffix(target.suffix + ".new")
        fresh.write_text("\n".join(_text(p) for p in parts), encoding="utf-8")
        fresh.replace(target)
    return target


class BundleFinder(BaseFinder):
    """Finds the joined files."""

    def find(self, path: str, find_all: bool = False, **kwargs: object) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        """Return the path of one bundle, or a list of it."""
        if path not in BUNDLES:
            return []
        found = str(build(path))
        return [found] if find_all else found

    def list(self, ignore_patterns: object) -> Iterator[tuple[str, FileSystemStorage]]:
        """Yield each bundle with the storage that opens it."""
        storage = FileSystemStorage(location=Path(settings.VAR) / "bundles")
        for name in BUNDLES:
            build(name)
            yield name, storage
