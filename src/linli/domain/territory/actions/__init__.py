"""Changing places: each verb writes its rows and a new mark of the tree in one transaction."""

from linli.domain.territory.actions.aliases import add_alias
from linli.domain.territory.actions.boundaries import set_boundary
from linli.domain.territory.actions.grids import GridPlan, lay_out_grids
from linli.domain.territory.actions.places import create_place, end_place, rename_place
from linli.domain.territory.actions.tree import mark_tree

__all__ = [
    "GridPlan",
    "add_alias",
    "create_place",
    "end_place",
    "lay_out_grids",
    "mark_tree",
    "rename_place",
    "set_boundary",
]
