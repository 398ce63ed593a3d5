"""From the bytes of a file to raw cells: what kind it is by content, never by its name."""

from __future__ import annotations

import codecs
import csv
import io

from linli.foundation.exchange import workbooks
from linli.foundation.exchange.rules.cells import Raw
from linli.foundation.exchange.rules.tables import HEADER_WITHIN, Grid
from linli.kernel.errors import Invalid

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DELIMITERS = ",\t;"
_SPARE_ROWS = 200  # titles, totals, signatures and empty rows around the rows that count


def grids(data: bytes, *, most_rows: int, most_bytes: int) -> list[Grid]:
    """Return the sheets of an .xlsx, .xls or CSV file (UTF-8, UTF-16, GB18030); raises Invalid."""
    if len(data) > most_bytes:
        raise Invalid("table_too_large", most=most_bytes // 2**20)
    if not data.strip():
        raise Invalid("table_empty")
    if data.startswith((_ZIP, _OLE)):
        found = workbooks.grids(data, most_rows + _SPARE_ROWS)
    else:
        found = [_csv(_decoded(data), most_rows + _SPARE_ROWS)]
    if not found:
        raise Invalid("table_empty")
    return found


def _decoded(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    elif b"\0" in data:
        raise Invalid("table_kind")
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _is_text(text):
            return text
    raise Invalid("table_kind")


def _is_text(text: str) -> bool:
    """Tell whether characters look like a table's: hardly any of them control or private use."""
    odd = sum(
        1 for c in text[:20_000] if (c < " " and c not in "\r\n\t") or "\ue000" <= c <= "\uf8ff"
    )
    return odd <= max(5, len(text[:20_000]) // 50)


def _csv(text: str, most_rows: int) -> Grid:
    rows: list[list[Raw]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)):
            if len(row) > workbooks.MOST_COLUMNS:
                raise Invalid(
                    "table_too_many_columns", columns=len(row), most=workbooks.MOST_COLUMNS
                )
            rows.append([*row])
            if len(rows) > most_rows:
                raise Invalid("table_too_many_rows", rows=len(rows), most=most_rows)
    except csv.Error:
        raise Invalid("table_unreadable") from None
    return Grid(rows)


def _delimiter(text: str) -> str:
    """Return the character that parts the most cells of the first lines."""
    head = "\n".join(text.splitlines()[:HEADER_WITHIN])
    return max(_DELIMITERS, key=head.count)
