"""Levels and kinds of places: what a node of the territorial tree is."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum, StrEnum

CHANGE = "territory.change"  # the permission to change places


class Level(IntEnum):
    """How deep a place lies; a child's level is always greater than its parent's."""

    COUNTRY = 0
    PROVINCE = 1
    PREFECTURE = 2
    COUNTY = 3
    TOWN = 4
    COMMUNITY = 5
    GRID = 6
    MICRO_GRID = 7
    ESTATE = 8
    BUILDING = 9


class Kind(StrEnum):
    """What a place is called in law or in practice.

    `direct` marks entries that only fill a missing level (市辖区, 省直辖县级行政区划, the county of
    a prefecture without counties), `zone` development zones, farms and the like that stand among
    counties or towns, `virtual` the village that statistics invents for a town without one. The
    three are counted apart and left out of a place's printed path where they say nothing.
    """

    COUNTRY = "country"
    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    TOWN = "town"
    SUBDISTRICT = "subdistrict"
    TOWNSHIP = "township"
    VILLAGE = "village"
    COMMUNITY = "community"
    GRID = "grid"
    MICRO_GRID = "micro_grid"
    ESTATE = "estate"
    BUILDING = "building"
    ZONE = "zone"
    VIRTUAL = "virtual"
    DIRECT = "direct"


PSEUDO = frozenset({Kind.ZONE, Kind.VIRTUAL, Kind.DIRECT})

LEVELS: Mapping[Kind, tuple[Level, ...]] = {
    Kind.COUNTRY: (Level.COUNTRY,),
    Kind.PROVINCE: (Level.PROVINCE,),
    Kind.PREFECTURE: (Level.PREFECTURE,),
    Kind.COUNTY: (Level.COUNTY,),
    Kind.TOWN: (Level.TOWN,),
    Kind.SUBDISTRICT: (Level.TOWN,),
    Kind.TOWNSHIP: (Level.TOWN,),
    Kind.VILLAGE: (Level.COMMUNITY,),
    Kind.COMMUNITY: (Level.COMMUNITY,),
    Kind.GRID: (Level.GRID,),
    Kind.MICRO_GRID: (Level.MICRO_GRID,),
    Kind.ESTATE: (Level.ESTATE,),
    Kind.BUILDING: (Level.BUILDING,),
    Kind.ZONE: (Level.TOWN, Level.COUNTY),
    Kind.VIRTUAL: (Level.COMMUNITY,),
    Kind.DIRECT: (Level.PREFECTURE, Level.COUNTY),
}


class AliasKind(StrEnum):
    """Why people use another name for a place."""

    FORMER = "former"
    SHORT = "short"
    POPULAR = "popular"
    MISSPELT = "misspelt"


class Crs(StrEnum):
    """Coordinate system of a polygon; the two agree to within a decimetre."""

    CGCS2000 = "CGCS2000"
    WGS84 = "WGS-84"


class Verb(StrEnum):
    """What one change of an instrument does."""

    CREATE = "create"
    ABOLISH = "abolish"
    MERGE = "merge"
    SPLIT = "split"
    RENAME = "rename"
    RECODE = "recode"
    MOVE = "move"


class SubjectKind(StrEnum):
    """Of what a change or a successor is."""

    PLACE = "place"
    BODY = "body"


class Share(StrEnum):
    """How much of a predecessor a successor took over."""

    WHOLE = "whole"
    PART = "part"


class ReorganisationState(StrEnum):
    """How far an instrument has come."""

    DRAFTED = "drafted"
    CHECKED = "checked"
    ENACTED = "enacted"
    REVOKED = "revoked"
    DROPPED = "dropped"


class ReorganisationMove(StrEnum):
    """What is done with an instrument."""

    DRAFT = "draft"
    CHANGE = "change"
    CHECK = "check"
    ENACT = "enact"
    REVOKE = "revoke"
    DROP = "drop"


class FindingKind(StrEnum):
    """What a check says: to be answered, forbidden, or to be known."""

    AMBIGUOUS = "ambiguous"
    CONTRADICTION = "contradiction"
    NOTICE = "notice"
