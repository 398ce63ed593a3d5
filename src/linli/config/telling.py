"""Who reads which inbox, and at which hours people are told: what notices ask of the areas."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.conf import settings

from linli.config.roles import ROLES, FirstPage
from linli.domain.bodies import queries as bodies
from linli.domain.bodies.states import Role
from linli.domain.mandates import queries as mandates
from linli.foundation.notices.rules import Hours, Reader


def readers(on: date, persons: Collection[int], inboxes: Collection[int]) -> list[Reader]:
    """Return who reads the inboxes of some persons and bodies on a day; one query.

    A body's is read by the posts that act for it, as `notices.queries.mine` says.
    """
    found: dict[int, Reader] = {}
    for row in bodies.grants_rows_in(on, persons, inboxes):
        held = found.get(row["person_id"], Reader(row["person_id"], row["user_id"], frozenset()))
        if row["body_id"] in inboxes and _acts(row["role"]):
            held = held._replace(bodies=held.bodies | {row["body_id"]})
        found[held.person] = held
    return [r for r in found.values() if r.bodies or r.person in persons]


def _acts(role: str) -> bool:
    held = ROLES[Role(role)]
    if held.first_page is FirstPage.GRID:
        return False  # acts in a grid, not for the body (NOTICE_OPENS_TO)
    return any(name in settings.NOTICE_OPENS for name, _ in held.permissions)


def hours(on: date) -> Hours:
    """Return when the lists are made and when nobody is disturbed on a day; everywhere alike."""
    names = ("morning", "evening", "quiet_from", "quiet_to")
    return Hours(**{n: mandates.threshold(f"notices.{n}", None, on).time for n in names})
