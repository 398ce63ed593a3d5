"""Typed readers of the environment."""

from __future__ import annotations

import os
from pathlib import Path


def text(name: str, default: str = "") -> str:
    """Return a text value."""
    return os.environ.get(name, default)


def flag(name: str, *, default: bool = False) -> bool:
    """Return a yes/no value; anything but 1, true, yes and on is no."""
    return os.environ.get(name, "1" if default else "").lower() in {"1", "true", "yes", "on"}


def number(name: str, default: int) -> int:
    """Return a whole number."""
    return int(os.environ.get(name) or default)


def folder(name: str, default: str) -> Path:
    """Return an absolute folder path."""
    return Path(os.environ.get(name) or default).resolve()
