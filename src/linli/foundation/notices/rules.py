"""When a notice may leave, and when one gives up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from linli.foundation.notices.states import Inbox

QUIET_FROM, QUIET_TO = time(21, 0), time(8, 0)  # no night messages but emergencies
TRIES = 6


@dataclass(frozen=True, slots=True)
class Telling:
    """One thing to tell one inbox because of one entry; `params` hold codes and ids, no words."""

    entry_id: UUID
    inbox: Inbox
    inbox_id: int
    kind: str  # a text key, e.g. cases.notice.dispatched
    subject_kind: str
    subject_id: UUID
    at: datetime
    params: Mapping[str, str | int] = field(default_factory=dict)
    urgent: bool = False


def leaves_at(at: datetime, *, urgent: bool, zone: ZoneInfo) -> datetime:
    """Return when a message may leave: at once, or at eight in the morning if the hour is quiet."""
    local = at.astimezone(zone)
    if urgent or QUIET_TO <= local.time() < QUIET_FROM:
        return at
    day = local.date() + timedelta(days=1 if local.time() >= QUIET_FROM else 0)
    return datetime.combine(day, QUIET_TO, zone)


def again_at(at: datetime, tries: int) -> datetime | None:
    """Return when to try again after `tries` failures: 1, 4, 16 … minutes; None to give up."""
    if tries >= TRIES:
        return None
    return at + timedelta(minutes=4 ** (tries - 1))
