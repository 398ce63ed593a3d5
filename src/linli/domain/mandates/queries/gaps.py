"""Where nobody is responsible: the list to work on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from linli.domain.mandates.queries.catalogue import Catalogue, catalogue
from linli.domain.mandates.states import ROOT
from linli.domain.territory import queries as territory


@dataclass(frozen=True, slots=True)
class Gap:
    """A matter for which nobody answers at a place, or only the territorial fallback does."""

    matter: str
    place: int
    is_fallback: bool


def gaps(place_id: int, on: date) -> list[Gap]:
    """Return the matters nobody leads at a place or at one directly below it.

    A gap of the place itself is not repeated for those below that share it. Matters that go
    another way (blocked) are no gaps.
    """
    found, atlas = catalogue(), territory.atlas(on)
    leaves = _leaves(found, on)
    own = {code: found.index.resolve(code, atlas.path(place_id), on) for code in leaves}
    out = [Gap(c, place_id, r is not None) for c, r in own.items() if r is None or r.is_fallback]
    for child in atlas.children(place_id):
        path = atlas.path(child)
        for code in leaves:
            r, above = found.index.resolve(code, path, on), own[code]
            is_new = above is not None and not above.is_fallback
            if is_new and (r is None or r.is_fallback):
                out.append(Gap(code, int(child), r is not None))
    return out


def _leaves(found: Catalogue, on: date) -> list[str]:
    parents = {m.parent for m in found.matters.values()}
    return [
        code
        for code in found.matters
        if code != ROOT and code not in parents and not found.terms(code, on).is_blocked
    ]
