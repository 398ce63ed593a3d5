"""A program of its own: a workbook from standard input, its visible sheets as JSON to the output.

The reader allocates a sheet as one block from its first to its last cell, and a failed allocation
ends the process. So it reads in a process that has little memory and nothing to lose; this file
is run by its path and imports nothing of ours.

The answer is [[name, end, cells, merged], ...]; `cells` is null where `end` (the last row and
column, from 0) passes the limits given as arguments. Exit codes: 3 has a password, 4 unreadable.
"""

from __future__ import annotations

import io
import json
import sys
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

ENCRYPTED, UNREADABLE = 3, 4
MOST_MEMORY = 1536 * 2**20


def main(most_rows: int, most_columns: int) -> int:
    """Read, answer, and return the exit code."""
    _limit_memory()
    try:
        book = load_workbook(io.BytesIO(sys.stdin.buffer.read()))
        sheets = [_sheet(s, most_rows, most_columns) for s in _visible(book)]
    except PasswordError:
        return ENCRYPTED
    except CalamineError:
        return UNREADABLE
    sys.stdout.buffer.write(json.dumps(sheets, default=_tagged, ensure_ascii=False).encode())
    return 0


def _visible(book: CalamineWorkbook) -> list[CalamineSheet]:
    return [
        book.get_sheet_by_name(m.name)
        for m in book.sheets_metadata
        if m.visible is SheetVisibleEnum.Visible and m.typ is SheetTypeEnum.WorkSheet
    ]


def _sheet(sheet: CalamineSheet, most_rows: int, most_columns: int) -> list[Any]:
    end = sheet.end
    if end is None or end[0] >= most_rows or end[1] >= most_columns:
        return [sheet.name, end, None, []]
    cells = sheet.to_python(skip_empty_area=False)
    return [sheet.name, end, cells, [[*a, *b] for a, b in sheet.merged_cell_ranges or ()]]


def _tagged(value: object) -> dict[str, str]:
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, time | timedelta):
        return {"text": str(value)}
    raise TypeError(type(value).__name__)


def _limit_memory() -> None:
    try:
        import resource  # noqa: PLC0415 - only where the system has it
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
