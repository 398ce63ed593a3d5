"""Whether a trial runs, asked with every filing and every page: remembered until it changes."""

from __future__ import annotations

from uuid import UUID

from linli.domain.cases.models import Case, Revision, TrialRun
from linli.domain.cases.states import State

_kept: dict[UUID, int | None] = {}


def running_trial() -> int | None:
    """Return the id of the trial that runs, None when it is in earnest; no query of its own."""
    mark = Revision.current()
    if mark not in _kept:
        row = TrialRun.objects.filter(running=True).values_list("id", flat=True).first()
        _kept.clear()
        _kept[mark] = row
    return _kept[mark]


def last_trial() -> TrialRun | None:
    """Return the trial that runs, or the last one that ended."""
    return TrialRun.objects.order_by("-id").first()


def trial_cases(trial: int) -> int:
    """Return how many cases of a trial are not cleared."""
    return Case.objects.filter(trial_id=trial).exclude(state=State.CLEARED).count()
