"""What happens after a move: entry kind -> handlers. The one place that answers it.

A handler stands in an area's `jobs.py` and is given entries behind the horizon, in their order. It
runs in one transaction with its horizon, and is idempotent by entry id: what it sends out of the
database it sends through an outbox row that carries the entry's id. The measures are not here: they
read the journal as sums, not row by row (measures/jobs.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from linli.config.roles import TERRITORY, roles_granting
from linli.domain.bodies.actions.reorganising import BodiesPart
from linli.domain.bodies.actions.staffing.following import StaffingPart
from linli.domain.cases.actions.answers import forget_beside
from linli.domain.cases.actions.re_homing import CasesPart
from linli.domain.cases.queries.telling import TELLS
from linli.domain.mandates.actions.continuing import PowersPart
from linli.domain.mandates.actions.reorganising import MandatesPart
from linli.domain.measures.actions.reorganising import MeasuresPart
from linli.domain.territory.rules.reorganising.parts import Part
from linli.foundation.journal import actions as journal
from linli.foundation.journal.models import Entry
from linli.foundation.notices import jobs as notices
from linli.portal import jobs as posters

Handler = Callable[[Sequence[Entry]], object]
ALL: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True)
class Consumer:
    """One reader of the journal with a horizon of its own; its name must never change.

    `moves` are (procedure, move) pairs; ALL for every entry, reversals too.
    """

    name: str
    handle: Handler
    moves: frozenset[tuple[str, str]] = ALL

    def takes(self, entry: Entry) -> bool:
        """Tell whether the handler wants an entry."""
        if not self.moves:
            return True
        return entry.reverses_id is None and (entry.procedure, entry.move) in self.moves

    def deliver(self, limit: int = 5000) -> int:
        """Hand over what has settled since the last time; return how many entries were read."""
        return journal.deliver(consumer=self.name, handle=self._given, limit=limit)

    def _given(self, entries: Sequence[Entry]) -> None:
        if wanted := [e for e in entries if self.takes(e)]:
            self.handle(wanted)


CONSUMERS: tuple[Consumer, ...] = (
    Consumer("notices", notices.on_entries, frozenset(TELLS)),
    Consumer("posters", posters.on_entries, frozenset({("person", "withdraw_phone")})),
)

# What goes with a subject's words when they are erased again after a restore, by its kind.
BESIDE: Mapping[str, journal.Beside] = {"case": forget_beside}

# Who takes part when the map changes, in the order in which they write: each looks up what those
# before it have made.
PARTS: tuple[Part, ...] = (
    BodiesPart(),
    StaffingPart(),
    MandatesPart(),
    PowersPart(),
    CasesPart(roles_granting(TERRITORY)),
    MeasuresPart(),
)
