"""How long somebody may be lent: months of one paper, and of papers in a row; pure."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from linli.domain.bodies.states import LentKind


@dataclass(frozen=True, slots=True)
class LentLimits:
    """The months that hold at a place on a day: one secondment, those in a row, a stationing."""

    months: int
    total: int
    posted: int


class Spell(NamedTuple):
    """Days on which somebody is lent, the last day not included."""

    since: date
    until: date


def later(day: date, months: int) -> date:
    """Return the day some months later; the month's last where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def in_a_row(before: Iterable[Spell], spell: Spell) -> date:
    """Return the day on which the papers began that lead to this one without a gap."""
    begun = spell.since
    for held in sorted(before, key=lambda s: s.until, reverse=True):
        if held.since < begun <= held.until:
            begun = held.since
    return begun


class TooLong(NamedTuple):
    """Which limit a paper is beyond: the code of the refusal, the months, the last day allowed."""

    code: str
    months: int
    until: date


def too_long(
    kind: LentKind, spell: Spell, before: Iterable[Spell], limits: LentLimits
) -> TooLong | None:
    """Return the limit that a paper is beyond, None where it keeps them all.

    `before` are the papers already approved for the same destination.
    """
    if kind is not LentKind.SECONDED:
        last = later(spell.since, limits.posted)
        return TooLong("posted_too_long", limits.posted, last) if spell.until > last else None
    last = later(spell.since, limits.months)
    if spell.until > last:
        return TooLong("lent_too_long", limits.months, last)
    last = later(in_a_row(before, spell), limits.total)
    if spell.until > last:
        return TooLong("lent_total_too_long", limits.total, last)
    return None
