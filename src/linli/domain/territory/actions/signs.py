"""Giving places the codes of their signs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from linli.domain.territory.actions.recording import record
from linli.domain.territory.actions.tree import lock_tree
from linli.domain.territory.models import Sign
from linli.domain.territory.queries.signs import signs_of
from linli.kernel.access import Actor
from linli.kernel.ids import sign_code


@transaction.atomic
def make_signs(*, by: Actor, at: datetime, root: int, places: Iterable[int]) -> dict[int, str]:
    """Return the sign of each place, making those that have none yet; the entry stands at `root`.

    Who may ask is the caller's to decide: a sign says nothing and opens nothing by itself.
    """
    wanted = set(places)
    lock_tree()
    made = 0
    while missing := sorted(wanted - signs_of(wanted).keys()):
        # a code drawn twice is dropped without a word, and its place drawn again
        rows = [Sign(code=sign_code(), place_id=place, made_at=at) for place in missing]
        Sign.objects.bulk_create(rows, ignore_conflicts=True, batch_size=5_000)
        made += len(missing)
    if made:
        record(by=by, at=at, place=root, move="make_signs", data={"signs": made})
    return signs_of(wanted)


def mark_printed(*, by: Actor, at: datetime, places: Iterable[int]) -> None:
    """Note when the signs of some places were last drawn; drawing them again is nothing new."""
    Sign.objects.filter(place_id__in=list(places)).update(printed_at=at)
