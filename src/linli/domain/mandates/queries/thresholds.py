"""Thresholds by key, place and day: read with the catalogue, so that they cost no query."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path

from linli.domain.mandates.models import ThresholdRule
from linli.domain.mandates.rules.pack import Fault
from linli.domain.mandates.rules.thresholds import (
    COLUMNS,
    Held,
    ThresholdRow,
    Thresholds,
    read_thresholds,
)
from linli.kernel.errors import Invalid
from linli.kernel.tenure import Tenure

SHIPPED = Path(__file__).parents[1] / "data" / "default" / "thresholds.csv"


def parsed(text: str) -> tuple[list[ThresholdRow], list[Fault]]:
    """Return the thresholds of a CSV text and its faults; raises Invalid without its columns."""
    reader = csv.DictReader(text.splitlines(), strict=True)
    missing = [c for c in COLUMNS if c not in (reader.fieldnames or ())]
    if missing:
        raise Invalid("pack_columns_missing", columns="、".join(missing))
    return read_thresholds(reader)


@lru_cache(maxsize=1)
def shipped() -> tuple[ThresholdRow, ...]:
    """Return the proposals that come with the software; a faulty file stops the start."""
    rows, faults = parsed(SHIPPED.read_text(encoding="utf-8"))
    if faults:
        raise ValueError(f"{SHIPPED.name}: {faults}")
    return tuple(rows)


def read() -> Thresholds:
    """Read all values; one query. A key not yet written as a row holds by its shipped line."""
    rows = ThresholdRule.objects.select_related("threshold").order_by("threshold__key", "id")
    held = [_held(row) for row in rows]
    everywhere = {row.key for row in held if row.place is None}
    return Thresholds.of([*held, *_proposed(everywhere)])


def _held(row: ThresholdRule) -> Held:
    what = row.threshold
    return Held(
        key=what.key,
        kind=what.kind,
        value=row.value,
        name=what.name,
        name_en=what.name_en,
        basis=row.basis,
        basis_en=row.basis_en,
        place=row.place_id,
        tenure=Tenure(row.valid_from, row.valid_to),
    )


def _proposed(known: set[str]) -> Iterator[Held]:
    for row in shipped():
        if row.key not in known:
            yield Held(**{c: getattr(row, c) for c in COLUMNS})


def all_at(thresholds: Thresholds, path: tuple[int, ...], on: date) -> list[Held]:
    """Return what holds for every key on a day, in the order of the keys."""
    return [thresholds.at(key, path, on) for key in sorted(thresholds.values)]
