"""Who acts for a post on a day: the holder, whoever stands in, or its deputy. Exactly one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from linli.domain.bodies.states import ADMINISTRATORS, Stands


class Other(NamedTuple):
    """Somebody who could stand in on a day, and whether they are at work and hold a post."""

    person: int
    free: bool


class Hand(NamedTuple):
    """Who acts for a chair of a post, and why it is that person."""

    person: int
    how: Stands


@dataclass(frozen=True, slots=True)
class Chair:
    """A chair of a post on a day: who holds it, whether they are away, who could stand in."""

    role: str
    holder: int
    away: bool
    stand_in: Other | None = None
    deputy: Other | None = None


def hand_of(chair: Chair) -> Hand:
    """Return who acts for a chair: always one, never two.

    While the holder is away: who was named for this leave, else the standing deputy; where neither
    is there, the holder keeps it. An administrator's post passes to nobody by itself: three hands
    must stay three people, so it wants an appointment.
    """
    if chair.away and chair.role not in ADMINISTRATORS:
        for other, how in ((chair.stand_in, Stands.STAND_IN), (chair.deputy, Stands.DEPUTY)):
            if other is not None and other.free and other.person != chair.holder:
                return Hand(other.person, how)
    return Hand(chair.holder, Stands.UNCOVERED if chair.away else Stands.OWN)


def last_day(until: date | None) -> date | None:
    """Return the last day of days that end before `until`."""
    return None if until is None else date.fromordinal(until.toordinal() - 1)
