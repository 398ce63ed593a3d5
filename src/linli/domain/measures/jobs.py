"""The fold, every ten seconds."""

from __future__ import annotations

from linli.domain.measures import actions
from linli.foundation.jobs.declare import periodic


@periodic("* * * * * */10")
def fold() -> None:
    """Fold what has settled since the last time."""
    actions.fold()
