"""Clocks of a case: started, paused, resumed, stopped as the table of moves says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from fractions import Fraction
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from linli.domain.bodies import queries as bodies
from linli.domain.cases.models import Clock
from linli.domain.cases.rules.limits import WARNED, warn_at
from linli.domain.cases.states import THEIRS
from linli.foundation.calendars import queries as calendars
from linli.kernel import clock as kernel
from linli.kernel.clock import Deadline, Limit, Pause


@lru_cache(maxsize=1)
def zone() -> ZoneInfo:
    """Return the installation's zone."""
    return ZoneInfo(settings.TIME_ZONE)


def compute(
    limit: str, start: datetime, body_id: int, pauses: Sequence[Sequence[str]] = ()
) -> Deadline:
    """Return when a limit from a moment is used up in a body's office hours, with the steps."""
    stops = [Pause(datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in pauses]
    return kernel.due(
        start,
        Limit.parse(limit),
        calendars.calendar(),
        bodies.hours_at(body_id),
        zone(),
        stops,
    )


def _set_due(clock: Clock, found: Deadline, late_soon: Fraction | None) -> None:
    if found.due is None:  # pauses handed over here have always ended
        raise ValueError("a deadline of a running clock")
    clock.due_at = found.due
    clock.guessed = found.guessed
    if clock.kind in WARNED and late_soon is not None:
        clock.warn_at = warn_at(clock.started_at, found.due, late_soon)
    clock.steps = [[s.code, dict(s.params)] for s in found.steps]


def recounted(clock: Clock) -> Deadline | None:
    """Return the deadline of an open clock by the calendar as it is, None where it is the same.

    What a platform above has set is no count of ours.
    """
    if not clock.is_open or clock.kind in THEIRS:
        return None
    found = compute(clock.limit, clock.started_at, clock.body_id, clock.pauses)
    return None if (found.due, found.guessed) == (clock.due_at, clock.guessed) else found


class Clocks:
    """The clocks of one locked case: read once, changed together, written once."""

    def __init__(
        self,
        rows: Sequence[Clock],
        reckon: Callable[[str, datetime, int], Deadline] = compute,
        *,
        late_soon: Fraction | None = None,
    ) -> None:
        """Keep the rows of the case; `reckon` finds a deadline (one who files many remembers).

        `late_soon` is the share of a limit at which its hand is told; None where none is started.
        """
        self.late_soon = late_soon
        self.rows = list(rows)
        self._reckon = reckon
        self._new: list[Clock] = []
        self._changed: dict[int, Clock] = {}

    def running(self, kind: str) -> Clock | None:
        """Return the clock of a kind that has not stopped, paused or not."""
        return next((c for c in self.rows if c.kind == kind and c.stopped_at is None), None)

    def start(
        self, *, case_id: UUID, kind: str, limit: str, at: datetime, body_id: int, watched: bool
    ) -> Clock:
        """Start a clock of a kind; one that still runs is stopped first."""
        if self.running(kind):
            self.stop(kind, at)
        row = Clock(
            case_id=case_id,
            kind=kind,
            limit=limit,
            body_id=body_id,
            started_at=at,
            watched=watched,
        )
        _set_due(row, self._reckon(limit, at, body_id), self.late_soon)
        return self._add(row)

    def set_theirs(
        self, *, case_id: UUID, kind: str, due: datetime | None, at: datetime, body_id: int
    ) -> Clock | None:
        """Let the clock of a platform above show this moment; None stops it. Nobody chases it."""
        row = self.running(kind)
        if row is not None and row.due_at == due:
            return row
        if row is not None:
            self.stop(kind, at)
        if due is None:
            return None
        steps = [["theirs", {"due": due.astimezone(zone()).isoformat(" ", "minutes")[:16]}]]
        made = Clock(
            case_id=case_id,
            kind=kind,
            limit="",
            body_id=body_id,
            started_at=at,
            due_at=due,
            watched=False,
            steps=steps,
        )
        return self._add(made)

    def _add(self, row: Clock) -> Clock:
        self.rows.append(row)
        self._new.append(row)
        return row

    def stop(self, kind: str, at: datetime) -> Clock | None:
        """Stop a clock, noting whether it ran out before; None if none runs."""
        row = self.running(kind)
        if row is None:
            return None
        row.missed = row.missed or ended(row, at) > row.due_at
        row.stopped_at = at
        return self._touch(row)

    def pause(self, kind: str, at: datetime) -> Clock | None:
        """Let a clock stand still."""
        row = self.running(kind)
        if row is None or row.paused_at is not None:
            return None
        row.missed = row.missed or at > row.due_at
        row.paused_at = at
        return self._touch(row)

    def resume(self, kind: str, at: datetime) -> Clock | None:
        """Let a clock run on; its due time moves by what the pause cost it."""
        row = self.running(kind)
        if row is None or row.paused_at is None:
            return None
        row.pauses = [*row.pauses, [row.paused_at.isoformat(), at.isoformat()]]
        row.paused_at = None
        if not row.missed:
            found = compute(row.limit, row.started_at, row.body_id, row.pauses)
            _set_due(row, found, self.late_soon)
        return self._touch(row)

    def miss(self, kind: str) -> Clock | None:
        """Note that a running clock ran out."""
        row = self.running(kind)
        if row is None:
            return None
        row.missed = True
        return self._touch(row)

    def recount(self) -> list[str]:
        """Count every open clock anew by the calendar as it is; return the kinds that changed."""
        changed = [(row, found) for row in self.rows if (found := recounted(row)) is not None]
        for row, found in changed:
            _set_due(row, found, self.late_soon)
            self._touch(row)
        return sorted(row.kind for row, _ in changed)

    def next_due(self) -> datetime | None:
        """Return when the next running clock is due."""
        return min((c.due_at for c in self.rows if c.is_running), default=None)

    def save(self) -> None:
        """Write what changed: one statement for new rows, one for changed ones."""
        if self._changed:
            fields = [
                "due_at",
                "warn_at",
                "paused_at",
                "pauses",
                "stopped_at",
                "missed",
                "guessed",
                "steps",
            ]
            Clock.objects.bulk_update(self._changed.values(), fields)
        if self._new:
            Clock.objects.bulk_create(self._new)
        self._new, self._changed = [], {}

    def taken(self) -> list[Clock]:
        """Return the new rows for one who writes those of many cases at once."""
        rows, self._new = self._new, []
        return rows

    def _touch(self, row: Clock) -> Clock:
        if row not in self._new:
            self._changed[id(row)] = row
        return row


def ended(clock: Clock, at: datetime) -> datetime:
    """Return the moment at which a clock stopped counting: its pause, else now."""
    return clock.paused_at or at
