"""Laying out grids, micro-grids, estates and buildings in bulk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from linli.domain.territory.actions.recording import record_many
from linli.domain.territory.actions.rows import COLUMNS
from linli.domain.territory.actions.tree import mark_tree, permit
from linli.domain.territory.models import PlaceCode, PlaceVersion
from linli.domain.territory.rules.names import clean_name
from linli.domain.territory.rules.nesting import check_parent, level_of
from linli.domain.territory.rules.pinyin import keys
from linli.domain.territory.states import Kind
from linli.foundation.database.keys import copy_rows, reserve
from linli.kernel.access import Actor
from linli.kernel.errors import Conflict, NotFound


@dataclass(frozen=True, slots=True)
class GridPlan:
    """One grid (micro-grid, estate, building) to lay out: its parent's code, its own, its name."""

    parent_code: str
    code: str
    name: str
    kind: Kind = Kind.GRID


@transaction.atomic
def lay_out_grids(
    *,
    by: Actor,
    at: datetime,
    plans: Sequence[GridPlan],
    valid_from: date | None = None,
    schematic: bool = True,
    instrument: str = "",
) -> dict[str, int]:
    """Create many places below villages and communities at once; returns ids by code.

    Parents may be laid out in the same call, before their children. All or nothing: a plan under
    anything but its proper level, or with a code ever used, refuses the whole call.
    """
    mark_tree(at=at)
    _refuse_taken([p.code for p in plans])
    ids = dict(zip([p.code for p in plans], reserve("territory_place", len(plans)), strict=True))
    parents = _parents({p.parent_code for p in plans} - set(ids), valid_from)
    for above, _ in parents.values():
        permit(by, above, valid_from)
    rows = _rows(plans, ids, parents, (schematic, "", instrument, valid_from, None))
    copy_rows("territory_place", ("id",), ((i,) for i in ids.values()))
    copy_rows("territory_placecode", ("code", "place_id"), ids.items())
    keys_ = reserve("territory_placeversion", len(rows))
    copy_rows(
        "territory_placeversion", COLUMNS, ((k, *r) for k, r in zip(keys_, rows, strict=True))
    )
    per_parent = Counter(p.parent_code for p in plans)
    tail = {"schematic": schematic, "since": valid_from}
    changes = {parents[code][0]: {"places": n} | tail for code, n in per_parent.items()}
    record_many(by=by, at=at, move="lay_out", changes=changes)
    return ids


def _rows(
    plans: Sequence[GridPlan],
    ids: dict[str, int],
    parents: dict[str, tuple[int, int]],
    tail: tuple[Any, ...],
) -> list[tuple[Any, ...]]:
    rows = []
    for plan in plans:
        if plan.parent_code not in parents:
            raise NotFound("unknown_place_code", place_code=plan.parent_code)
        above, above_level = parents[plan.parent_code]
        level = level_of(plan.kind)
        check_parent(level, above_level)
        place = ids[plan.code]
        parents[plan.code] = (place, level)
        name = clean_name(plan.name)
        rows.append((place, above, plan.code, name, "", plan.kind, int(level), *keys(name), *tail))
    return rows


def _parents(codes: Iterable[str], on: date | None) -> dict[str, tuple[int, int]]:
    rows = PlaceVersion.objects.on(on).filter(code__in=list(codes)).order_by()
    return {c: (i, v) for c, i, v in rows.values_list("code", "place_id", "level")}


def _refuse_taken(codes: Sequence[str]) -> None:
    taken = PlaceCode.objects.filter(code__in=codes).order_by("code").first()
    if taken is not None:
        raise Conflict("place_code_taken", field="code", place_code=taken.code)
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            raise Conflict("place_code_taken", field="code", place_code=code)
        seen.add(code)
