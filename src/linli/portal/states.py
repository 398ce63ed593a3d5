"""What the portal's own rows say: sizes and kinds of posters, who may print them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from linli.domain.territory.states import Level


class Size(StrEnum):
    """Paper of a poster."""

    A4 = "a4"
    A5 = "a5"


class Sheet(StrEnum):
    """What a poster hangs on."""

    BUILDING = "building"
    GRID = "grid"
    CENTRE = "centre"  # where a community, village or street receives people


# A centre has no node of its own: its sign belongs to the place that it serves.
SHEET_LEVELS: Mapping[Sheet, frozenset[int]] = {
    Sheet.BUILDING: frozenset({Level.BUILDING}),
    Sheet.GRID: frozenset({Level.GRID}),
    Sheet.CENTRE: frozenset({Level.COMMUNITY, Level.TOWN}),
}


class Permission(StrEnum):
    """Permissions of the portal."""

    POSTERS = "posters.print"
