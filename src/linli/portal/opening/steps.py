"""The steps of an opening: which table, who may send it in, what follows from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from linli.domain.bodies import actions as bodies
from linli.domain.bodies.actions import sheets as of_bodies
from linli.domain.bodies.actions.template import proposals
from linli.domain.bodies.states import BodyKind
from linli.domain.bodies.states import Permission as Bodies
from linli.domain.mandates import actions as mandates
from linli.domain.people.states import Permission as People
from linli.domain.territory import actions as territory
from linli.domain.territory import queries as tree
from linli.domain.territory.actions import sheets as of_places
from linli.domain.territory.actions.tree import PERMISSION as TERRITORY
from linli.domain.territory.models import Place
from linli.foundation.exchange.rules.columns import Spec
from linli.foundation.exchange.rules.tables import Row
from linli.foundation.exchange.states import Changed
from linli.kernel.access import Actor
from linli.kernel.errors import NotFound


class Take(Protocol):
    """What one row becomes, in or above the place that is opened."""

    def __call__(self, *, by: Actor, at: datetime, row: Row, root: Place) -> Changed | bool:
        """Take the row; False where all of it stands already, CHANGED where that was corrected."""


After = Callable[[Actor, datetime, Place], object]
Rows = Iterable[Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Step:
    """One table of the opening; `needed` ones come before the first case can be worked."""

    spec: Spec
    take: Take
    permission: str
    needed: bool = False
    after: After = lambda by, at, root: None
    rows: Callable[[Place, date], Rows] = lambda root, on: ()

    @property
    def name(self) -> str:
        """Its word in addresses, commands and texts."""
        return self.spec.name


def _bodies(root: Place, on: date) -> Rows:
    """Propose the bodies that places of this sort have, to be struck out and added to."""
    site = tree.site()
    first = site.first_id if site and site.place_id == root.pk else None
    for row in proposals(root.pk, on, first=first):
        yield {**row, "kind": of_bodies.WORD_OF_KIND[BodyKind(row["kind"])]}


def _mandates_and_posts(by: Actor, at: datetime, root: Place) -> None:
    """Give new bodies the usual mandates, and grids that have a committee now their posts."""
    mandates.adopt_template(by=by, at=at, root=root)
    bodies.set_up_grid_posts(by=by, at=at, root=root)


def _grid_posts(by: Actor, at: datetime, root: Place) -> None:
    bodies.set_up_grid_posts(by=by, at=at, root=root)


STEPS: tuple[Step, ...] = (
    Step(
        of_bodies.BODIES,
        bodies.take_body,
        Bodies.MANAGE,
        needed=True,
        after=_mandates_and_posts,
        rows=_bodies,
    ),
    Step(of_places.GRIDS, territory.take_place, TERRITORY, after=_grid_posts),
    Step(of_bodies.PEOPLE, bodies.take_person, People.MANAGE, needed=True),
    Step(of_bodies.POSTS, bodies.take_post, Bodies.MANAGE),
    Step(of_places.BUILDINGS, territory.take_place, TERRITORY),
    Step(of_bodies.HOURS, bodies.take_hours, Bodies.MANAGE),
    Step(of_bodies.PARTNERS, bodies.take_partner, Bodies.MANAGE),
    Step(of_places.ALIASES, territory.take_alias, TERRITORY),
)


def step_called(name: str) -> Step:
    """Return a step by its word; raises NotFound with the words there are."""
    found = next((s for s in STEPS if s.name == name), None)
    if found is None:
        raise NotFound("unknown_table", name=name[:40], known="、".join(s.name for s in STEPS))
    return found
