"""Exports: what is written is what a spreadsheet shows, and nothing runs."""

from __future__ import annotations

import csv
import io
import tracemalloc
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from python_calamine import load_workbook

from linli.foundation.exchange import queries, writing
from linli.foundation.exchange.writing import Heading, csv_chunks, write_xlsx, xlsx_chunks
from tests.foundation.exchange.books import SPEC

HEADS = [Heading("姓名"), Heading("身份证号", 20), Heading("时间")]
AT = datetime(2026, 2, 13, 8, 0, tzinfo=UTC)
EVIL = ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "＝1", '=HYPERLINK("http://x")']


def sheet_of(rows: list[list[object]], **more: str) -> list[list[object]]:
    data = b"".join(xlsx_chunks(HEADS, rows, title="台账", **more))
    return load_workbook(io.BytesIO(data)).get_sheet_by_index(0).to_python()


def test_csv_opens_in_excel_as_it_is() -> None:
    rows = [["张示例", "11010519491231002X", AT], ["李,示例\n二行", None, date(2026, 2, 13)]]
    data = b"".join(csv_chunks(HEADS, rows))
    assert data.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in data
    lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert lines == [
        ["姓名", "身份证号", "时间"],
        ["张示例", "11010519491231002X", "2026-02-13 16:00"],
        ["李,示例\n二行", "", "2026-02-13"],
    ]


@pytest.mark.parametrize("text", EVIL)
def test_csv_disarms_formulas_in_cells_and_headings(text: str) -> None:
    data = b"".join(csv_chunks([Heading(text)], [[text]])).decode("utf-8-sig")
    for line in csv.reader(io.StringIO(data, newline="")):
        assert line == ["'" + text]


def test_numbers_are_numbers_even_below_zero() -> None:
    data = b"".join(csv_chunks([Heading("数")], [[-5], [Decimal("-1.50")], [True]])).decode(
        "utf-8-sig"
    )
    assert data.split() == ["数", "-5", "-1.50", "1"]


@pytest.mark.parametrize("text", EVIL)
def test_excel_holds_formulas_as_text(text: str) -> None:
    data = b"".join(xlsx_chunks([Heading(text)], [[text]], title="x"))
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        xml = book.read("xl/worksheets/sheet1.xml")
        styles = book.read("xl/styles.xml")
    assert b"<f>" not in xml
    assert b"<hyperlink" not in xml
    assert b'quotePrefix="1"' in styles


def test_ids_are_text_and_dates_are_dates() -> None:
    number = UUID(int=7)
    rows = sheet_of([["140403001001", number, AT], [110105194912310020, 12, date(2026, 2, 13)]])
    assert rows[1] == ["140403001001", str(number), datetime(2026, 2, 13, 16, 0)]  # noqa: DTZ001
    assert rows[2] == ["110105194912310020", 12.0, date(2026, 2, 13)]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "字" * 40_000, "\x00\x1b", "\ud800"])
def test_odd_values_do_not_break_a_file(value: object) -> None:
    assert len(sheet_of([[value, "x", None]])) == 2
    assert b"".join(csv_chunks(HEADS, [[value, "x", None]]))


def test_a_mark_is_on_every_page_and_in_the_properties() -> None:
    data = b"".join(xlsx_chunks(HEADS, [], title="台账", mark="示例人 & 2026-02-13"))
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        assert "示例人 &amp;&amp; 2026-02-13" in book.read("xl/worksheets/sheet1.xml").decode()
        assert "示例人" in book.read("docProps/core.xml").decode()


def test_a_title_that_is_no_sheet_name_is_made_one() -> None:
    assert sheet_of([])[0] == ["姓名", "身份证号", "时间"]
    for title in ("[a]:*?/\\", "很长" * 40, "'", "History"):
        assert b"".join(xlsx_chunks(HEADS, [], title=title))


def test_more_rows_than_a_sheet_holds_go_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "MOST_SHEET_ROWS", 2)
    target = io.BytesIO()
    assert write_xlsx(target, HEADS, ([str(n), "", None] for n in range(5)), title="台账") == 5
    book = load_workbook(io.BytesIO(target.getvalue()))
    assert book.sheet_names == ["台账", "台账 2", "台账 3"]
    sheets = [book.get_sheet_by_index(n).to_python() for n in range(3)]
    assert [[row[0] for row in s] for s in sheets] == [
        ["姓名", "0", "1"],
        ["姓名", "2", "3"],
        ["姓名", "4"],
    ]


def test_large_exports_stream() -> None:
    rows = ((f"示例{n}", str(n), None) for n in range(30_000))
    tracemalloc.start()
    sizes = [len(c) for c in csv_chunks(HEADS, rows)]
    xlsx = sum(
        len(c)
        for c in xlsx_chunks(HEADS, ((f"示例{n}", str(n), AT) for n in range(5000)), title="x")
    )
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(sizes) > 5
    assert max(sizes) < 2 * writing.CHUNK
    assert xlsx > 50_000
    assert peak < 8 * 2**20


@pytest.mark.parametrize("text", ["张示例", *[t for t in EVIL if t == t.strip() and len(t) < 20]])
def test_what_is_written_reads_back(text: str) -> None:
    heads, rows = [Heading("姓名"), Heading("区划代码")], [[text, "0355"]]
    for data in (b"".join(csv_chunks(heads, rows)), b"".join(xlsx_chunks(heads, rows, title="x"))):
        row = queries.read(data, SPEC).rows[0]
        assert (row["name"], row["place"]) == (text, "0355")
