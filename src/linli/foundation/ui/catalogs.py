"""Text catalogs: every area's keys with their words, per language, read from gettext files.

An area keeps `locale/{zh_Hans,en}/LC_MESSAGES/*.po` with keys as msgid (a large area has
several files, one per kind of page). `linli messages` compiles them to .mo; a catalog that was
never compiled, or has changed since, is read as it lies.
"""

from __future__ import annotations

import gettext
import threading
import time
from pathlib import Path

from babel.messages.pofile import read_po
from django.apps import apps
from django.conf import settings

LANGUAGES = ("zh_Hans", "en")
RECHECK = 1.0  # seconds between looks for changed files while developing

_lock = threading.Lock()
_loaded: dict[str, dict[str, str]] = {}
_stamp: dict[str, tuple[float, float]] = {}  # language -> (newest file, looked at)


def files(language: str) -> list[Path]:
    """Return the .po files of all our areas in one language."""
    folders = [Path(c.path) for c in apps.get_app_configs() if c.name.startswith("linli.")]
    found = [f / "locale" / language / "LC_MESSAGES" for f in folders]
    return sorted(p for f in found for p in f.glob("*.po"))


def read(path: Path) -> dict[str, str]:
    """Return one .po file's keys and words; untranslated ones are left out."""
    with path.open("rb") as stream:
        return {str(m.id): str(m.string) for m in read_po(stream) if m.id and m.string}


def _compiled(path: Path) -> dict[str, str]:
    compiled = path.with_suffix(".mo")
    if not compiled.exists() or compiled.stat().st_mtime < path.stat().st_mtime:
        return read(path)
    with compiled.open("rb") as stream:
        catalog = getattr(gettext.GNUTranslations(stream), "_catalog", {})
    return {k: v for k, v in catalog.items() if isinstance(k, str) and k}


def _newest(language: str) -> float:
    return max((p.stat().st_mtime for p in files(language)), default=0.0)


def words(language: str) -> dict[str, str]:
    """Return every key's words in one language ('zh_Hans' or 'en')."""
    known = _loaded.get(language)
    if known is not None and not _stale(language):
        return known
    with _lock:
        fresh: dict[str, str] = {}
        for path in files(language):
            fresh.update(_compiled(path))
        _loaded[language] = fresh
        _stamp[language] = (_newest(language), time.monotonic())
        return fresh


def _stale(language: str) -> bool:
    if not settings.DEBUG:
        return False
    newest, looked = _stamp[language]
    if time.monotonic() - looked < RECHECK:
        return False
    _stamp[language] = (newest, time.monotonic())
    return _newest(language) > newest
