"""Tables of territory: identities, dated versions, codes, aliases, boundaries, the tree's mark."""

from linli.domain.territory.models.boundary import Boundary
from linli.domain.territory.models.grid_codes import GridCodes
from linli.domain.territory.models.place import Place, PlaceAlias, PlaceCode, PlaceVersion
from linli.domain.territory.models.reorganisation import Change, Moved, Reorganisation, Successor
from linli.domain.territory.models.sign import Sign
from linli.domain.territory.models.site import Site
from linli.domain.territory.models.tree import TreeVersion

__all__ = [
    "Boundary",
    "Change",
    "GridCodes",
    "Moved",
    "Place",
    "PlaceAlias",
    "PlaceCode",
    "PlaceVersion",
    "Reorganisation",
    "Sign",
    "Site",
    "Successor",
    "TreeVersion",
]
