"""Files of every encoding, and files made to do harm."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter.worksheet import Worksheet

from linli.foundation.exchange import queries, workbooks
from linli.kernel.errors import Invalid
from tests.foundation.exchange.books import SPEC, book, lines, rewritten

CSV = '姓名,联系电话,区划代码\r\n张示例,１３８００００００００,140403\r\n"李,示例\n二行",,0355\r\n'
SHEET = "xl/worksheets/sheet1.xml"
GOOD = book(lines(["姓名"], ["张示例"]))


def refused(data: bytes) -> str:
    with pytest.raises(Invalid) as refusal:
        queries.read(data, SPEC)
    return refusal.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_of_every_encoding_and_delimiter(encoding: str, delimiter: str) -> None:
    text = CSV.replace("李,示例", "李示例").replace(",", delimiter)
    table = queries.read(text.encode(encoding), SPEC)
    assert [r["name"] for r in table.rows] == ["张示例", "李示例\n二行"]
    assert table.rows[0]["phone"] == "13800000000"
    assert [r["place"] for r in table.rows] == ["140403", "0355"]
    assert [r.number for r in table.rows] == [2, 3]


def test_quoted_commas_stay_in_their_cell() -> None:
    assert queries.read(CSV.encode(), SPEC).rows[1]["name"] == "李,示例\n二行"


def test_a_file_is_read_from_a_path_or_a_stream(tmp_path: Path) -> None:
    path = tmp_path / "renamed.txt"
    path.write_bytes(GOOD)
    for source in (path, io.BytesIO(GOOD), GOOD):
        assert [r["name"] for r in queries.read(source, SPEC).rows] == ["张示例"]


def test_rare_and_broken_characters() -> None:
    text = "姓名\n𠮷示例\n涓浗\ufffd\n李\x07示例\n"
    table = queries.read(text.encode(), SPEC)
    assert [r["name"] for r in table.rows] == ["𠮷示例", "李示例"]
    assert [(p.row, p.code) for p in table.problems] == [(3, "exchange.cell.mojibake")]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "table_empty"),
        (b" \r\n ", "table_empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "table_kind"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n\x00\x01", "table_kind"),
        (b"\xff\xfe\x00\xd8", "table_kind"),
        (b"\x01\x02\x03\x04\x05\x06 text", "table_kind"),
        (b"PK\x03\x04 not a zip at all", "table_unreadable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "table_unreadable"),
        (GOOD[: len(GOOD) // 2], "table_unreadable"),
        (b"MZ\x90\x00", "table_kind"),
    ],
)
def test_what_is_no_table(data: bytes, code: str) -> None:
    assert refused(data) == code


def test_a_zip_of_something_else() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("word/document.xml", "<w/>")
    assert refused(file.getvalue()) == "table_unreadable"


def test_size_limit() -> None:
    small = replace(SPEC, most_bytes=100)
    with pytest.raises(Invalid, match="table_too_large"):
        queries.read(io.BytesIO(GOOD), small)


def test_an_empty_workbook() -> None:
    assert refused(book(lines())) == "table_empty"


@pytest.mark.parametrize("corner", ["XFD1048576", "A1048576", "XFD2"])
def test_a_cell_in_the_last_corner_is_refused_before_memory_is_taken(corner: str) -> None:
    letters = corner.rstrip("0123456789")
    row = corner[len(letters) :]
    planted = f'<row r="{row}"><c r="{corner}"><v>1</v></c></row></sheetData>'.encode()
    data = rewritten(GOOD, SHEET, lambda xml: xml.replace(b"</sheetData>", planted))
    assert refused(data) in {"table_too_many_rows", "table_too_many_columns"}


def corner(cell: str) -> bytes:
    planted = f'<row r="2"><c r="{cell}"><v>1</v></c></row></sheetData>'.encode()
    return rewritten(GOOD, SHEET, lambda xml: xml.replace(b"</sheetData>", planted))


@pytest.mark.parametrize("cell", ["ltRowHeighA3", "A3B", "AAAA1", "A12345678", "", "a1", "&#65;1"])
def test_a_cell_with_a_name_that_no_sheet_has_is_refused(cell: str) -> None:
    assert refused(corner(cell)) == "table_unreadable"


@pytest.mark.parametrize("cell", ["XFD1048576", "ltRowHeighA3"])
def test_a_reader_that_runs_out_of_memory_takes_nobody_with_it(cell: str) -> None:
    with pytest.raises(Invalid, match="table_unreadable"):
        workbooks._read(corner(cell), 1000)


def test_a_large_hidden_sheet_is_left_alone() -> None:
    def hidden(sheet: Worksheet) -> None:
        sheet.write(60_000, 0, "名录")
        sheet.hide()

    data = book(lines(["姓名"], ["张示例"]), hidden)
    assert [r["name"] for r in queries.read(data, SPEC).rows] == ["张示例"]


def test_a_bomb_is_refused_by_its_unpacked_size() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("xl/workbook.xml", b"\0" * (160 * 2**20))
    assert len(file.getvalue()) < 2**20
    assert refused(file.getvalue()) == "table_too_large"


def test_a_catalogue_that_lies_about_its_size_or_is_no_plain_xml() -> None:
    huge = b"<workbook>" + b" " * (workbooks.MOST_CATALOGUE + 1) + b"</workbook>"
    assert refused(rewritten(GOOD, "xl/workbook.xml", lambda _: huge)) == "table_too_large"
    entities = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><workbook>&a;</workbook>'
    assert refused(rewritten(GOOD, "xl/workbook.xml", lambda _: entities)) == "table_unreadable"
    assert (
        refused(rewritten(GOOD, SHEET, lambda x: x.decode().encode("utf-16"))) == "table_unreadable"
    )


def test_merged_ranges_beyond_the_sheet_fill_what_is_there() -> None:
    merged = b'</sheetData><mergeCells count="1"><mergeCell ref="A2:A1048576"/></mergeCells>'
    data = rewritten(GOOD, SHEET, lambda xml: xml.replace(b"</sheetData>", merged))
    assert [r["name"] for r in queries.read(data, SPEC).rows] == ["张示例"]


def test_rows_and_columns_of_csv_are_limited() -> None:
    few = replace(SPEC, most_rows=2)
    with pytest.raises(Invalid, match="table_too_many_rows"):
        queries.read(("姓名\n" + "张示例\n" * 300).encode(), few)
    assert refused(("姓名" + "," * 400 + "\n").encode()) == "table_too_many_columns"
    assert refused(('姓名\n"' + "长" * 200_000).encode()) == "table_unreadable"


@given(st.binary(max_size=400))
def test_any_bytes_are_a_table_or_a_refusal(data: bytes) -> None:
    with pytest.raises(Invalid):
        queries.read(data, SPEC)


@given(st.integers(0, len(GOOD) - 1), st.integers(0, 255))
def test_a_damaged_workbook_is_a_table_or_a_refusal(place: int, byte: int) -> None:
    data = GOOD[:place] + bytes([byte]) + GOOD[place + 1 :]
    try:
        queries.read(data, SPEC)
    except Invalid as refusal:
        code = refusal.code
        assert code in {
            "table_unreadable",
            "table_empty",
            "columns_missing",
            "table_kind",
            "sheet_missing",
            "table_too_large",
            "table_too_many_rows",
            "table_too_many_columns",
        }
