"""Which tallies and which entries make a figure, whatever the map did in between."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import partial

from linli.domain.measures.rules.maps import (
    BEGINNING,
    Part,
    Window,
    as_they_were,
    inside,
    joined,
    on_map,
    spans,
)
from linli.domain.territory import queries as territory


def flows(rows: Iterable[int], since: date, until: date, *, on: date | None) -> tuple[Part, ...]:
    """Return what makes the flows of places: as it was, or on the map of the day `on`."""
    wanted = sorted(set(rows))
    if on is None:
        last = territory.atlas()
        return joined(
            Part(a, b, as_they_were(territory.atlas(a), wanted, last))
            for a, b in spans(since, until, territory.changed())
        )
    return _on_map(wanted, since, until, on)


def children(place: int, since: date, until: date) -> tuple[Part, ...]:
    """Return what makes the flows of the places below one, each while it lay there."""
    last = territory.atlas()
    later = set(last.children(place).tolist()) if place in last else set()
    parts = []
    for a, b in spans(since, until, territory.changed()):
        tree = territory.atlas(a)
        own = set(tree.children(place).tolist()) if place in tree else set()
        own |= {i for i in later if i not in tree}
        parts.append(Part(a, b, as_they_were(tree, own, last)))
    return joined(parts)


def stocks(rows: Iterable[int], until: date, *, on: date | None) -> tuple[Part, ...]:
    """Return what makes the stocks of places at the end of a day.

    What is open lies where its place lies on that day (or on the day `on`), wherever it was filed.
    """
    return _on_map(sorted(set(rows)), BEGINNING, until, until if on is None else on)


def _on_map(rows: list[int], since: date, until: date, on: date) -> tuple[Part, ...]:
    here = territory.atlas(on)
    stands = partial(territory.successor, on=on)
    return joined(
        Part(a, b, on_map(territory.atlas(a), here, rows, stands))
        for a, b in spans(since, until, territory.changed())
    )


def windows(
    place: int,
    since: date,
    until: date,
    *,
    stock: bool = False,
    on: date | None = None,
    under: int | None = None,
) -> tuple[Window, ...]:
    """Return where the entries behind a figure lie, by days.

    Of a flow as it was, only the days on which the place lay in `under` count, if that is given.
    """
    if stock:
        since, on, under = BEGINNING, until if on is None else on, None
    found: list[Window] = []
    for a, b in spans(since, until, territory.changed()):
        places = _places(place, a, on, under)
        if found and found[-1].places == places:
            found[-1] = found[-1]._replace(until=b)
        elif places != ():
            found.append(Window(a, b, places))
    return tuple(found)


def _places(place: int, day: date, on: date | None, under: int | None) -> tuple[int, ...] | None:
    """Return the places whose entries of a day count for one; None where all there are do."""
    then, last = territory.atlas(day), territory.atlas()
    here = territory.atlas(on) if on is not None else then if place in then else last
    if place not in here or (under is not None and here.parent_of(place) != under):
        return ()
    if here.parent_of(place) is None:
        return None
    if on is not None:
        own = set(inside(then, here, place, partial(territory.successor, on=on)))
    else:
        own = set(then.subtree(place).tolist()) if place in then else set()
        # history filed at a place of today lies where today's map has it
        own |= {i for i in (last.subtree(place).tolist() if place in last else ()) if i not in then}
    # what was written later at a place that had ended counts for what stood for it
    ended = {p for p in territory.places_with_predecessors(own, day) if p not in then}
    return tuple(sorted(own | ended))
