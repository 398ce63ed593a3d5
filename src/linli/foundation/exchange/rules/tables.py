"""From raw cells to a typed table: the header found, titles matched, every fault told by cell."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from linli.foundation.exchange.rules.cells import Raw, Wrong, read, shown
from linli.foundation.exchange.rules.columns import EXAMPLE, MARK, Column, Spec, tidy
from linli.foundation.exchange.rules.forbidden import is_forbidden
from linli.kernel.codes import plain
from linli.kernel.errors import Invalid

HEADER_WITHIN = 20  # rows of titles, units and dates that may stand above the header
_TOTALS = ("合计", "总计", "小计", "累计", "total", "sum")
_MARKS = frozenset(map(tidy, MARK))
_EXAMPLES = frozenset(map(tidy, EXAMPLE))
_FOOT = ("填报人", "填表人", "制表", "审核人", "注:", "备注:", "说明:", "单位负责人")

# A merged range: first row, first column, last row, last column, from 0.
Merged = tuple[int, int, int, int]


@dataclass(frozen=True)
class Grid:
    """The raw cells of one sheet, from its first row and column, and what is special about it."""

    cells: Sequence[Sequence[Raw]]
    merged: tuple[Merged, ...] = ()
    hidden: frozenset[int] = frozenset()  # columns, from 0
    sheet: str = ""
    other_sheets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: row as the spreadsheet numbers it, title of the column, text key and its values.

    Row 0 is the whole file, an empty column the whole row.
    """

    row: int
    column: str
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """One good row: its number in the spreadsheet and a value (or None) for every column's name."""

    number: int
    values: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        """Return the value of a column by its name."""
        return self.values[name]


@dataclass(frozen=True)
class Table:
    """What a file gave: rows without fault, faults by row and column, and what was left aside."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    titles: Mapping[str, str]  # column name -> title in the file
    dropped: tuple[str, ...] = ()  # titles that must not be collected; their cells were not read
    ignored: tuple[str, ...] = ()  # titles that nobody declared
    hidden: tuple[str, ...] = ()  # titles of hidden columns that were read
    skipped: tuple[int, ...] = ()  # rows of totals and signatures, and with no cell of ours
    examples: tuple[int, ...] = ()  # rows that are the template's own example
    other_sheets: tuple[str, ...] = ()

    @property
    def faulty_rows(self) -> frozenset[int]:
        """Numbers of the rows that have a fault."""
        return frozenset(p.row for p in self.problems)


@dataclass(frozen=True, slots=True)
class _Header:
    row: int
    columns: Mapping[int, Column]
    titles: Mapping[int, str]


def tabulate(grid: Grid, spec: Spec) -> Table:
    """Read a grid by its declared columns; raises Invalid when no header or too many rows."""
    header = _header(grid, spec)
    used = {n: t for n, t in header.titles.items() if t}
    body = _body(grid, header)
    if len(body) > spec.most_rows:
        raise Invalid("table_too_many_rows", rows=len(body), most=spec.most_rows)
    examples = tuple(n for n, cells in body if _is_example(cells))
    rows, problems, skipped = _rows([r for r in body if r[0] not in examples], header, spec)
    changed = [n for n, cells in body if n in examples and not _unchanged(cells, header, spec)]
    return Table(
        rows=rows,
        problems=(*(Problem(n, "", "exchange.row.still_example") for n in changed), *problems),
        skipped=skipped,
        examples=examples,
        titles={c.name: header.titles[n] for n, c in header.columns.items()},
        dropped=tuple(t for t in used.values() if is_forbidden(t)),
        ignored=tuple(
            t
            for n, t in used.items()
            if n not in header.columns and not is_forbidden(t)
            if not (spec.name and tidy(t) in _MARKS)
        ),
        hidden=tuple(t for n, t in used.items() if n in grid.hidden and not is_forbidden(t)),
        other_sheets=grid.other_sheets,
    )


def _header(grid: Grid, spec: Spec) -> _Header:
    """Return the row above which only titles stand: the one that names the most columns."""
    best = _Header(0, {}, {})
    for number, cells in enumerate(grid.cells[:HEADER_WITHIN]):
        titles = {n: " ".join(shown(c).split()) for n, c in enumerate(cells)}
        found = {n: c for n, t in titles.items() if (c := _column(t, spec)) is not None}
        if len(found) > len(best.columns):
            best = _Header(number, found, titles)
    _check_header(best, grid, spec)
    return best


def _column(title: str, spec: Spec) -> Column | None:
    return None if not title or is_forbidden(title) else spec.column(title)


def _check_header(header: _Header, grid: Grid, spec: Spec) -> None:
    found = [c.name for c in header.columns.values()]
    missing = [c for c in spec.columns if c.required and c.name not in found]
    if missing or not found:
        titles = [
            t for t in (header.titles or _fullest(grid)).values() if t and not is_forbidden(t)
        ]
        raise Invalid(
            "columns_missing",
            missing=_listed(c.titles[0] for c in missing or spec.columns),
            expected=_listed(c.titles[0] for c in spec.columns),
            found=_listed(titles) or "–",
            perhaps=_listed(_renamed(missing, titles, spec)) or "–",
        )
    twice = next((c for c in spec.columns if found.count(c.name) > 1), None)
    if twice:
        raise Invalid("column_twice", title=twice.titles[0])


def _listed(words: Any) -> str:
    return "、".join(words)


def _fullest(grid: Grid) -> dict[int, str]:
    rows = [[shown(c).strip()[:20] for c in row] for row in grid.cells[:HEADER_WITHIN]]
    return dict(enumerate(max(rows, key=lambda r: sum(map(bool, r)), default=[])))


def _renamed(missing: list[Column], titles: list[str], spec: Spec) -> list[str]:
    """Return the unknown titles that look like a missing one."""
    unknown = {tidy(t): t for t in titles if spec.column(t) is None}
    wanted = [tidy(t) for c in missing for t in c.titles]
    near = [difflib.get_close_matches(w, unknown, n=1, cutoff=0.5) for w in wanted]
    return list(dict.fromkeys(unknown[n] for found in near for n in found))


def _body(grid: Grid, header: _Header) -> list[tuple[int, list[Raw]]]:
    """Return numbered rows below the header, merged cells filled, empty rows left out."""
    first = 1 + max([header.row, *(m[2] for m in grid.merged if m[0] == header.row)])
    cells = {n: list(row) for n, row in enumerate(grid.cells) if n >= first}
    for top, left, bottom, right in grid.merged:
        if top >= first and left < len(cells.get(top, ())):
            _fill(cells, cells[top][left], (top, left, bottom, right))
    return [(n + 1, row) for n, row in cells.items() if any(shown(c).strip() for c in row)]


def _fill(cells: dict[int, list[Raw]], value: Raw, merged: Merged) -> None:
    top, left, bottom, right = merged
    for n in range(top, min(bottom, top + len(cells)) + 1):
        row = cells.get(n, [])
        for c in range(left, min(right + 1, len(row))):
            row[c] = value


def _rows(
    body: list[tuple[int, list[Raw]]], header: _Header, spec: Spec
) -> tuple[tuple[Row, ...], tuple[Problem, ...], tuple[int, ...]]:
    rows: list[Row] = []
    problems: list[Problem] = []
    skipped: list[int] = []
    absent = {c.name: None for c in spec.columns}
    for number, cells in body:
        if _is_foot(cells) or _repeats(cells, header) or not _says_anything(cells, header):
            skipped.append(number)
            continue
        values, wrong = _row(number, cells, header, spec)
        problems += wrong
        if not wrong:
            rows.append(Row(number, absent | values))
    return tuple(rows), tuple(problems), tuple(skipped)


def _row(
    number: int, cells: list[Raw], header: _Header, spec: Spec
) -> tuple[dict[str, Any], list[Problem]]:
    values: dict[str, Any] = {}
    wrong: list[Problem] = []
    for n, column in header.columns.items():
        try:
            values[column.name] = read(cells[n] if n < len(cells) else None, column, spec.zone)
        except Wrong as fault:
            wrong.append(Problem(number, header.titles[n], fault.code, fault.params))
    return values, wrong


def _is_foot(cells: list[Raw]) -> bool:
    first = next((plain(shown(c)) for c in cells if shown(c).strip()), "")
    compact = "".join(first.split()).lower()
    return compact.rstrip(":") in _TOTALS or compact.startswith(_FOOT)


def _says_anything(cells: list[Raw], header: _Header) -> bool:
    """Tell whether a row has a cell of a declared column: running numbers alone are no row."""
    return any(n < len(cells) and shown(cells[n]).strip() for n in header.columns)


def _is_example(cells: list[Raw]) -> bool:
    return tidy(next((shown(c) for c in cells if shown(c).strip()), "")) in _EXAMPLES


def _unchanged(cells: list[Raw], header: _Header, spec: Spec) -> bool:
    """Tell whether an example row still says what the template said; else somebody typed in it."""
    return not spec.example or all(
        tidy(shown(cells[n]) if n < len(cells) else "") == tidy(spec.example.get(c.name, ""))
        for n, c in header.columns.items()
    )


def _repeats(cells: list[Raw], header: _Header) -> bool:
    """Tell whether a row is the header again, as at the top of a printed page."""
    return all(
        n < len(cells) and tidy(shown(cells[n])) == tidy(header.titles[n]) for n in header.columns
    )
