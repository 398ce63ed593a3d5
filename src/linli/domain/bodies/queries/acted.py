"""Who acted for a post, on which days: kept in memory for one state of the bodies.

Every page of a case signs what was done with it, and hardly anybody ever acted.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import NamedTuple
from uuid import UUID

from linli.domain.bodies.models import Appointment
from linli.domain.bodies.queries.directory import revision
from linli.domain.bodies.states import acts_of


class Acted(NamedTuple):
    """How a person acted in a body, from a day to a day: always with an end."""

    person: int
    body: int
    acts: str
    since: date | None
    until: date

    def holds(self, on: date) -> bool:
        """Tell whether the person acted on a day."""
        return (self.since is None or self.since <= on) and on < self.until


_kept: dict[UUID, dict[tuple[int, int], list[Acted]]] = {}
_ROW = ("person_id", "post__body_id", "care", "valid_from", "valid_to")


def acted_for(persons: Collection[int], bodies: Collection[int]) -> list[Acted]:
    """Return how some persons acted in some bodies, ever; no query where it is kept."""
    mark = revision()
    found = _kept.get(mark)
    if found is None:
        found = {}
        rows = Appointment.objects.filter(acting=True, valid_to__isnull=False).order_by("id")
        for person, body, care, since, until in rows.values_list(*_ROW):
            row = Acted(person, body, acts_of(acting=True, care=care), since, until)
            found.setdefault((person, body), []).append(row)
        _kept.clear()
        _kept[mark] = found
    return [row for p in persons for b in bodies for row in found.get((p, b), ())]
