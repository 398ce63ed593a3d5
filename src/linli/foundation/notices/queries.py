"""What lies in someone's inboxes, who reads them, and what was counted."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string

from linli.foundation.database.counting import counted
from linli.foundation.notices.models import DayList, Notice, TellingCount, Wish
from linli.foundation.notices.rules import Hours, Reader, spread
from linli.foundation.notices.states import Inbox
from linli.kernel.access import Actor

COUNT_TO = 99
DAYS = 14  # of counts that a person sees


@dataclass(frozen=True, slots=True)
class Page:
    """One page of an inbox, newest first; `older` is the key of the next page or None."""

    rows: tuple[Notice, ...]
    older: UUID | None


def mine(actor: Actor) -> tuple[Q, ...]:
    """Return the reader's inboxes as conditions that each have an index.

    A body's inbox is read by those who act for it: posts that grant none of
    `settings.NOTICE_OPENS` are not told what others are asked to do. What lies unread for somebody
    who is away is read by whoever stands in.
    """
    own = Q(inbox=Inbox.PERSON, inbox_id=actor.person or 0)
    away = [
        Q(inbox=Inbox.PERSON, inbox_id=person, read_at__isnull=True)
        for person in sorted(actor.stands_for)
    ]
    acting = {
        b
        for g in actor.grants
        if g.permission in settings.NOTICE_OPENS and g.level <= settings.NOTICE_OPENS_TO
        for b in g.bodies
    }
    return (own, *away, *(Q(inbox=Inbox.BODY, inbox_id=body) for body in sorted(acting)))


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


def waiting_for(person: int | None) -> list[Notice]:
    """Return a person's own unread notices that will be passed on, newest first; one query."""
    mine = Notice.objects.filter(inbox=Inbox.PERSON, inbox_id=person or 0, read_at__isnull=True)
    return list(mine.filter(pass_on_at__isnull=False).order_by("-id")[:50])


def noted_about(subject_kind: str, subject_id: UUID, person: int | None) -> list[Notice]:
    """Return the calls made by hand about a subject, and what a person has not read of it."""
    about = Notice.objects.filter(subject_kind=subject_kind, subject_id=subject_id)
    mine = Q(inbox=Inbox.PERSON, inbox_id=person or 0, read_at__isnull=True)
    return list(about.filter(Q(rang_at__isnull=False) | mine).order_by("rang_at", "id"))


def unread_count(actor: Actor) -> int:
    """Return how many notices wait unread, counting no further than 100 (shown as 99+)."""
    return min(counted([unread(actor)])[0], COUNT_TO + 1)


def unread(actor: Actor) -> QuerySet | None:
    """Return the query of what waits unread, for `counted`; None for who has no inbox."""
    if actor.person is None:
        return None
    legs = [
        Notice.objects.filter(leg, read_at__isnull=True)
        .order_by("-id")
        .values("pk")[: COUNT_TO + 1]
        for leg in mine(actor)
    ]
    return legs[0].union(*legs[1:], all=True) if legs[1:] else legs[0]


def readers(on: date, inboxes: Collection[tuple[str, int]]) -> list[Reader]:
    """Return who reads any of some inboxes on a day, as `settings.NOTICE_READERS` answers."""
    persons = {i for inbox, i in inboxes if inbox == Inbox.PERSON}
    bodies = {i for inbox, i in inboxes if inbox == Inbox.BODY}
    found: list[Reader] = import_string(settings.NOTICE_READERS)(on, persons, bodies)
    return found


def called(inboxes: Collection[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """Return what inboxes are called, as `settings.NOTICE_INBOXES` answers."""
    found: dict[tuple[str, int], str] = import_string(settings.NOTICE_INBOXES)(inboxes)
    return found if inboxes else {}


def by_email(users: Iterable[int], what: str) -> frozenset[int]:
    """Return which of some logins have an address and want `single`, `morning` or `evening`."""
    wanted = set(users)
    if not wanted:
        return frozenset()
    usual = getattr(Wish(), what)
    said = dict(Wish.objects.filter(pk__in=wanted).order_by("pk").values_list("pk", what))
    reachable = get_user_model().objects.filter(pk__in=wanted, is_active=True).exclude(email="")
    ids = reachable.order_by("pk").values_list("pk", flat=True)
    return frozenset(u for u in ids if said.get(u, usual))


def wish_of(user_id: int) -> Wish:
    """Return what a login wants by e-mail, the usual where it never said."""
    return Wish.objects.filter(pk=user_id).first() or Wish(user_id=user_id)


def hours(on: date) -> Hours:
    """Return the hours of telling on a day, as `settings.NOTICE_HOURS` answers."""
    found: Hours = import_string(settings.NOTICE_HOURS)(on)
    return found


def lists_of(person: int, on: date) -> list[DayList]:
    """Return a person's lists of a day, the newest first."""
    return list(DayList.objects.filter(person_id=person, day=on).order_by("-until"))


def counts_of(person: int, on: date) -> list[TellingCount]:
    """Return how often a person was told something on each of the last days, newest first."""
    since = on - timedelta(days=DAYS - 1)
    rows = TellingCount.objects.filter(person_id=person, day__range=(since, on))
    return list(rows.order_by("-day"))


@dataclass(frozen=True, slots=True)
class DaySum:
    """A day in sum: people told something, notices, and how they were spread; nobody is named."""

    day: date
    people: int
    singles: int
    lists: int
    spread: dict[str, int]


def sums(on: date, days: int = DAYS) -> list[DaySum]:
    """Return the last days in sum, newest first; one query."""
    since = on - timedelta(days=days - 1)
    rows = TellingCount.objects.filter(day__range=(since, on)).order_by("day", "person_id")
    held: dict[date, list[tuple[int, int]]] = {}
    for day, singles, lists in rows.values_list("day", "singles", "lists"):
        held.setdefault(day, []).append((singles, lists))
    return [
        DaySum(day, len(c), sum(s for s, _ in c), sum(n for _, n in c), spread([s for s, _ in c]))
        for day, c in sorted(held.items(), reverse=True)
    ]
