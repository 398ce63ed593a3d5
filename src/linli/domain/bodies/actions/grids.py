"""Posts over grids: one head and some workers for each grid of a village or community."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from linli.domain.bodies.actions.recording import permit, write
from linli.domain.bodies.models import Post
from linli.domain.bodies.queries import directory
from linli.domain.bodies.rules import subject_of
from linli.domain.bodies.states import DESK_KINDS, Permission, Role
from linli.domain.territory import queries as territory
from linli.domain.territory.models import Place
from linli.domain.territory.states import Level
from linli.foundation.database.keys import copy_rows, reserve
from linli.kernel.access import Actor

TITLES = {
    Role.GRID_HEAD: ("网格长", "Grid head"),
    Role.GRID_WORKER: ("网格员", "Grid worker"),
}


@transaction.atomic
def set_up_grid_posts(
    *, by: Actor, at: datetime, root: Place, workers: Mapping[int, int] | None = None
) -> int:
    """Set up a head's and a workers' post for every grid below a place; return how many posts.

    They belong to the committee of the grid's village or community. `workers` gives the quota by
    grid id, 1 otherwise. Grids that have posts already are left alone.
    """
    today = timezone.localdate(at)
    permit(by, Permission.MANAGE, root.pk, today)
    atlas, found = territory.atlas(today), directory()
    grids = [int(p) for p in atlas.subtree(root.pk) if atlas.level(int(p)) == Level.GRID]
    posted = Post.objects.filter(role=Role.GRID_WORKER, valid_to=None, place_id__in=grids)
    done = set(posted.order_by().values_list("place_id", flat=True))
    rows: list[tuple] = []
    for grid in grids:
        body = None if grid in done else found.at(atlas.path(grid)[-2], DESK_KINDS, today)
        if body is None:
            continue
        for role, quota in ((Role.GRID_HEAD, 1), (Role.GRID_WORKER, (workers or {}).get(grid, 1))):
            rows.append((body.id, role.value, *TITLES[role], grid, quota))
    keys = reserve("bodies_post", len(rows))
    columns = ("id", "body_id", "role", "title", "title_en", "place_id", "quota")
    copy_rows("bodies_post", columns, ((k, *r) for k, r in zip(keys, rows, strict=True)))
    if rows:
        write(
            by=by,
            at=at,
            subject=subject_of("grids", root.pk),
            place_id=root.pk,
            body_id=None,
            move="set_up_grid_posts",
            data={"posts": len(rows)},
        )
    return len(rows)
