"""Tables out: Excel and CSV, streamed, ids as text, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from linli.foundation.exchange.rules.columns import LOCAL
from linli.foundation.exchange.rules.safety import is_formula, safe

CHUNK = 64 * 1024
MOST_SHEET_ROWS = 1_000_000  # below Excel's 1,048,576; more goes to further sheets
MOST_CELL = 32_767  # characters, Excel's limit
_MOST_NUMBER = 10**15  # beyond that Excel loses digits: written as text


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of an export: its title in the reader's language and its width in characters."""

    title: str
    width: int = 16


Rows = Iterable[Sequence[Any]]


def csv_chunks(
    headings: Sequence[Heading], rows: Rows, *, zone: ZoneInfo = LOCAL
) -> Iterator[bytes]:
    """Yield a CSV file that Excel opens as it is: UTF-8 with BOM, CRLF, formulas disarmed."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow([safe(h.title) for h in headings])
    yield b"\xef\xbb\xbf"
    for row in rows:
        writer.writerow([safe(v) if isinstance(v, str) else _text(v, zone) for v in row])
        if buffer.tell() >= CHUNK:
            yield _taken(buffer)
    yield _taken(buffer)


def _taken(buffer: io.StringIO) -> bytes:
    data = buffer.getvalue().encode("utf-8", "replace")
    buffer.seek(0)
    buffer.truncate()
    return data


def xlsx_chunks(
    headings: Sequence[Heading], rows: Rows, *, title: str, mark: str = "", zone: ZoneInfo = LOCAL
) -> Iterator[bytes]:
    """Yield an Excel file; rows go to a temporary file as they come, never all in memory."""
    with tempfile.TemporaryFile() as file:
        write_xlsx(file, headings, rows, title=title, mark=mark, zone=zone)
        file.seek(0)
        while chunk := file.read(CHUNK):
            yield chunk


def write_xlsx(
    target: BinaryIO,
    headings: Sequence[Heading],
    rows: Rows,
    *,
    title: str,
    mark: str = "",
    zone: ZoneInfo = LOCAL,
) -> int:
    """Write an Excel file and return the number of rows; `mark` (who, when) goes on every page."""
    with tempfile.TemporaryDirectory() as folder:
        options = {
            "constant_memory": True,
            "tmpdir": folder,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        book = xlsxwriter.Workbook(target, options)
        book.set_properties({"title": title, "comments": mark})
        sheets = _Sheets(book, headings, title=title, mark=mark, zone=zone)
        count = 0
        for row in rows:
            sheets.write(row)
            count += 1
        sheets.open()
        book.close()
    return count


class _Sheets:
    """One sheet after another, each with its headings."""

    def __init__(
        self,
        book: xlsxwriter.Workbook,
        headings: Sequence[Heading],
        *,
        title: str,
        mark: str,
        zone: ZoneInfo,
    ) -> None:
        self._book = book
        self._headings = headings
        self._title = title
        self._mark = mark
        self._sheet: Worksheet | None = None
        self._row = 0
        self._cells = _Cells(book, zone)

    def open(self) -> Worksheet:
        """Return the sheet with room for a row, made if need be."""
        if self._sheet is None or self._row > MOST_SHEET_ROWS:
            self._sheet = self._made()
            self._row = 1
        return self._sheet

    def write(self, row: Sequence[Any]) -> None:
        """Write one row."""
        sheet = self.open()
        for column, value in enumerate(row):
            self._cells.write(sheet, self._row, column, value)
        self._row += 1

    def _made(self) -> Worksheet:
        sheet = self._book.add_worksheet(_sheet_name(self._title, len(self._book.worksheets())))
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        if self._mark:
            sheet.set_footer("&C" + self._mark.replace("&", "&&")[:240])
        bold = self._cells.heading
        for column, heading in enumerate(self._headings):
            sheet.set_column(column, column, heading.width)
            sheet.write_string(0, column, _whole(heading.title), bold)
        return sheet


def _sheet_name(title: str, number: int) -> str:
    name = "".join(c for c in title if c not in "[]:*?/\\'")[:27] or "Sheet"
    return f"{name} {number + 1}" if number else name


class _Cells:
    """How each kind of value stands in a cell."""

    def __init__(self, book: xlsxwriter.Workbook, zone: ZoneInfo) -> None:
        self._zone = zone
        self.heading: Format = book.add_format({"bold": True, "text_wrap": True})
        self._text: Format = book.add_format({"num_format": "@"})
        # The quote prefix keeps such a text a text even after somebody edits the cell.
        self._quoted: Format = book.add_format({"num_format": "@", "quote_prefix": True})
        self._day: Format = book.add_format({"num_format": "yyyy-mm-dd"})
        self._moment: Format = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})

    def write(self, sheet: Worksheet, row: int, column: int, value: Any) -> None:
        """Write one value as what it is; text is text, whatever it looks like."""
        if value is None or value == "":
            return
        if isinstance(value, datetime):
            sheet.write_datetime(row, column, _local(value, self._zone), self._moment)
        elif isinstance(value, date):
            sheet.write_datetime(row, column, value, self._day)
        elif _is_number(value):
            sheet.write_number(row, column, value)
        else:
            text = _whole(_text(value, self._zone))[:MOST_CELL]
            sheet.write_string(row, column, text, self._quoted if is_formula(text) else self._text)


def _is_number(value: Any) -> bool:
    if isinstance(value, bool):
        return False
    # Neither infinite nor NaN passes.
    return isinstance(value, int | float | Decimal) and -_MOST_NUMBER < value < _MOST_NUMBER


def _local(at: datetime, zone: ZoneInfo) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None) if at.tzinfo else at


def _whole(text: str) -> str:
    """Return a text without halves of characters, which no file can hold."""
    return text.encode("utf-8", "replace").decode()


_TEXTS: tuple[tuple[type, Callable[[Any, ZoneInfo], str]], ...] = (
    (bool, lambda v, _: "1" if v else "0"),
    (datetime, lambda v, zone: _local(v, zone).strftime("%Y-%m-%d %H:%M")),
    (date, lambda v, _: v.isoformat()),
)


def _text(value: Any, zone: ZoneInfo) -> str:
    if value is None:
        return ""
    for kind, as_text in _TEXTS:
        if isinstance(value, kind):
            return as_text(value, zone)
    return str(value)
