"""The Atlas of today's tree or an earlier one."""

from __future__ import annotations

from datetime import date

import numpy as np
from django.db import connection

from linli.domain.territory.models import PlaceVersion
from linli.domain.territory.queries.kept import Kept
from linli.domain.territory.rules.atlas import KINDS, Atlas


def atlas(on: date | None = None) -> Atlas:
    """Return the tree on a day (None = as last written), the same object between two changes.

    Raises ValueError if the rows make a cycle.
    """
    return _atlases.on(on)


def from_rows(on: date | None) -> Atlas:
    """Read (id, parent, level, kind) of every place on a day and build the Atlas."""
    rows = PlaceVersion.objects.on(on).order_by()
    sql, params = rows.values_list("place_id", "parent_id", "level", "kind").query.sql_with_params()
    number = {kind.value: n for n, kind in enumerate(KINDS)}
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        flat = np.fromiter(
            ((i, p or 0, v, number[k]) for i, p, v, k in cursor),
            dtype=np.dtype((np.int64, 4)),
            count=-1,
        )
    return Atlas.build(*(flat[:, column] for column in range(4)))


_atlases = Kept("tree", from_rows, Atlas.load, most=3)
