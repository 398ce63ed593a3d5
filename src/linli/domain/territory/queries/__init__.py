"""Reading places: the tree at a date, names, codes, search, location."""

from linli.domain.territory.queries.atlas import atlas, changed, forget
from linli.domain.territory.queries.places import (
    Levels,
    PlaceName,
    by_code,
    levels_of,
    named,
    path_ids,
    path_of,
    places_with_predecessors,
)

__all__ = [
    "Levels",
    "PlaceName",
    "atlas",
    "by_code",
    "changed",
    "forget",
    "levels_of",
    "named",
    "path_ids",
    "path_of",
    "places_with_predecessors",
]
