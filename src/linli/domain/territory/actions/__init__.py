"""Changing places: each verb writes its rows and a new mark of the tree in one transaction."""

from linli.domain.territory.actions.aliases import AliasRow, add_alias, import_aliases
from linli.domain.territory.actions.boundaries import (
    BoundariesImported,
    import_boundaries,
    set_boundary,
)
from linli.domain.territory.actions.divisions import Imported, import_divisions
from linli.domain.territory.actions.grid_codes import state_grid_codes
from linli.domain.territory.actions.grid_files import FeatureFault, GridsTaken, take_grids
from linli.domain.territory.actions.gridding import GridWish, draw_grid, redraw_grid
from linli.domain.territory.actions.grids import GridPlan, lay_out_grids
from linli.domain.territory.actions.places import create_place, end_place, rename_place
from linli.domain.territory.actions.sheets import take_alias, take_place
from linli.domain.territory.actions.signs import make_signs, mark_printed
from linli.domain.territory.actions.site import finish_site, open_site

__all__ = [
    "AliasRow",
    "BoundariesImported",
    "FeatureFault",
    "GridPlan",
    "GridWish",
    "GridsTaken",
    "Imported",
    "add_alias",
    "create_place",
    "draw_grid",
    "end_place",
    "finish_site",
    "import_aliases",
    "import_boundaries",
    "import_divisions",
    "lay_out_grids",
    "make_signs",
    "mark_printed",
    "open_site",
    "redraw_grid",
    "rename_place",
    "set_boundary",
    "state_grid_codes",
    "take_alias",
    "take_grids",
    "take_place",
]
