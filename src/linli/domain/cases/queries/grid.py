"""What a grid worker may report: where, and which matters a grid takes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from linli.domain.cases.states import Permission
from linli.domain.mandates import queries as mandates
from linli.domain.mandates.queries import MatterName
from linli.domain.territory import queries as territory
from linli.domain.territory.queries import PlaceName
from linli.domain.territory.states import Level
from linli.kernel.access import Actor

# The six that a grid meets most (domain: what streets count), as far as the catalogue has them.
BIG = ("06/02", "01/01", "10/01", "06/01", "02/01", "05/01")
MOST_PLACES = 60


@dataclass(frozen=True, slots=True)
class GridMatters:
    """The matters that a grid takes: the big ones, and every one by code."""

    big: tuple[MatterName, ...]
    all: tuple[MatterName, ...]


def grid_matters(on: date, places: Iterable[int] = ()) -> GridMatters:
    """Return the matters that the admission list of any of some places has on a day; one query."""
    found, tree = mandates.catalogue(), territory.atlas(on)
    paths = [tree.path(place) for place in places if place in tree] or [()]
    taken = {
        code: m
        for code, m in found.matters.items()
        if any(found.on_grid(code, path, on).allowed for path in paths)
    }
    # The second level is what a person would say; the third is for those who handle it.
    split = {code.split("/")[0] for code in taken if "/" in code}
    leaves = [m for c, m in taken.items() if c.count("/") == 1 or ("/" not in c and c not in split)]
    big = [taken[code] for code in BIG if code in taken]
    rest = (m for m in leaves if m not in big)
    while len(big) < len(BIG) and (more := next(rest, None)):
        big.append(more)
    return GridMatters(tuple(big), tuple(leaves))


def patrolled(actor: Actor, on: date) -> tuple[PlaceName, ...]:
    """Return the places whose events the actor reports, grids first, by code; one query.

    A post over a community reports for each of its grids, and for the community itself.
    """
    tree = territory.atlas(on)
    roots = {p for g in actor.of(Permission.REPORT) for p in g.places if p in tree}
    wanted = set(roots)
    for root in sorted(roots):
        if tree.level(root) == Level.COMMUNITY:
            wanted |= {int(i) for i in tree.children(root)}
    names = territory.named(sorted(wanted)[:MOST_PLACES], on)
    return tuple(sorted(names.values(), key=lambda n: (n.level != Level.GRID, n.code, n.id)))
