"""Who reads which inbox, and at which hours people are told: what notices ask of the areas."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from django.conf import settings

from linli.config.roles import ROLES, FirstPage
from linli.domain.bodies import queries as bodies
from linli.domain.bodies.states import Role
from linli.domain.mandates import queries as mandates
from linli.domain.mandates.states import Permission as Mandates
from linli.domain.people import queries as people
from linli.domain.territory import queries as territory
from linli.foundation.notices.rules import Hours, Reader
from linli.foundation.notices.states import Inbox
from linli.foundation.ui.text import named

MANAGE = Mandates.MANAGE


def readers(on: date, persons: Collection[int], inboxes: Collection[int]) -> list[Reader]:
    """Return who reads the inboxes of some persons and bodies on a day; one query.

    A body's is read by the posts that act for it, as `notices.queries.mine` says; whoever stands
    in for somebody who is away reads what comes for that person too.
    """
    found: dict[int, Reader] = {}
    for row in bodies.grants_rows_in(on, persons, inboxes):
        held = found.get(row["person_id"], Reader(row["person_id"], row["user_id"], frozenset()))
        if row["body_id"] in inboxes and _acts(row["role"]):
            held = held._replace(bodies=held.bodies | {row["body_id"]})
        if row["for_person"] != held.person and row["for_person"] in persons:
            held = held._replace(stands_for=held.stands_for | {row["for_person"]})
        found[held.person] = held
    return [r for r in found.values() if r.bodies or r.stands_for or r.person in persons]


def _acts(role: str) -> bool:
    held = ROLES[Role(role)]
    if held.first_page is FirstPage.GRID:
        return False  # acts in a grid, not for the body (NOTICE_OPENS_TO)
    return any(name in settings.NOTICE_OPENS for name, _ in held.permissions)


def managers(place: int, on: date) -> set[int]:
    """Return who may change mandates at a place, by a post over it or above; one query."""
    roles = [r.value for r, d in ROLES.items() if any(n == MANAGE for n, _ in d.permissions)]
    return bodies.persons_over(roles, territory.atlas(on).path(place), on)


def hours(on: date) -> Hours:
    """Return when the lists are made and when nobody is disturbed on a day; everywhere alike."""
    names = ("morning", "evening", "quiet_from", "quiet_to")
    return Hours(**{n: mandates.threshold(f"notices.{n}", None, on).time for n in names})


def span(key: str, place: int | None, on: date) -> timedelta:
    """Return how long a general limit is at a place on a day."""
    return mandates.threshold(key, place, on).span


def inboxes(found: Collection[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """Return what inboxes are called: the body's name, the person's; two queries at most."""
    offices = bodies.named({i for inbox, i in found if inbox == Inbox.BODY})
    persons = people.named({i for inbox, i in found if inbox == Inbox.PERSON})
    out = {}
    for inbox, i in found:
        thing = offices.get(i) if inbox == Inbox.BODY else persons.get(i)
        if thing is not None:
            out[inbox, i] = named(thing)
    return out
