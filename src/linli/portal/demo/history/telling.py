"""What the histories tell of themselves: the tree beside the lists, old words, the instruments."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from linli.domain.territory import queries as tree
from linli.domain.territory.queries.reorganisations import moved_rows
from linli.domain.territory.rules.compare import Difference
from linli.portal.demo.history.laid import Enacted


def against(release: str, within: str, on: date, *, rows: bool = False) -> dict[str, Any]:
    """Return how the tree on a day and a list differ: counts, and the differences if wanted."""
    found = tree.compare_with(tree.release(release), within, on)
    told: dict[str, Any] = {
        "release": release,
        "within": within,
        "on": on.isoformat(),
        **found.found.counts(),
    }
    if rows:
        told["differences"] = [difference(d) for d in found.found.differences]
    return told


def difference(found: Difference) -> dict[str, Any]:
    """Return a difference in few words: what, here, in the list, by which instruments."""
    return {
        "words": [w.value for w in found.words],
        "ours": found.ours and f"{found.ours.above} {found.ours.name} {found.ours.code}",
        "theirs": found.theirs and f"{found.theirs.above} {found.theirs.name} {found.theirs.code}",
        "instruments": list(found.instruments),
        "open": [w.value for w in found.open],
    }


def words(some: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return where each word leads first, and why."""
    told: dict[str, dict[str, Any]] = {}
    for word in some:
        hits = tree.find(word, limit=1)
        told[word] = {
            "code": hits[0].leaf.code,
            "name": hits[0].leaf.name,
            "why": hits[0].why,
            "since": hits[0].replaced_on.isoformat() if hits[0].replaced_on else None,
            "basis": hits[0].basis,
        }
    return told


def enacted(some: Iterable[Enacted]) -> list[dict[str, Any]]:
    """Return the instruments: what they are, what their check announced, what was re-homed."""
    return [
        {
            "title": one.row.title,
            "document": one.row.document or None,
            "effective": one.row.effective.isoformat(),
            "source": one.row.note,
            "rows": moved_rows(one.row.pk),
            "re_homed": one.row.moved,
        }
        for one in some
    ]


def named_children(code: str, on: date) -> list[str]:
    """Return what lies directly in a place on a day, as `code name`, in the order of codes."""
    place = tree.by_code(code, on).pk
    names = tree.named(tree.atlas(on).children(place).tolist(), on).values()
    return [f"{p.code} {p.name}" for p in sorted(names, key=lambda p: p.code)]
