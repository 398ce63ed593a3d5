"""The Atlas of today's tree or an earlier one, kept per process and in a file."""

from __future__ import annotations

import threading
import time
from bisect import bisect_right
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

import numpy as np
from django.conf import settings
from django.db import connection

from linli.domain.territory.models import PlaceVersion, TreeVersion
from linli.domain.territory.rules.atlas import Atlas

KEPT = 3  # trees in memory: today's, the one asked for, one spare
FRESH = 1.0  # seconds for which the tree's mark is believed without asking again

_lock = threading.RLock()
_trees: OrderedDict[tuple[UUID, date | None, bool], Atlas] = OrderedDict()


@dataclass
class _Seen:
    """What was last known of the tree: its mark, when it was asked, its days of change."""

    mark: UUID | None = None
    asked: float = float("-inf")
    days: tuple[date, ...] | None = None


_seen = _Seen()


def forget() -> None:
    """Ask the database again at the next question (after a change, and between tests)."""
    _seen.asked = float("-inf")


def tree_mark() -> UUID:
    """Return the mark of the tree, asking the database at most once a second."""
    now = time.monotonic()
    if _seen.mark is None or now - _seen.asked > FRESH:
        mark = TreeVersion.objects.values_list("mark", flat=True).first() or UUID(int=0)
        if mark != _seen.mark:
            _seen.mark, _seen.days = mark, None
        _seen.asked = now
    return _seen.mark


def changed() -> tuple[date, ...]:
    """Return the days on which any place began, ended or changed, ascending."""
    tree_mark()
    if _seen.days is None:
        begun = PlaceVersion.objects.filter(valid_from__isnull=False).order_by()
        ended = PlaceVersion.objects.filter(valid_to__isnull=False).order_by()
        days = begun.values_list("valid_from").union(ended.values_list("valid_to"))
        _seen.days = tuple(sorted(day for (day,) in days))
    return _seen.days


def atlas(on: date | None = None) -> Atlas:
    """Return the tree on a day (None = as last written), from memory, the cache file or the rows.

    Raises ValueError if the rows make a cycle.
    """
    with _lock:
        mark = tree_mark()
        since: date | None = None
        if on is not None and (days := changed()):
            before = bisect_right(days, on)
            since = days[before - 1] if before else None
        key = (mark, since, on is None)
        if key not in _trees:
            _trees[key] = _from_file(mark, since, on)
            while len(_trees) > KEPT:
                _trees.popitem(last=False)
        _trees.move_to_end(key)
        return _trees[key]


def _from_file(mark: UUID, since: date | None, on: date | None) -> Atlas:
    if mark.int == 0:
        return from_rows(on)
    folder = Path(settings.VAR) / "atlas"
    label = "last" if on is None else since.isoformat() if since else "first"
    path = folder / f"{mark.hex}-{label}.npz"
    try:
        return Atlas.load(path)
    except (OSError, ValueError, KeyError):
        made = from_rows(on)
    if len(made) > 10_000:  # small trees build faster than a file opens
        folder.mkdir(parents=True, exist_ok=True)
        _keep_few(folder)
        made.save(path)
    return made


def _keep_few(folder: Path) -> None:
    old = sorted(folder.glob("*.npz"), key=lambda p: p.stat().st_mtime)[: -3 * KEPT]
    for path in old:
        path.unlink(missing_ok=True)


def from_rows(on: date | None) -> Atlas:
    """Read (id, parent, level) of every place on a day and build the Atlas."""
    rows = PlaceVersion.objects.on(on).order_by()
    sql, params = rows.values_list("place_id", "parent_id", "level").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        flat = np.fromiter(
            ((i, p or 0, v) for i, p, v in cursor), dtype=np.dtype((np.int64, 3)), count=-1
        )
    return Atlas.build(flat[:, 0], flat[:, 1], flat[:, 2])
