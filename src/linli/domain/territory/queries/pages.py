"""What the pages of places show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from linli.domain.territory.models import PlaceAlias
from linli.domain.territory.queries.atlas import atlas
from linli.domain.territory.queries.find import shown
from linli.domain.territory.queries.locate import outlines_of
from linli.domain.territory.queries.places import PlaceName, history, named, path_of
from linli.domain.territory.rules.atlas import KINDS
from linli.domain.territory.rules.drawing import Drawing, Shape, draw
from linli.domain.territory.states import Kind, Level

TOWNS = (Kind.TOWN, Kind.SUBDISTRICT, Kind.TOWNSHIP)


@dataclass(frozen=True, slots=True)
class Count:
    """How many places of some kinds lie in a place; `key` names the text of its label."""

    key: str
    number: int


@dataclass(frozen=True, slots=True)
class Child:
    """A place directly below, with what lies in it."""

    place: PlaceName
    counts: tuple[Count, ...]

    @property
    def kind_key(self) -> str:
        """The text key of its kind."""
        return f"territory.kind.{self.place.kind}"


@dataclass(frozen=True, slots=True)
class MapPart:
    """A picture of places: each shape with its name; `above` where only a higher outline exists."""

    drawing: Drawing
    named: tuple[tuple[Shape, PlaceName], ...]
    here: int
    above: PlaceName | None

    @property
    def labels(self) -> bool:
        """Whether names fit beside the shapes."""
        return len(self.named) <= 30


@dataclass(frozen=True, slots=True)
class PlacePage:
    """A place as its page shows it."""

    place: PlaceName
    path: tuple[PlaceName, ...]
    counts: tuple[Count, ...]
    children: tuple[Child, ...]
    history: list[dict[str, str]]
    aliases: list[PlaceAlias]

    @property
    def kind_key(self) -> str:
        """The text key of its kind."""
        return f"territory.kind.{self.place.kind}"


def place_page(place: int, on: date | None = None) -> PlacePage:
    """Return a place with its path, children, counts, names and other names; four queries."""
    path = path_of(place, on)
    return PlacePage(
        place=path[-1],
        path=tuple(shown(path)),
        counts=counts_of(place, on),
        children=children_of(place, on),
        history=history(place),
        aliases=list(PlaceAlias.objects.filter(place=place).order_by("kind", "name", "pk")),
    )


def map_of(place: int, on: date | None = None) -> MapPart | None:
    """Return the picture of a place's counties, or the deepest outline that holds it; two queries.

    None where no outline is known, or where there would be too many (the country).
    """
    tree = atlas(on)
    if tree.level(place) < Level.PROVINCE:
        return None
    path = tree.path(place)
    below = tree.subtree(place)[1:]
    counties = below[tree.levels[tree.index(below)] == Level.COUNTY].tolist()
    known = outlines_of([*counties, *tree.children(place).tolist(), *path], on)
    inside = {i: g for i, g in known.items() if i not in path}
    holder = next((i for i in reversed(path) if i in known), None)
    drawn = inside or ({holder: known[holder]} if holder else {})
    drawing = draw(drawn)
    if drawing is None:
        return None
    names = named(drawn, on)
    above = names.get(holder) if holder and not inside and holder != place else None
    parts = tuple((s, names[s.place]) for s in drawing.shapes if s.place in names)
    return MapPart(drawing, parts, place, above)


def children_of(place: int, on: date | None = None) -> tuple[Child, ...]:
    """Return the places directly below in the order of codes, zones and the like last.

    An entry that only fills a level is replaced by what lies in it (市辖区).
    """
    names = _below(place, on)
    order = sorted(names, key=lambda p: (p.kind in {Kind.ZONE, Kind.VIRTUAL}, p.code))
    return tuple(
        Child(p, tuple(c for c in counts_of(p.id, on) if c.key != "territory.count.virtual"))
        for p in order
    )


def _below(place: int, on: date | None) -> list[PlaceName]:
    tree = atlas(on)
    direct = KINDS.index(Kind.DIRECT)
    todo = [int(i) for i in tree.children(place)]
    ids: list[int] = []
    while todo:
        child = todo.pop()
        fills = tree.kinds[tree.index(child)] == direct
        (todo if fills else ids).extend(tree.children(child).tolist() if fills else [child])
    return list(named(ids, on).values())


def counts_of(place: int, on: date | None = None) -> tuple[Count, ...]:
    """Return what lies in a place, zones counted apart: 12 counties, 128 towns, 21 zones …"""
    tree = atlas(on)
    found = tree.counts(place)
    rows = (
        ("prefecture", found.get(Kind.PREFECTURE, 0)),
        ("county", found.get(Kind.COUNTY, 0)),
        ("town", sum(found.get(kind, 0) for kind in TOWNS)),
        ("zone", found.get(Kind.ZONE, 0)),
        ("village", found.get(Kind.VILLAGE, 0)),
        ("community", found.get(Kind.COMMUNITY, 0)),
        ("grid", found.get(Kind.GRID, 0)),
        ("micro_grid", found.get(Kind.MICRO_GRID, 0)),
        ("virtual", found.get(Kind.VIRTUAL, 0)),
    )
    return tuple(Count(f"territory.count.{key}", number) for key, number in rows if number)


def top(on: date | None = None) -> int | None:
    """Return the place to begin at: the deepest one that everything else lies in."""
    tree = atlas(on)
    roots = [int(i) for i in tree.ids[tree.parent < 0]]
    if len(roots) != 1:
        return roots[0] if roots else None
    place = roots[0]
    while len(below := tree.children(place)) == 1 and tree.level(place) < Level.TOWN:
        place = int(below[0])
    return place
