"""What may lie in what: the written order of levels, and where a grid may be."""

from __future__ import annotations

from linli.domain.territory.states import LEVELS, Kind, Level
from linli.kernel.errors import Invalid

# A level names the levels its parent may have where "any level above" would be wrong.
PARENTS = {
    Level.GRID: (Level.COMMUNITY,),
    Level.MICRO_GRID: (Level.GRID,),
    Level.ESTATE: (Level.COMMUNITY, Level.GRID, Level.MICRO_GRID),
    Level.BUILDING: (Level.COMMUNITY, Level.GRID, Level.MICRO_GRID, Level.ESTATE),
}


def level_of(kind: Kind, level: int | None = None) -> Level:
    """Return the level of a kind; zones and the like may say which of theirs they stand on."""
    allowed = LEVELS[kind]
    if level is None:
        return allowed[0]
    if level not in tuple(allowed):
        raise Invalid("place_level_of_kind", field="kind", kind=kind.value, level=int(level))
    return Level(level)


def check_parent(level: Level, parent: int | None) -> None:
    """Refuse a parent of the wrong level: a grid lies in exactly one village or community."""
    if parent is None:
        if level is not Level.COUNTRY:
            raise Invalid("place_needs_parent", field="parent")
        return
    allowed = PARENTS.get(level, (Level(level - 1),) if level else ())
    if parent in allowed:
        return
    raise Invalid(f"place_parent_of_{level.name.lower()}", field="parent")
