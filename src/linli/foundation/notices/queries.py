"""What lies in someone's inboxes."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from linli.foundation.notices.models import Notice
from linli.foundation.notices.states import Inbox
from linli.kernel.access import Actor

COUNT_TO = 99


@dataclass(frozen=True, slots=True)
class Page:
    """One page of an inbox, newest first; `older` is the key of the next page or None."""

    rows: tuple[Notice, ...]
    older: UUID | None


def mine(actor: Actor) -> tuple[Q, ...]:
    """Return the reader's inboxes as conditions that each have an index."""
    own = Q(inbox=Inbox.PERSON, inbox_id=actor.person or 0)
    return (own, *(Q(inbox=Inbox.BODY, inbox_id=body) for body in sorted(actor.bodies)))


def page(actor: Actor, *, unread: bool = False, before: UUID | None = None, size: int = 50) -> Page:
    """Return a page of all inboxes of the reader: each inbox on its index, then united."""
    wanted = Q(read_at__isnull=True) if unread else Q()
    if before is not None:
        wanted &= Q(pk__lt=before)
    legs = [Notice.objects.filter(leg & wanted).order_by("-id")[: size + 1] for leg in mine(actor)]
    first, rest = legs[0], legs[1:]
    united = first.union(*rest, all=True).order_by("-id") if rest else first
    rows = tuple(united[: size + 1])
    return Page(rows[:size], rows[size - 1].pk if len(rows) > size else None)


def unread_count(actor: Actor) -> int:
    """Return how many notices wait unread, counting no further than 100 (shown as 99+)."""
    if actor.person is None:
        return 0
    legs = [
        Notice.objects.filter(leg, read_at__isnull=True)
        .order_by("-id")
        .values("pk")[: COUNT_TO + 1]
        for leg in mine(actor)
    ]
    united = legs[0].union(*legs[1:], all=True) if legs[1:] else legs[0]
    return min(len(united), COUNT_TO + 1)
