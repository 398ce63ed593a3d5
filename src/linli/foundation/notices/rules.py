"""When a notice may leave, and when one gives up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from linli.foundation.notices.states import Inbox, Part, Single

TRIES = 6
FIRST = 5  # lines that a list spells out; the rest is counted


@dataclass(frozen=True, slots=True)
class Hours:
    """When people are told and when not: dated rows, asked for through `NOTICE_HOURS`."""

    morning: time = time(8, 0)
    evening: time = time(17, 0)
    quiet_from: time = time(21, 0)
    quiet_to: time = time(8, 0)


USUAL = Hours()


class Reader(NamedTuple):
    """Someone who reads inboxes: the person's own and those of the bodies they act for.

    `stands_for` are persons away in whose stead they read.
    """

    person: int
    user: int | None
    bodies: frozenset[int]
    stands_for: frozenset[int] = frozenset()


class Slot(NamedTuple):
    """One of the day's lists and the moment it is made for."""

    day: date
    part: Part
    moment: datetime


@dataclass(frozen=True, slots=True)
class Telling:
    """One thing to tell one inbox because of one entry; `params` hold codes and ids, no words.

    `single` says why it leaves by itself; without it, it waits for the next list.
    Unread until `pass_on_at`, it is passed on to whom the area names.
    """

    entry_id: UUID
    inbox: Inbox
    inbox_id: int
    kind: str  # a text key, e.g. cases.notice.dispatched
    subject_kind: str
    subject_id: UUID
    at: datetime
    params: Mapping[str, str | int] = field(default_factory=dict)
    single: Single | None = None
    pass_on_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Texting:
    """One text to the person behind a subject because of one entry; their number is not in it."""

    entry_id: UUID
    kind: str  # a text key, e.g. cases.text.answer
    subject_kind: str
    subject_id: UUID
    params: Mapping[str, str | int] = field(default_factory=dict)


def leaves_at(at: datetime, *, single: str, zone: ZoneInfo, hours: Hours = USUAL) -> datetime:
    """Return when a message may leave: at once, or in the morning if the hour is quiet."""
    local = at.astimezone(zone)
    if single == Single.EMERGENCY or hours.quiet_to <= local.time() < hours.quiet_from:
        return at
    day = local.date() + timedelta(days=1 if local.time() >= hours.quiet_from else 0)
    return datetime.combine(day, hours.quiet_to, zone)


def slot_at(at: datetime, zone: ZoneInfo, hours: Hours = USUAL) -> Slot | None:
    """Return the list that was due last on this day, None before the morning's.

    One that nobody was there to make is not made later: the next takes up what it would have held.
    """
    local = at.astimezone(zone)
    day, now = local.date(), local.time()
    if now >= hours.evening:
        return Slot(day, Part.EVENING, datetime.combine(day, hours.evening, zone))
    if now >= hours.morning:
        return Slot(day, Part.MORNING, datetime.combine(day, hours.morning, zone))
    return None


def summed(kinds: Iterable[str]) -> dict[str, int]:
    """Return how many of each kind, the most frequent first, in a settled order."""
    counted = Counter(kinds)
    return dict(sorted(counted.items(), key=lambda k: (-k[1], k[0])))


def spread(counts: Sequence[int]) -> dict[str, int]:
    """Return how many people got how many single notices a day: a spread, never a ranking."""
    return {
        name: sum(1 for c in counts if low <= c <= high)
        for name, low, high in (("0", 0, 0), ("5", 1, 5), ("10", 6, 10), ("more", 11, 10**9))
    }


def shown(name: str, value: Any) -> Any:
    """Return a moment, which travels as an ISO text named …_at, as a moment; others as they are."""
    return datetime.fromisoformat(str(value)) if name.endswith("_at") else value


def again_at(at: datetime, tries: int) -> datetime | None:
    """Return when to try again after `tries` failures: 1, 4, 16 … minutes; None to give up."""
    if tries >= TRIES:
        return None
    return at + timedelta(minutes=4 ** (tries - 1))
