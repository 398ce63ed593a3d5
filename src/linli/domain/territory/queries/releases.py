"""The lists of divisions that npm installed: the present one, and earlier ones beside it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings

from linli.domain.territory.rules.releases import LISTED, PACKAGE
from linli.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class Release:
    """An installed list: its version, where it lies, and the day it describes if that is known."""

    name: str
    folder: Path
    listed: date | None = None

    @property
    def source(self) -> str:
        """What a row that comes from it says of its source."""
        return f"{PACKAGE} {self.name}".strip()


def releases() -> list[Release]:
    """Return the lists that are installed, oldest first."""
    root = Path(getattr(settings, "NODE_MODULES", "node_modules"))
    found = [release_in(f) for f in sorted(root.glob(f"{PACKAGE}*/dist"))]
    return sorted(found, key=lambda r: (r.listed or date.max, r.name))


def release(name: str = "") -> Release:
    """Return a list by its version, the newest without one; NotFound names those there are."""
    found = releases()
    for one in found if name else found[-1:]:
        if name in ("", one.name):
            return one
    there = "、".join(r.name for r in found)
    raise NotFound("divisions_no_release", field="release", release=name[:20], there=there or "–")


def release_in(folder: Path) -> Release:
    """Return the list that lies in a folder (or is a file); of no package, it has no version."""
    about = folder.parent / "package.json"
    name = json.loads(about.read_text()).get("version", "") if about.is_file() else ""
    return Release(name, folder, LISTED.get(name))
