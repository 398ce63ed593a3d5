"""Workbooks and CSV files made for a test, kind and hostile."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from linli.foundation.exchange import queries
from linli.foundation.exchange.rules.columns import Column, Kind, Spec
from linli.foundation.exchange.rules.tables import Table

SPEC = Spec(
    columns=(
        Column("name", ("姓名", "Name", "名字"), required=True, most=20),
        Column("phone", ("联系电话", "Phone", "手机号"), Kind.PHONE),
        Column("number", ("身份证号", "Citizen number"), Kind.CITIZEN_NUMBER),
        Column("place", ("区划代码", "Place code"), Kind.CODE),
        Column("born", ("出生日期", "Born"), Kind.DATE),
        Column("seen", ("走访时间", "Seen"), Kind.MOMENT),
        Column("count", ("人数", "Count"), Kind.WHOLE, least=0, most=100),
        Column("money", ("金额", "Amount"), Kind.DECIMAL),
        Column("lit", ("是否办结", "Done"), Kind.YES_NO),
        Column(
            "kind", ("类型", "Kind"), Kind.CHOICE, choices={"投诉": "complaint", "求助": "help"}
        ),
        Column("code", ("统一社会信用代码", "USCC"), Kind.USCC),
    )
)


def book(fill: Callable[[Worksheet], object], *more: Callable[[Worksheet], object]) -> bytes:
    """Return a workbook whose sheets are filled one by one."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as made:
        for number, one in enumerate((fill, *more)):
            one(made.add_worksheet(f"表{number + 1}"))
    return file.getvalue()


def lines(*rows: Sequence[Any], at: int = 0) -> Callable[[Worksheet], None]:
    """Return a filler that writes rows of plain values."""

    def fill(sheet: Worksheet) -> None:
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if value is not None:
                    sheet.write(number + at, column, value)

    return fill


def read_rows(*rows: Sequence[Any], spec: Spec = SPEC) -> Table:
    """Return the table of a plain one-sheet workbook."""
    return queries.read(book(lines(*rows)), spec)


def rewritten(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return a workbook with one part changed by hand."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for item in old.infolist():
            held = old.read(item)
            new.writestr(item, change(held) if item.filename == part else held)
    return target.getvalue()
