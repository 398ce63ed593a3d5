"""A workbook's sheets as grids, after a look inside that no hostile file survives.

The reader allocates a sheet as one block from its first to its last cell, so a file of a few
bytes with a cell in the last corner would end the process: sizes are read from the file first.
"""

from __future__ import annotations

import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from linli.foundation.exchange.rules.tables import Grid
from linli.kernel.errors import Invalid

MOST_COLUMNS = 300
MOST_UNPACKED = 150 * 2**20
MOST_CATALOGUE = 2**20  # workbook.xml and its relations, before they are parsed
_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{0,6})([0-9]{1,10})["']""")
_COLUMN = re.compile(rb"<(?:\w+:)?col\s([^>]*)>")
_NUMBER = re.compile(rb"""\b(min|max)\s*=\s*["']([0-9]{1,5})["']""")
_HIDDEN = re.compile(rb"""\bhidden\s*=\s*["'](1|true)["']""")

# All that a damaged or doctored package makes the readers of its parts raise.
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, ET.ParseError),
    *(LookupError, ValueError, EOFError, OSError, RuntimeError),
)


def grids(data: bytes, most_rows: int) -> list[Grid]:
    """Return the visible sheets of an .xlsx or .xls file, none of them empty; raises Invalid."""
    inside = _Inside(data, most_rows) if zipfile.is_zipfile(io.BytesIO(data)) else None
    try:
        return list(_visible(load_workbook(io.BytesIO(data)), inside, most_rows))
    except PasswordError:
        raise Invalid("table_encrypted") from None
    except CalamineError:
        raise Invalid("table_unreadable") from None


def _visible(book: CalamineWorkbook, inside: _Inside | None, most_rows: int) -> Iterator[Grid]:
    shown = [
        m.name
        for m in book.sheets_metadata
        if m.visible is SheetVisibleEnum.Visible and m.typ is SheetTypeEnum.WorkSheet
    ]
    for name in shown:
        hidden = inside.look(name) if inside else frozenset()
        sheet = book.get_sheet_by_name(name)
        if sheet.end is None:
            continue
        rows, columns = sheet.end[0] + 1, sheet.end[1] + 1
        if rows > most_rows or columns > MOST_COLUMNS:
            raise _too_large(rows, columns, most_rows)
        yield _grid(sheet, hidden, tuple(n for n in shown if n != name))


def _grid(sheet: CalamineSheet, hidden: frozenset[int], others: tuple[str, ...]) -> Grid:
    return Grid(
        cells=sheet.to_python(skip_empty_area=False),
        merged=tuple((*a, *b) for a, b in sheet.merged_cell_ranges or ()),
        hidden=hidden,
        sheet=sheet.name,
        other_sheets=others,
    )


def _too_large(rows: int, columns: int, most_rows: int) -> Invalid:
    if columns > MOST_COLUMNS:
        return Invalid("table_too_many_columns", columns=columns, most=MOST_COLUMNS)
    return Invalid("table_too_many_rows", rows=rows, most=most_rows)


class _Inside:
    """The parts of an .xlsx file, looked at before anything is built from them."""

    def __init__(self, data: bytes, most_rows: int) -> None:
        self._most_rows = most_rows
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            if sum(i.file_size for i in self._zip.infolist()) > MOST_UNPACKED:
                raise Invalid("table_too_large", most=MOST_UNPACKED // 2**20)
            self._paths = self._sheet_paths()
        except _DAMAGE:
            raise Invalid("table_unreadable") from None

    def look(self, sheet: str) -> frozenset[int]:
        """Refuse a sheet that reaches too far; return its hidden columns, from 0."""
        try:
            xml = self._part(self._paths[sheet], MOST_UNPACKED)
        except _DAMAGE:
            raise Invalid("table_unreadable") from None
        rows = columns = 0
        for letters, number in _REFERENCE.findall(xml):
            rows = max(rows, int(number))
            columns = max(columns, _column_number(letters))
        if rows > self._most_rows or columns > MOST_COLUMNS:
            raise _too_large(rows, columns, self._most_rows)
        return frozenset(_hidden_columns(xml.partition(b"sheetData")[0]))

    def _sheet_paths(self) -> dict[str, str]:
        """Return the part of each sheet by its name."""
        targets = {
            e.get("Id"): e.get("Target", "")
            for e in self._tree("xl/_rels/workbook.xml.rels").iter()
            if e.tag.endswith("}Relationship")
        }
        book = self._tree("xl/workbook.xml")
        return {
            e.get("name", ""): _path(targets[_relation(e)])
            for e in book.iter()
            if e.tag.endswith("}sheet")
        }

    def _tree(self, part: str) -> ET.Element:
        return ET.fromstring(self._part(part, MOST_CATALOGUE))  # noqa: S314 - small, no entities

    def _part(self, path: str, most: int) -> bytes:
        with self._zip.open(path) as stream:
            data = stream.read(most + 1)  # what the catalogue says of its size may be a lie
        if len(data) > most:
            raise Invalid("table_too_large", most=most // 2**20)
        if b"\0" in data[:4] or b"<!DOCTYPE" in data[:4096]:
            raise ValueError("neither UTF-8 nor plain XML")
        return data


def _relation(sheet: ET.Element) -> str:
    return next((v for k, v in sheet.attrib.items() if k.endswith("}id")), "")


def _path(target: str) -> str:
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _hidden_columns(head: bytes) -> Iterator[int]:
    for attributes in _COLUMN.findall(head):
        if _HIDDEN.search(attributes):
            bounds = {k: int(v) for k, v in _NUMBER.findall(attributes)}
            first, last = bounds.get(b"min", 1), bounds.get(b"max", 1)
            yield from range(first - 1, min(last, MOST_COLUMNS))
