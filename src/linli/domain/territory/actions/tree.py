"""The mark of the tree, and who may change it."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.db import connection, transaction

from linli.domain.territory import queries
from linli.domain.territory.models import TreeVersion
from linli.domain.territory.states import CHANGE
from linli.foundation.database.revision import forgotten
from linli.kernel.access import Actor, ActorKind, Target, can
from linli.kernel.errors import NotPermitted

PERMISSION = CHANGE


@transaction.atomic
def mark_tree(*, at: datetime) -> None:
    """Give the tree a new mark: writers of places queue here until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO territory_treeversion (id, number, mark, at) VALUES (1, 1, %s, %s) "
            "ON CONFLICT (id) DO UPDATE SET number = territory_treeversion.number + 1, "
            "mark = excluded.mark, at = excluded.at",
            [uuid.uuid4(), at],
        )
    queries.forget()
    forgotten()
    transaction.on_commit(queries.forget)


def lock_tree() -> None:
    """Queue with the other writers of places, for a change that leaves the tree as it is."""
    TreeVersion.objects.select_for_update().filter(id=1).first()


def permit(by: Actor, place: int | None, on: date | None) -> None:
    """Refuse whoever may not change places here (403)."""
    if by.kind is ActorKind.SYSTEM:
        return
    path = queries.path_ids(place, on) if place is not None else frozenset()
    if not can(by, PERMISSION, Target(places=path)):
        raise NotPermitted("place_change_not_permitted")
