"""Tenure: half-open intervals of days, [valid_from, valid_to), open at either end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, order=False)
class Tenure:
    """Days from `start` (None = since ever) up to but not including `end` (None = for ever)."""

    start: date | None = None
    end: date | None = None

    def __post_init__(self) -> None:
        """Refuse an interval without a day."""
        if self.start is not None and self.end is not None and self.start >= self.end:
            raise ValueError(f"empty tenure {self.start}..{self.end}")

    def holds(self, day: date) -> bool:
        """Tell whether the day lies inside."""
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)

    def overlaps(self, other: Tenure) -> bool:
        """Tell whether the two share a day."""
        return _before(self.start, other.end) and _before(other.start, self.end)

    def meet(self, other: Tenure) -> Tenure | None:
        """Return the days both share, or None."""
        if not self.overlaps(other):
            return None
        starts = [s for s in (self.start, other.start) if s is not None]
        ends = [e for e in (self.end, other.end) if e is not None]
        return Tenure(max(starts) if starts else None, min(ends) if ends else None)


def _before(start: date | None, end: date | None) -> bool:
    return start is None or end is None or start < end
