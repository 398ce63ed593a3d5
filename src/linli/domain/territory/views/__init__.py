"""Pages of places."""

from linli.domain.territory.views.browse import index, place
from linli.domain.territory.views.compare import compare
from linli.domain.territory.views.pick import pick

__all__ = ["compare", "index", "pick", "place"]
