"""Texts that a spreadsheet would run as a formula, and how they are disarmed."""

from __future__ import annotations

# Full-width forms too: some spreadsheets read them as the plain ones.
_STARTERS = frozenset("=+-@\t\r\n＝＋－＠")


def is_formula(text: str) -> bool:
    """Tell whether a spreadsheet might take the text for a formula."""
    return text[:1] in _STARTERS or text.lstrip()[:1] in _STARTERS


def safe(text: str) -> str:
    """Return a text with an apostrophe before it where a spreadsheet would run it."""
    return f"'{text}" if text and is_formula(text) else text
