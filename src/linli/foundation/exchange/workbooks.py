"""A workbook's sheets as grids, after a look inside and in a process that may die.

Sizes are read from the package before anything is built from it, so that most hostile files get
a clear answer; what passes is read by `reader`, which has little memory and nothing to lose.
"""

from __future__ import annotations

import io
import json
import lzma
import re
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from xml.etree import ElementTree as ET

from linli.foundation.exchange import reader
from linli.foundation.exchange.rules.cells import Raw
from linli.foundation.exchange.rules.tables import Grid
from linli.kernel.errors import Invalid

MOST_COLUMNS = 300
MOST_UNPACKED = 150 * 2**20
MOST_CATALOGUE = 2**20  # workbook.xml and its relations, before they are parsed
_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([^"']*)["']""")
_CORNER = re.compile(rb"([A-Z]{0,3})([0-9]{1,7})")
_COLUMN = re.compile(rb"<(?:\w+:)?col\s([^>]*)>")
_NUMBER = re.compile(rb"""\b(min|max)\s*=\s*["']([0-9]{1,5})["']""")
_HIDDEN = re.compile(rb"""\bhidden\s*=\s*["'](1|true)["']""")

# All that a damaged or doctored package makes the readers of its parts raise.
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, ET.ParseError),
    *(LookupError, ValueError, EOFError, OSError, RuntimeError),
)

# Name, last row and column, cells, merged ranges: the reader's answer for one sheet.
_Sheet = tuple[str, tuple[int, int], list[list[Raw]] | None, list[tuple[int, int, int, int]]]


def grids(data: bytes, most_rows: int) -> list[Grid]:
    """Return the visible sheets of an .xlsx or .xls file, none of them empty; raises Invalid."""
    inside = _Inside(data, most_rows) if zipfile.is_zipfile(io.BytesIO(data)) else None
    sheets = [s for s in _read(data, most_rows) if s[1] is not None]
    return [_grid(s, inside, tuple(o[0] for o in sheets if o is not s), most_rows) for s in sheets]


def _read(data: bytes, most_rows: int) -> list[_Sheet]:
    """Return what the reader's own process makes of a file."""
    command = [sys.executable, "-E", "-s", reader.__file__, str(most_rows), str(MOST_COLUMNS)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=120, check=False)
    except subprocess.TimeoutExpired:
        raise Invalid("table_unreadable") from None
    if done.returncode == reader.ENCRYPTED:
        raise Invalid("table_encrypted")
    if done.returncode:
        raise Invalid("table_unreadable")
    sheets: list[_Sheet] = json.loads(done.stdout, object_hook=_untagged)
    return sheets


def _untagged(tagged: dict[str, str]) -> Raw:
    if "moment" in tagged:
        return datetime.fromisoformat(tagged["moment"])
    return date.fromisoformat(tagged["day"]) if "day" in tagged else tagged["text"]


def _grid(sheet: _Sheet, inside: _Inside | None, others: tuple[str, ...], most_rows: int) -> Grid:
    name, end, cells, merged = sheet
    if cells is None:
        raise _too_large(end[0] + 1, end[1] + 1, most_rows)
    hidden = inside.hidden(name) if inside else frozenset()
    return Grid(cells, tuple((a, b, c, d) for a, b, c, d in merged), hidden, name, others)


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
            self._hidden = {n: self._look(p) for n, p in self._sheet_paths().items()}
        except _DAMAGE:
            raise Invalid("table_unreadable") from None

    def hidden(self, sheet: str) -> frozenset[int]:
        """Return a sheet's hidden columns, from 0."""
        return frozenset(self._hidden.get(sheet, ()))

    def _look(self, part: str) -> tuple[int, ...]:
        """Refuse a sheet that reaches too far; return its hidden columns."""
        xml = self._part(part, MOST_UNPACKED)
        rows = columns = 0
        for reference in _REFERENCE.findall(xml):
            row, column = _corner(reference)
            rows, columns = max(rows, row), max(columns, column)
        if rows > self._most_rows or columns > MOST_COLUMNS:
            raise _too_large(rows, columns, self._most_rows)
        return tuple(_hidden_columns(xml.partition(b"sheetData")[0]))

    def _sheet_paths(self) -> dict[str, str]:
        """Return the part of each visible sheet by its name."""
        targets = {
            e.get("Id"): e.get("Target", "")
            for e in self._tree("xl/_rels/workbook.xml.rels").iter()
            if e.tag.endswith("}Relationship")
        }
        book = self._tree("xl/workbook.xml")
        return {
            e.get("name", ""): _path(targets[_relation(e)])
            for e in book.iter()
            if e.tag.endswith("}sheet") and e.get("state", "visible") == "visible"
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


def _corner(reference: bytes) -> tuple[int, int]:
    found = _CORNER.fullmatch(reference)
    if found is None:
        raise ValueError("no cell has this name")
    return int(found[2]), _column_number(found[1])


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _hidden_columns(head: bytes) -> Iterator[int]:
    for attributes in _COLUMN.findall(head):
        if _HIDDEN.search(attributes):
            bounds = {k: int(v) for k, v in _NUMBER.findall(attributes)}
            first, last = bounds.get(b"min", 1), bounds.get(b"max", 1)
            yield from range(first - 1, min(last, MOST_COLUMNS))
