"""A pack of matters as rows of a file: read, judged cell by cell, never trusted."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from linli.domain.mandates.states import CalendarKind, Urgency, Verification, Visibility
from linli.kernel.clock import Limit, Unit
from linli.kernel.errors import Refusal

COLUMNS = (
    *("code", "name", "name_en", "keywords", "urgency", "sign", "respond", "resolve"),
    *("evidence", "verification", "visibility", "on_grid", "lawful_refusal"),
    *("channel", "channel_en", "channel_phone", "basis", "basis_en"),
)
MOST_ROWS = 2000
_CODE = re.compile(r"\d\d(/\d\d){0,2}")
_LONGEST = {"name": 60, "name_en": 120, "channel": 60, "channel_en": 120, "channel_phone": 30}
_CALENDARS = {
    Unit.MINUTE: CalendarKind.CLOCK,
    Unit.OFFICE_MINUTE: CalendarKind.OFFICE,
    Unit.HOUR: CalendarKind.CLOCK,
    Unit.OFFICE_HOUR: CalendarKind.OFFICE,
    Unit.WORKDAY: CalendarKind.WORKDAY,
    Unit.DAY: CalendarKind.CLOCK,
}


class Fault(NamedTuple):
    """What is wrong with one cell: the file's line, the column, a code, the value as given."""

    line: int
    column: str
    code: str
    value: str


@dataclass(frozen=True, slots=True)
class PackRow:
    """One matter with its terms, as models keep them; empty terms are filled by its ancestors."""

    code: str
    name: str
    name_en: str
    keywords: tuple[str, ...]
    terms: Mapping[str, Any] = field(hash=False)

    @property
    def parent(self) -> str | None:
        """Code of the matter above, None on the first level."""
        return self.code.rpartition("/")[0] or None


def read_pack(rows: Iterable[Mapping[str | None, Any]]) -> tuple[list[PackRow], list[Fault]]:
    """Return the matters of a pack and every fault in it, by the file's lines (header is 1)."""
    good: list[PackRow] = []
    faults: list[Fault] = []
    seen: set[str] = set()
    for line, row in enumerate(rows, start=2):
        if line > MOST_ROWS + 1:
            return good, [*faults, Fault(line, "", "too_many_rows", str(MOST_ROWS))]
        cells = {c: clean(row.get(c)) for c in COLUMNS}
        found = _faults(line, row, cells, seen)
        faults += found
        seen.add(cells["code"])
        if not found:
            good.append(_row(cells))
    return good, faults


def missing_columns(header: Sequence[str] | None) -> list[str]:
    """Return the columns a pack's header lacks."""
    return [c for c in COLUMNS if c not in (header or ())]


def clean(value: Any) -> str:
    """Return a cell's text in one form."""
    return unicodedata.normalize("NFC", str(value or "")).strip()


def _faults(
    line: int, row: Mapping[str | None, Any], cells: Mapping[str, str], seen: set[str]
) -> list[Fault]:
    found = [(column, foul(column, value)) for column, value in cells.items()]
    found += [("", "too_many_cells")] if row.get(None) else []
    found.append(("code", _judge_code(cells["code"], seen)))
    found += [(column, "empty") for column in ("name", "name_en") if not cells[column]]
    found += [
        (column, "unknown_value")
        for column, reader in _READERS.items()
        if cells[column] and reader(cells[column]) is None
    ]
    return [Fault(line, c, code, cells.get(c, "")[:40]) for c, code in found if code]


def foul(column: str, value: str) -> str | None:
    """Name what no cell may hold: control characters, a formula, more than the column takes."""
    if any(unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co"} for c in value):
        return "control_characters"
    if value[:1] in {"=", "+", "@"}:
        return "formula"
    return "too_long" if len(value) > _LONGEST.get(column, 200) else None


def _judge_code(code: str, seen: set[str]) -> str | None:
    if not _CODE.fullmatch(code) or not code.isascii():
        return "not_a_code"
    if code in seen:
        return "twice"
    return "parent_missing" if "/" in code and code.rpartition("/")[0] not in seen else None


def _limit(text: str) -> Limit | None:
    try:
        return Limit.parse(text)
    except Refusal:
        return None


def _flag(text: str) -> bool | None:
    return {"yes": True, "no": False}.get(text)


def _one_of(kind: Any) -> Any:
    values = {str(k.value): str(k.value) for k in kind}
    return values.get


_READERS = {
    "urgency": _one_of(Urgency),
    "sign": _limit,
    "respond": _limit,
    "resolve": _limit,
    "evidence": _flag,
    "verification": _one_of(Verification),
    "visibility": _one_of(Visibility),
    "on_grid": _flag,
    "lawful_refusal": _flag,
}


def _row(cells: Mapping[str, str]) -> PackRow:
    resolve = _limit(cells["resolve"]) if cells["resolve"] else None
    terms = {
        "urgency": cells["urgency"],
        "sign_limit": _text(cells["sign"]),
        "respond_limit": _text(cells["respond"]),
        "resolve_limit": _text(cells["resolve"]),
        "calendar": _CALENDARS[resolve.unit].value if resolve else "",
        "evidence_required": _flag(cells["evidence"]),
        "verification": cells["verification"],
        "visibility": cells["visibility"],
        "blocked_channel": cells["channel"],
        "blocked_channel_en": cells["channel_en"],
        "blocked_phone": cells["channel_phone"],
        "on_grid": _flag(cells["on_grid"]),
        "lawful_refusal": _flag(cells["lawful_refusal"]),
        "legal_basis": cells["basis"],
        "legal_basis_en": cells["basis_en"],
    }
    words = tuple(w[:30] for w in cells["keywords"].split())
    return PackRow(cells["code"], cells["name"], cells["name_en"], words, terms)


def _text(cell: str) -> str:
    limit = _limit(cell) if cell else None
    return limit.text if limit else ""
