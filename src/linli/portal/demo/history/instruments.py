"""The instruments of the histories: data files with their sources, in the form `reorganise` reads.

They stand here and not with territory, because they are the stories of two cities and no part of
what an installation needs. A file may say `villages`: the list by which villages follow their town
to its new code; where that list has no such code, a village keeps the one it has.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from linli.domain.territory import queries as tree
from linli.domain.territory.rules.divisions import read

DATA = Path(__file__).parent / "data"
TOWN, VILLAGE = 9, 12  # digits of a code


def instrument(name: str) -> dict[str, Any]:
    """Return an instrument as `linli reorganise` reads it, villages recoded with their towns."""
    said: dict[str, Any] = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    release = said.pop("villages", "")
    if release:
        for change in said["changes"]:
            if change["verb"] == "merge":
                change["recode"] = dict(_recodes(change, release))
    return said


def _recodes(change: Mapping[str, Any], release: str) -> Iterator[tuple[str, str]]:
    towns = dict(change.get("recode", {}))
    yield from towns.items()
    new = change["to"]["code"]
    if len(new) == TOWN:
        towns |= dict.fromkeys(change["from"], new)
    given = {d.code for d in read(tree.release(release).folder, new[:6])}
    for old in _villages(towns):
        follows = towns[old[:TOWN]] + old[TOWN:]
        if follows in given:
            yield old, follows


def _villages(towns: Mapping[str, str]) -> list[str]:
    """Return the codes of the villages that lie in some towns now."""
    places = [tree.by_code(code).pk for code in towns]
    atlas = tree.atlas()
    below = [i for place in places for i in atlas.children(place).tolist()]
    codes = sorted(p.code for p in tree.named(below).values())
    return [c for c in codes if len(c) == VILLAGE and c[:TOWN] in towns]
