"""The picker of a place: by name, initials or code, on the map, or level by level; no script."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from linli.domain.cases.queries.home import home_place
from linli.domain.territory import queries as territory
from linli.domain.territory.queries import MapPart, PlaceName
from linli.domain.territory.queries.find import Hit, find
from linli.domain.territory.states import PSEUDO, Kind, Level
from linli.foundation.ui import formats
from linli.foundation.ui.request import Request
from linli.kernel.errors import NotFound

# What the address says after the phone's location was used -> the sentence about it.
NOTES = {"county": "territory.located.above", "outside": "cases.place.outside"}


@dataclass(frozen=True, slots=True)
class Found:
    """A place that was found: itself, the places above it up to the county, why by another name."""

    place_id: int
    leaf: PlaceName
    above: tuple[PlaceName, ...]
    alias: str


@dataclass(frozen=True, slots=True)
class Picker:
    """What the picker shows: hits of a search, or where the chooser stands and what lies below."""

    query: str
    hits: tuple[Found, ...]
    trail: tuple[PlaceName, ...]
    below: tuple[PlaceName, ...]
    chosen: tuple[PlaceName, ...]  # path of the chosen place, county to leaf
    map: MapPart | None  # the counties below, while the choice stands above them
    note_key: str  # what to tell after the phone's location was used; empty if it was not

    @property
    def leaf(self) -> PlaceName | None:
        """The chosen place."""
        return self.chosen[-1] if self.chosen else None

    @property
    def here(self) -> PlaceName | None:
        """Where the chooser stands, if that may be chosen itself."""
        last = self.trail[-1] if self.trail else None
        return last if last and last.level >= Level.COUNTY else None


def picker(request: Request, chosen: int | None = None) -> Picker:
    """Return the picker as the address asks for it: `q`, `at` (a place's id), `place` (chosen)."""
    on = formats.local(request.at).date()
    home = home_place()
    query = request.GET.get("q", "").strip()[:40]
    hits = tuple(map(_found, find(query, within=home, on=on, limit=12))) if query else ()
    trail = _trail(_number(request.GET.get("at")) or home, home, on)
    below = _below(trail[-1].id if trail else home, on) if not query else ()
    picked = _number(request.GET.get("place")) or chosen
    path = _path(picked, home, on)
    drawn = None if query or path or not trail else _map(trail[-1], on)
    note = NOTES.get(request.GET.get("located", ""), "")
    return Picker(query, hits, trail, below, path, drawn, note)


def _map(here: PlaceName, on: date) -> MapPart | None:
    """Return the counties of a prefecture or province; below, no outlines are published."""
    return territory.map_of(here.id, on) if here.level < Level.COUNTY else None


def _trail(at: int | None, home: int | None, on: date) -> tuple[PlaceName, ...]:
    try:
        path = territory.path_of(at, on) if at else []
    except NotFound:
        path = territory.path_of(home, on) if home else []
    ids = [p.id for p in path]
    start = ids.index(home) if home in ids else 0
    return tuple(path[start:])


def _below(at: int | None, on: date) -> tuple[PlaceName, ...]:
    tree = territory.atlas(on)
    if not len(tree):
        return ()
    root = tree.path(int(tree.ids[0]))[0]
    ids = tree.children(at or root)
    names = territory.named([int(i) for i in ids], on)
    shown = [n for n in names.values() if n.kind not in PSEUDO or n.kind is Kind.ZONE]
    return tuple(sorted(shown, key=lambda n: (n.kind is Kind.ZONE, n.code)))


def _path(picked: int | None, home: int | None, on: date) -> tuple[PlaceName, ...]:
    if not picked:
        return ()
    try:
        path = territory.path_of(picked, on)
    except NotFound:
        return ()
    return tuple(p for p in path if p.level >= Level.COUNTY and p.kind is not Kind.DIRECT)


def _found(hit: Hit) -> Found:
    said = tuple(p for p in hit.path if p.level >= Level.COUNTY and p.kind is not Kind.DIRECT)
    return Found(hit.place_id, hit.leaf, said[:-1], hit.alias)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


def places_named(request: Request, text: str) -> list[Hit]:
    """Return the places that a typed name, alias or code may mean, at most twelve.

    A place inside another one that is found too is left out: 演武 is the community, not its grids.
    """
    on = formats.local(request.at).date()
    wanted = text.strip()[:40]
    hits = find(wanted, within=home_place(), on=on, limit=12) if wanted else []
    found = {hit.place_id for hit in hits}
    return [hit for hit in hits if found.isdisjoint(p.id for p in hit.path[:-1])]
