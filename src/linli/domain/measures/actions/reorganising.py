"""Figures when the map changes: what was counted on days that get another map is counted anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date

from linli.domain.measures.actions.exporting import FOLDED, hold
from linli.domain.measures.actions.folding import add, path_of, sums
from linli.domain.measures.rules.tallies import spread
from linli.domain.territory import queries as territory
from linli.domain.territory.rules.reorganising.parts import Asked, Moving, Part, Question, Told
from linli.domain.territory.rules.reorganising.plan import Finding, Plan
from linli.domain.territory.states import FindingKind
from linli.foundation.journal.models import Entry

_SINCE = "effective_on >= %s AND place_id = ANY(%s)"


class MeasuresPart(Part):
    """What figures answer for (territory's `Part`): the days that were counted already.

    A tally stands at a place and all above it as they lay on the day. Where an instrument changes
    that for days gone by, today among them, what was counted is taken away there and added where
    it belongs now, in the transaction of step 1: a recomputation finds nothing else.
    """

    def reads(self, plan: Plan, asked: Asked) -> Mapping[str, Question]:
        """Ask how many entries of days gone by will count elsewhere."""
        if not asked.has_findings:
            return {}
        places = _below([r.place for r in (*plan.ended, *plan.moved)], plan.on)
        since = Entry.objects.filter(effective_on__gte=plan.on, place_id__in=places)
        return {"since": Question(since.order_by().values("id"), slice(0, 0))}

    def examine(
        self, plan: Plan, asked: Asked, read: Mapping[str, Told]
    ) -> tuple[Sequence[Moving], Sequence[Finding]]:
        """Tell how many entries of days gone by will count elsewhere."""
        number = read["since"].count if asked.has_findings else 0
        params = {"day": plan.on.isoformat(), "count": number}
        finding = Finding(FindingKind.NOTICE, "figures_follow", params=params)
        return (), [finding] if number else []

    @contextmanager
    def around(self, on: date, places: Iterable[int]) -> Iterator[None]:
        """Count anew, when the tree has changed, what was counted since a day in some places.

        The fold stands still meanwhile; who it keeps waiting is the worker alone.
        """
        horizon = hold()
        if horizon is None:  # nothing was ever counted
            yield
            return
        where = [*horizon, on, _below(places, on)]
        counted = list(sums(f"{FOLDED} AND {_SINCE}", where))
        before = spread(counted, path_of)
        yield
        after = spread(counted, path_of)
        after.subtract(before)
        add(after)


def _below(places: Iterable[int], on: date) -> list[int]:
    """Return places, all that lay in them on a day or later, and what went into any of these."""
    found = set(places)
    days = [on, *(d for d in territory.changed() if d > on)]
    for day in days if found else ():
        tree = territory.atlas(day)
        for place in list(found):
            if place in tree:
                found.update(tree.subtree(place).tolist())
    return sorted(territory.places_with_predecessors(found))
