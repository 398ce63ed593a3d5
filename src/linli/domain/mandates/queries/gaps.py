"""Where nobody is responsible, or two are: the list to work on, and how much of it there is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from linli.domain.bodies import queries as bodies
from linli.domain.mandates.models import PowerTerm
from linli.domain.mandates.queries.catalogue import Catalogue, catalogue
from linli.domain.mandates.states import MANDATING, ROOT
from linli.domain.territory import queries as territory
from linli.domain.territory.states import Level


@dataclass(frozen=True, slots=True)
class Gap:
    """A matter for which nobody answers at a place, or only the territorial fallback does."""

    matter: str
    place: int
    is_fallback: bool


class ItemGap(NamedTuple):
    """An item of a list with no lead, or one that two lists of its place give to two bodies."""

    place: int
    power_list: int
    list_name: str
    list_name_en: str
    code: str
    name: str
    name_en: str
    is_double: bool


def item_gaps(places: Iterable[int], on: date) -> list[ItemGap]:
    """Return the items of some places' lists with no lead or with two, by place and code."""
    rows = (
        PowerTerm.objects.on(on)
        .filter(item__power_list__place_id__in=set(places))
        .filter(item__power_list__kind__in=MANDATING)
        .order_by("item__power_list__place_id", "item__code", "id")
    )
    listed = "item__power_list__"
    fields = (f"{listed}place_id", "item__power_list_id", f"{listed}name", f"{listed}name_en")
    held = list(rows.values_list(*fields, "item__code", "name", "name_en", "lead_id"))
    leads: dict[tuple[int, str], set[int]] = {}
    for *row, lead in held:
        if lead is not None:
            leads.setdefault((row[0], row[5]), set()).add(lead)
    return [
        ItemGap._make([*row, lead is not None])
        for *row, lead in held
        if lead is None or len(leads[row[0], row[5]]) > 1
    ]


def gap_counts(on: date) -> dict[int, int]:
    """Return how many gaps each place with any has of its own, so that they can be summed upwards.

    A town's are the matters that nobody, or only the territory, leads there; every place's are the
    items of its own lists with no lead or with two.
    """
    found, atlas = catalogue(), territory.atlas(on)
    leaves = _leaves(found, on)
    out: dict[int, int] = {}
    standing = [int(p) for p in atlas.ids if atlas.level(int(p)) <= Level.TOWN]
    with_bodies = {b.seat for b in bodies.directory().bodies.values() if b.holds(on)}
    for place in standing:
        if atlas.level(place) == Level.TOWN and place in with_bodies:
            path = atlas.path(place)
            told = (found.index.resolve(code, path, on) for code in leaves)
            out[place] = sum(r is None or r.is_fallback for r in told)
    for gap in item_gaps(standing, on):
        out[gap.place] = out.get(gap.place, 0) + 1
    return {place: n for place, n in out.items() if n}


def gaps(place_id: int, on: date) -> list[Gap]:
    """Return the matters nobody leads at a place, nor above it.

    Whoever leads there leads below too, so the places below have no gap that it has not. Matters
    that go another way (blocked) are no gaps.
    """
    found, path = catalogue(), territory.atlas(on).path(place_id)
    own = ((code, found.index.resolve(code, path, on)) for code in _leaves(found, on))
    return [Gap(c, place_id, r is not None) for c, r in own if r is None or r.is_fallback]


def _leaves(found: Catalogue, on: date) -> list[str]:
    parents = {m.parent for m in found.matters.values()}
    return [
        code
        for code in found.matters
        if code != ROOT and code not in parents and not found.terms(code, on).is_blocked
    ]
