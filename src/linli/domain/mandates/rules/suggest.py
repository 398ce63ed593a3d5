"""Which matter words sound like: by the catalogue's own keywords, said with the keywords."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A matter that words sound like, and which of its keywords stand in them."""

    matter: str
    keywords: tuple[str, ...]


def suggest(words: str, matters: Iterable[tuple[str, Iterable[str]]]) -> Suggestion | None:
    """Return the matter with the most text found in the words, None where none is found.

    Of two alike the broader one wins, then the first by code: who decides is a person, and a
    broad matter is never wrong.
    """
    best: tuple[int, int, str] | None = None
    found: tuple[str, ...] = ()
    for code, keywords in matters:
        held = tuple(k for k in keywords if k in words)
        if not held:
            continue
        mark = (-sum(map(len, held)), code.count("/"), code)
        if best is None or mark < best:
            best, found = mark, held
    return Suggestion(best[2], found) if best else None
