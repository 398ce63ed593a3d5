"""Who has a login and has never set its password, and the links by which they do, once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX

from linli.domain.bodies.models import Appointment
from linli.domain.territory import queries as territory
from linli.domain.territory.models import Place
from linli.foundation.accounts import actions as accounts


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who cannot sign in before a password is set."""

    user: int
    login: str
    name: str
    post: str
    body: str


def without_password(root: Place, on: date) -> list[Waiting]:
    """Return those with posts in a place whose login has no password, by name; one query."""
    places = [int(i) for i in territory.atlas(on).subtree(root.pk)]
    rows = (
        Appointment.objects.on(on)
        .filter(post__place_id__in=places, person__user__is_active=True)
        .filter(person__user__password__startswith=UNUSABLE_PASSWORD_PREFIX)
        .select_related("person__user", "post__body")
        .order_by("person__name", "id")
    )
    found: dict[int, Waiting] = {}
    for row in rows:
        user = row.person.user
        if user is None:  # the filter leaves nobody without one
            continue
        found.setdefault(
            user.pk,
            Waiting(user.pk, user.username, row.person.name, row.post.title, row.post.body.name),
        )
    return list(found.values())


def links_of(waiting: Iterable[Waiting]) -> dict[int, str]:
    """Return a one-time link for each; a password set meanwhile makes it stale."""
    users = get_user_model().objects.filter(pk__in=[w.user for w in waiting])
    return {u.pk: settings.ORIGIN + accounts.password_link(u) for u in users.order_by("pk")}
