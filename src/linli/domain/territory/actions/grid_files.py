"""Grids as GeoJSON: taken in whole or not at all, each fault by its feature."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from linli.domain.territory.actions.gridding import GridWish, draw_grid, redraw_grid
from linli.domain.territory.actions.tree import permit
from linli.domain.territory.models import Place, PlaceVersion
from linli.domain.territory.queries.called import place_called
from linli.domain.territory.queries.places import path_ids
from linli.domain.territory.rules.names import clean_name
from linli.domain.territory.states import Kind
from linli.kernel.access import Actor
from linli.kernel.errors import Invalid, Refusal

MOST = 2_000
KINDS: Mapping[str, Kind] = {
    **{k.value: k for k in (Kind.GRID, Kind.MICRO_GRID, Kind.ESTATE, Kind.BUILDING)},
    "网格": Kind.GRID,
    "微网格": Kind.MICRO_GRID,
    "小区": Kind.ESTATE,
    "楼栋": Kind.BUILDING,
}
_ORDER = tuple(KINDS.values())


@dataclass(frozen=True, slots=True)
class FeatureFault:
    """What is wrong with one feature: its number from 1 (0: the file), its name, a refusal."""

    number: int
    name: str
    code: str
    params: Mapping[str, Any]


@dataclass
class GridsTaken:
    """What a file did, or would do; with any fault nothing was written."""

    created: int = 0
    redrawn: int = 0
    already: int = 0
    faults: list[FeatureFault] = field(default_factory=list)
    written: bool = False


def take_grids(
    *,
    by: Actor,
    at: datetime,
    root: Place,
    data: bytes,
    since: date | None = None,
    dry_run: bool = False,
) -> GridsTaken:
    """Bring in grids with their outlines as GeoJSON; the same file again changes nothing.

    A feature says `name`, `kind`, `parent` (a code, a name, or a path) and perhaps its `code`; one
    that stands is redrawn where its outline differs. Raises Invalid for a file that is none,
    NotPermitted.
    """
    permit(by, root.pk, since)
    features = _features(data)
    told = GridsTaken()
    with transaction.atomic():
        for number, feature in features:
            try:
                with transaction.atomic():
                    _take(by, at, root, feature, since, told)
            except Refusal as refusal:
                name = str((feature.get("properties") or {}).get("name", ""))[:64]
                told.faults.append(FeatureFault(number, name, refusal.code, refusal.params))
        told.written = not (told.faults or dry_run)
        transaction.set_rollback(not told.written)
    return told


def _features(data: bytes) -> Sequence[tuple[int, dict[str, Any]]]:
    """Return the features with their numbers, larger levels first."""
    try:
        whole = json.loads(data.decode("utf-8-sig"))
        found = [dict(f) for f in whole["features"]]
    except (UnicodeDecodeError, ValueError, KeyError, TypeError):
        raise Invalid("grids_not_geojson", field="file") from None
    if not found or len(found) > MOST:
        raise Invalid("grids_number", field="file", most=MOST)
    return sorted(enumerate(found, start=1), key=lambda f: (_rank(f[1]), f[0]))


def _rank(feature: Mapping[str, Any]) -> int:
    kind = KINDS.get(str((feature.get("properties") or {}).get("kind", "")))
    return _ORDER.index(kind) if kind else 0


def _take(
    by: Actor,
    at: datetime,
    root: Place,
    feature: Mapping[str, Any],
    since: date | None,
    told: GridsTaken,
) -> None:
    said = feature.get("properties") or {}
    kind = KINDS.get(str(said.get("kind", "")))
    if kind is None:
        raise Invalid("grids_kind", field="kind", kind=str(said.get("kind", ""))[:20])
    name, code = clean_name(str(said.get("name") or "")), str(said.get("code") or "").strip()
    parent = place_called(str(said.get("parent") or ""), within=root.pk)
    outline = feature.get("geometry") or None
    stands = _standing(root, parent, kind, name, code, since)
    if stands is None:
        wish = GridWish(kind, name, code, outline)
        draw_grid(by=by, at=at, parent=parent, wish=wish, since=since, source="GeoJSON")
        told.created += 1
    elif outline is None:
        told.already += 1
    else:
        drawn = redraw_grid(
            by=by, at=at, place=stands, outline=outline, since=since, source="GeoJSON"
        )
        told.redrawn += drawn is not None
        told.already += drawn is None


def _standing(
    root: Place, parent: Place, kind: Kind, name: str, code: str, on: date | None
) -> Place | None:
    """Return the place that a feature is of: by its code in the root, else by name and parent."""
    rows = PlaceVersion.objects.on(on).filter(kind=kind)
    rows = rows.filter(code=code) if code else rows.filter(parent=parent, name=name)
    held = rows.select_related("place").order_by("id").first()
    if held is None or root.pk not in path_ids(held.place_id, on):
        return None  # of another place: its code is refused as taken
    return held.place
