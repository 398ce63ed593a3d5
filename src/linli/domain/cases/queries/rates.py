"""The platforms' own rates of places in someone's scope: theirs, in no measure of ours."""

from __future__ import annotations

from dataclasses import dataclass

from linli.domain.cases.models import OrderRate
from linli.domain.cases.states import Permission
from linli.domain.territory import queries as territory
from linli.domain.territory.queries import PlaceName
from linli.kernel.access import Actor

MOST = 200


@dataclass(frozen=True, slots=True)
class Rate:
    """One month of one place, as a platform counts it."""

    row: OrderRate
    place: PlaceName

    @property
    def shares(self) -> tuple[float | None, float | None, float | None]:
        """Responded, solved, satisfied, in per cent."""
        found = (self.row.responded, self.row.solved, self.row.satisfied)
        first, second, third = (None if v is None else v / 100 for v in found)
        return first, second, third


def rates_for(actor: Actor) -> list[Rate]:
    """Return the latest rates of the places where the actor handles orders; two queries."""
    tree = territory.atlas()
    roots = {p for g in actor.of(Permission.ORDERS) for p in g.places if p in tree}
    rows = OrderRate.objects.select_related("source").order_by("-month", "place_id")[:5_000]
    here = [r for r in rows if r.place_id in tree and _inside(r.place_id, roots)][:MOST]
    names = territory.named({r.place_id for r in here})
    return [Rate(r, names[r.place_id]) for r in here if r.place_id in names]


def _inside(place: int, roots: set[int]) -> bool:
    tree = territory.atlas()
    return any(tree.is_inside(place, root) for root in roots)
