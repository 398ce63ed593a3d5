"""Bringing in a published list of divisions, into an empty tree or beside what is there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from time import perf_counter
from typing import Any

from django.db import connection, transaction

from linli.domain.territory.actions.recording import record
from linli.domain.territory.actions.rows import COLUMNS
from linli.domain.territory.actions.tree import mark_tree, permit
from linli.domain.territory.models import PlaceCode, PlaceVersion
from linli.domain.territory.rules.divisions import Division
from linli.domain.territory.rules.pinyin import keys_of
from linli.foundation.database.bulk import indexed_after
from linli.foundation.database.keys import copy_rows, reserve
from linli.kernel.access import Actor

TABLES = ("territory_placeversion", "territory_placecode")


@dataclass
class Imported:
    """What an import did: counts by level and kind, and the entries that differ from ours."""

    read: int = 0
    created: int = 0
    already: int = 0
    levels: dict[str, int] = field(default_factory=dict)
    kinds: dict[str, int] = field(default_factory=dict)
    differs: list[dict[str, str]] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return everything as plain values."""
        return asdict(self)


@transaction.atomic
def import_divisions(
    *,
    by: Actor,
    at: datetime,
    divisions: Sequence[Division],
    source: str,
    step: Callable[[str], None] = lambda _: None,
) -> Imported:
    """Create the places of a list that are not here yet, valid since ever; all or nothing.

    A code that is here under another name, kind or parent is reported and left alone: a list
    without dates changes nothing that has a history. Running it again creates nothing.
    """
    permit(by, None, None)
    mark_tree(at=at)
    told = Imported(read=len(divisions))
    _import(divisions, source, told, step)
    root = PlaceCode.objects.get(code=divisions[0].code).place_id
    data = {"created": told.created, "already": told.already}
    record(by=by, at=at, place=root, move="import_divisions", data=data)
    return told


def _import(
    divisions: Sequence[Division], source: str, told: Imported, step: Callable[[str], None]
) -> None:
    told.levels = dict(Counter(d.level.name.lower() for d in divisions))
    told.kinds = dict(Counter(d.kind.value for d in divisions))
    if not PlaceVersion.objects.exists():
        with indexed_after(TABLES):
            _create(divisions, {}, source, told, step)
            began = perf_counter()
            step("indexes")
        told.seconds["indexes"] = round(perf_counter() - began, 2)
        return
    here = _here()
    _create([d for d in divisions if d.code not in here], here, source, told, step)
    told.differs = list(_differences(divisions, here))
    told.already = told.read - told.created


def _create(
    divisions: Sequence[Division],
    here: dict[str, tuple[Any, ...]],
    source: str,
    told: Imported,
    step: Callable[[str], None],
) -> None:
    began = perf_counter()
    step("pinyin")
    keys = keys_of({d.name for d in divisions})
    told.seconds["pinyin"] = round(perf_counter() - began, 2)
    began = perf_counter()
    step("rows")
    ids = {c: row[0] for c, row in here.items()}
    ids |= zip([d.code for d in divisions], reserve("territory_place", len(divisions)), strict=True)
    rows = reserve("territory_placeversion", len(divisions))
    copy_rows("territory_place", ("id",), ((ids[d.code],) for d in divisions))
    copy_rows(
        "territory_placecode", ("code", "place_id"), ((d.code, ids[d.code]) for d in divisions)
    )
    told.created = copy_rows(
        "territory_placeversion",
        COLUMNS,
        (
            (
                row,
                ids[d.code],
                ids[d.parent] if d.parent else None,
                d.code,
                d.name,
                d.official,
                d.kind.value,
                int(d.level),
                *keys[d.name],
                False,
                source,
                "",
                None,
                None,
            )
            for row, d in zip(rows, divisions, strict=True)
        ),
    )
    told.seconds["rows"] = round(perf_counter() - began, 2)


def _here() -> dict[str, tuple[Any, ...]]:
    """Return (place, name, kind, parent's code) by every code ever given, with its last row."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT ON (c.code) c.code, c.place_id, v.name, v.kind, p.code "
            "FROM territory_placecode c JOIN territory_placeversion v USING (place_id) "
            "LEFT JOIN territory_placeversion p "
            "ON p.place_id = v.parent_id AND p.valid_to IS NOT DISTINCT FROM v.valid_to "
            "ORDER BY c.code, v.valid_to DESC NULLS FIRST"
        )
        return {code: row for code, *row in cursor.fetchall()}


def _differences(
    divisions: Sequence[Division], here: dict[str, tuple[Any, ...]]
) -> list[dict[str, str]]:
    found = []
    for d in divisions:
        if d.code not in here:
            continue
        _, name, kind, parent = here[d.code]
        theirs = {"name": d.name, "kind": d.kind.value, "parent": d.parent}
        ours = {"name": name, "kind": kind, "parent": parent or ""}
        found += [
            {"code": d.code, "what": key, "ours": ours[key], "theirs": theirs[key]}
            for key in theirs
            if ours[key] != theirs[key]
        ]
    return found
