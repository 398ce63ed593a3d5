"""Step 2: open work follows to the successors in batches; each can be killed and run again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from django.db import transaction

from linli.domain.territory.actions.tree import mark_tree
from linli.domain.territory.models import Reorganisation
from linli.domain.territory.queries.lineage import lineage
from linli.domain.territory.rules.reorganising.parts import Batch, Part
from linli.domain.territory.states import ReorganisationState

SIZE = 2_000
Step = Callable[[Reorganisation], object]


def re_home(
    *,
    at: datetime,
    on: date,
    parts: Sequence[Part],
    size: int = SIZE,
    step: Step = lambda row: None,
) -> int:
    """Re-home the open work of every instrument whose day has come; return how many cases moved."""
    moved = 0
    for key in lineage().pending:
        while (
            done := re_home_next(key=key, at=at, on=on, parts=parts, size=size, step=step)
        ) is not None:
            moved += done
    return moved


@transaction.atomic
def re_home_next(
    *,
    key: int,
    at: datetime,
    on: date,
    parts: Sequence[Part],
    size: int = SIZE,
    step: Step = lambda row: None,
) -> int | None:
    """Move the next batch of one instrument; None when nothing is left (or its day is to come).

    How far it came stands in the instrument's row and is written in the same transaction, so
    whoever is killed goes on from there, and nothing is moved twice. At the end everything is
    looked at once more: what was locked by somebody's move was passed over.
    """
    row = Reorganisation.objects.select_for_update().get(pk=key)
    if row.re_homed_at is not None or row.enacted_at is None or row.effective > on:
        return None
    back = row.state == ReorganisationState.REVOKED
    batch = Batch(row.pk, at, row.effective, row.after, size, back=back)
    moved = sum(part.re_home(batch) for part in parts)
    row.moved += 0 if back else moved
    if batch.more and (moved or row.after is not None):
        row.after = batch.last
    elif row.after is not None:
        row.after = None  # once more from the beginning: nothing may be left
    elif not moved:
        row.re_homed_at = at
        mark_tree(at=at)
    row.save(update_fields=["moved", "after", "re_homed_at"])
    step(row)
    return None if row.re_homed_at is not None else moved
