"""Reading places: the tree at a date, names, codes, search, location."""

from linli.domain.territory.queries.atlas import atlas
from linli.domain.territory.queries.called import place_called
from linli.domain.territory.queries.compared import Comparison, compare_with
from linli.domain.territory.queries.find import Hit, by_name, find, register, shown
from linli.domain.territory.queries.grid_codes import grid_codes, next_code, stated_at, taken_below
from linli.domain.territory.queries.grids import Around, around, drawn_in
from linli.domain.territory.queries.kept import ask_again, changed, forget, tree_mark
from linli.domain.territory.queries.lineage import lineage
from linli.domain.territory.queries.locate import Location, locate, outlines_of
from linli.domain.territory.queries.pages import (
    MapPart,
    children_of,
    counts_of,
    map_of,
    place_page,
    top,
)
from linli.domain.territory.queries.places import (
    Levels,
    PlaceName,
    by_code,
    history,
    levels_of,
    named,
    path_ids,
    path_of,
)
from linli.domain.territory.queries.releases import Release, release, release_in, releases
from linli.domain.territory.queries.signs import Signed, by_sign, signs_of, standing_place
from linli.domain.territory.queries.site import site
from linli.domain.territory.queries.succession import (
    Came,
    bodies_with_predecessors,
    came_from,
    of_code,
    path_to,
    places_with_predecessors,
    seen_from,
    successor,
    successor_of_body,
    went_to,
)

__all__ = [
    "Around",
    "Came",
    "Comparison",
    "Hit",
    "Levels",
    "Location",
    "MapPart",
    "PlaceName",
    "Release",
    "Signed",
    "around",
    "ask_again",
    "atlas",
    "bodies_with_predecessors",
    "by_code",
    "by_name",
    "by_sign",
    "came_from",
    "changed",
    "children_of",
    "compare_with",
    "counts_of",
    "drawn_in",
    "find",
    "forget",
    "grid_codes",
    "history",
    "levels_of",
    "lineage",
    "locate",
    "map_of",
    "named",
    "next_code",
    "of_code",
    "outlines_of",
    "path_ids",
    "path_of",
    "path_to",
    "place_called",
    "place_page",
    "places_with_predecessors",
    "register",
    "release",
    "release_in",
    "releases",
    "seen_from",
    "shown",
    "signs_of",
    "site",
    "standing_place",
    "stated_at",
    "successor",
    "successor_of_body",
    "taken_below",
    "top",
    "tree_mark",
    "went_to",
]
