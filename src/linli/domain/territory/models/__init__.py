"""Tables of territory: identities, dated versions, codes, aliases, boundaries, the tree's mark."""

from linli.domain.territory.models.boundary import Boundary
from linli.domain.territory.models.place import Place, PlaceAlias, PlaceCode, PlaceVersion
from linli.domain.territory.models.sign import Sign
from linli.domain.territory.models.site import Site
from linli.domain.territory.models.tree import TreeVersion

__all__ = [
    "Boundary",
    "Place",
    "PlaceAlias",
    "PlaceCode",
    "PlaceVersion",
    "Sign",
    "Site",
    "TreeVersion",
]
