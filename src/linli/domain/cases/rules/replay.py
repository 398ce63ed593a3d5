"""Rebuild a state row from its entries: what the journal says must be what the row says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from linli.domain.cases.entries import BORN, TRACKED
from linli.domain.cases.procedures import PROCEDURES

COLUMNS: Mapping[str, str] = {**TRACKED, **BORN}
MOMENTS = frozenset({"due", "closed", "re_open_until"})


@dataclass(frozen=True, slots=True)
class Said:
    """What one entry says, as far as the row depends on it."""

    seq: int
    at: datetime
    procedure: str
    to_state: str | None
    is_reversal: bool
    data: Mapping[str, Any]


def replayed(entries: Iterable[Said]) -> dict[str, Any]:
    """Return the columns that the entries, in order, make; reversals only count the number on."""
    row: dict[str, Any] = {}
    for entry in entries:
        row["seq"] = entry.seq
        if entry.is_reversal:
            continue
        row["changed_at"] = entry.at
        row["procedure"] = entry.procedure
        row["state"] = entry.to_state or row.get("state")
        row.setdefault("filed_at", entry.at)
        for name, column in COLUMNS.items():
            if name in entry.data:
                row[column] = _value(name, entry.data[name])
    if row:
        row["open"] = PROCEDURES[row["procedure"]].state[row["state"]].open
        row["matter1"] = row["matter"][:2]
    return row


def _value(name: str, value: Any) -> Any:
    if name in MOMENTS and isinstance(value, str):
        return datetime.fromisoformat(value)
    if name == "origin" and isinstance(value, str):
        return UUID(value)
    return value
