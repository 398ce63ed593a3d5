"""How one cell is understood, kind by kind."""

from __future__ import annotations

import contextlib
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.foundation.exchange.rules.cells import Wrong, read
from linli.foundation.exchange.rules.columns import LOCAL, Column, Kind, Spec
from linli.foundation.exchange.rules.forbidden import is_forbidden
from linli.foundation.exchange.rules.safety import safe

KINDS = [k for k in Kind if k is not Kind.CHOICE]


def cell(raw: Any, kind: Kind, **more: Any) -> Any:
    return read(raw, Column("x", ("某列",), kind, **more), LOCAL)


@pytest.mark.parametrize(
    ("raw", "kind", "value"),
    [
        (" 张三 ", Kind.TEXT, "张三"),
        (12.0, Kind.TEXT, "12"),
        (1.5, Kind.TEXT, "1.5"),
        (True, Kind.TEXT, "是"),
        ("甲\x00乙\x07\n丙", Kind.TEXT, "甲乙\n丙"),
        ("'=1+1", Kind.TEXT, "=1+1"),
        ("😀𠮷", Kind.TEXT, "😀𠮷"),
        (date(2026, 2, 13), Kind.TEXT, "2026-02-13"),
        ("１４０４０３", Kind.CODE, "140403"),
        (140403.0, Kind.CODE, "140403"),
        (140403001001, Kind.CODE, "140403001001"),
        ('="0355"', Kind.CODE, "0355"),
        ("'0355", Kind.CODE, "0355"),
        ("１２", Kind.WHOLE, 12),
        (12.0, Kind.WHOLE, 12),
        ("1,234", Kind.WHOLE, 1234),
        ("-3", Kind.WHOLE, -3),
        ("12.50", Kind.DECIMAL, Decimal("12.50")),
        (0.1, Kind.DECIMAL, Decimal("0.1")),
        ("2026-02-13", Kind.DATE, date(2026, 2, 13)),
        ("2026.02.13", Kind.DATE, date(2026, 2, 13)),
        ("2026.2.3", Kind.DATE, date(2026, 2, 3)),
        ("2026/2/13", Kind.DATE, date(2026, 2, 13)),
        ("2026年2月13日", Kind.DATE, date(2026, 2, 13)),
        ("２０２６年２月１３日", Kind.DATE, date(2026, 2, 13)),
        ("2026 年 2 月 13 日", Kind.DATE, date(2026, 2, 13)),
        ("20260213", Kind.DATE, date(2026, 2, 13)),
        (20260213.0, Kind.DATE, date(2026, 2, 13)),
        (46066.0, Kind.DATE, date(2026, 2, 13)),
        ("46066", Kind.DATE, date(2026, 2, 13)),
        (datetime(2026, 2, 13, 16), Kind.DATE, date(2026, 2, 13)),  # noqa: DTZ001
        ("2020/1/6 12:09:38", Kind.DATE, date(2020, 1, 6)),
        ("2020/1/6 12:09:38", Kind.MOMENT, datetime(2020, 1, 6, 12, 9, 38, tzinfo=LOCAL)),
        ("2026年2月13日 16时05分", Kind.MOMENT, datetime(2026, 2, 13, 16, 5, tzinfo=LOCAL)),
        ("2026-02-13T08:00:00+00:00", Kind.MOMENT, datetime(2026, 2, 13, 8, tzinfo=UTC)),
        ("2026-02-13 16:00", Kind.MOMENT, datetime(2026, 2, 13, 16, tzinfo=LOCAL)),
        (46066.5, Kind.MOMENT, datetime(2026, 2, 13, 12, tzinfo=LOCAL)),
        ("是", Kind.YES_NO, True),
        ("√", Kind.YES_NO, True),
        ("否", Kind.YES_NO, False),
        (0.0, Kind.YES_NO, False),
        (True, Kind.YES_NO, True),
        ("１３８ １２３４ １２３４", Kind.PHONE, "13812341234"),
        (13812341234.0, Kind.PHONE, "13812341234"),
        ("0355-2012345", Kind.PHONE, "0355-2012345"),
        ("11010519491231002x", Kind.CITIZEN_NUMBER, "11010519491231002X"),
        ("110105 1949 1231 002X", Kind.CITIZEN_NUMBER, "11010519491231002X"),
        ("'11010519491231002X", Kind.CITIZEN_NUMBER, "11010519491231002X"),
        ("91110000600037341L", Kind.USCC, "91110000600037341L"),
    ],
)
def test_cells_that_are_understood(raw: Any, kind: Kind, value: Any) -> None:
    assert cell(raw, kind) == value


@pytest.mark.parametrize(
    ("raw", "kind", "code"),
    [
        ("涓浗\ufffd", Kind.TEXT, "mojibake"),
        ("字" * 2001, Kind.TEXT, "too_long"),
        (1.10105194912310e17, Kind.CITIZEN_NUMBER, "damaged"),
        ("1.10105E+17", Kind.CITIZEN_NUMBER, "damaged"),
        ("1.1e17", Kind.CITIZEN_NUMBER, "damaged"),
        ("１.１０１０５Ｅ＋１７", Kind.CITIZEN_NUMBER, "damaged"),
        (9.1110000600037e17, Kind.USCC, "damaged"),
        ("1.38123E+10", Kind.PHONE, "damaged"),
        (1e18, Kind.CODE, "damaged"),
        ("110105194912310000", Kind.CITIZEN_NUMBER, "not_a_citizen_number"),
        ("110105", Kind.CITIZEN_NUMBER, "not_a_citizen_number"),
        ("91110000600037341M", Kind.USCC, "not_a_uscc"),
        ("12345", Kind.PHONE, "not_a_phone"),
        ("十二", Kind.WHOLE, "not_a_number"),
        ("12人", Kind.WHOLE, "not_a_number"),
        ("NaN", Kind.DECIMAL, "not_a_number"),
        ("Infinity", Kind.WHOLE, "not_a_number"),
        (True, Kind.WHOLE, "not_a_number"),
        (float("inf"), Kind.WHOLE, "not_a_number"),
        ("9" * 400, Kind.WHOLE, "damaged"),
        ("1e99999999", Kind.WHOLE, "damaged"),
        ("1.5", Kind.WHOLE, "not_whole"),
        ("2026-02-30", Kind.DATE, "no_such_date"),
        ("2026年13月1日", Kind.DATE, "no_such_date"),
        ("1026-01-01", Kind.DATE, "no_such_date"),
        ("2026.2", Kind.DATE, "not_a_date"),
        ("去年", Kind.DATE, "not_a_date"),
        ("26-02-13", Kind.DATE, "not_a_date"),
        ("2026-02-13 25:00", Kind.MOMENT, "no_such_date"),
        ("2026-02-13 下午", Kind.MOMENT, "not_a_date"),
        ("2026-02-30T10:00", Kind.MOMENT, "not_a_date"),
        (0.5, Kind.DATE, "not_a_date"),
        (-5.0, Kind.DATE, "not_a_date"),
        (float("inf"), Kind.DATE, "not_a_date"),
        (True, Kind.DATE, "not_a_date"),
        ("也许", Kind.YES_NO, "not_yes_no"),
    ],
)
def test_cells_that_are_refused(raw: Any, kind: Kind, code: str) -> None:
    with pytest.raises(Wrong) as wrong:
        cell(raw, kind)
    assert wrong.value.code == f"exchange.cell.{code}"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("raw", [None, "", "  ", "\u3000"])
def test_an_empty_cell_is_nothing_unless_it_must_be_filled(kind: Kind, raw: Any) -> None:
    assert cell(raw, kind) is None
    with pytest.raises(Wrong) as wrong:
        cell(raw, kind, required=True)
    assert wrong.value.code == "exchange.cell.empty"


def test_bounds_and_choices() -> None:
    for raw, code in (("-1", "too_small"), ("101", "too_great")):
        with pytest.raises(Wrong) as wrong:
            cell(raw, Kind.WHOLE, least=0, most=100)
        assert wrong.value.code == f"exchange.cell.{code}"
    choices = {"投 诉": "complaint", "Help": "help"}
    assert cell("投诉", Kind.CHOICE, choices=choices) == "complaint"
    assert cell("ＨＥＬＰ", Kind.CHOICE, choices=choices) == "help"
    with pytest.raises(Wrong) as wrong:
        cell("建议", Kind.CHOICE, choices=choices)
    assert wrong.value.params["choices"] == "投 诉、Help"


raws = (
    st.none()
    | st.text(max_size=40)
    | st.integers()
    | st.floats()
    | st.booleans()
    | st.dates()
    | st.datetimes()
    | st.times()
    | st.timedeltas()
)


@given(raws, st.sampled_from(KINDS))
def test_any_cell_is_a_value_or_a_fault(raw: Any, kind: Kind) -> None:
    with contextlib.suppress(Wrong):
        cell(raw, kind)


@given(st.dates(date(1901, 1, 1), date(2199, 12, 31)))
def test_a_day_reads_alike_however_it_is_written(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    written = [
        f"{day:%Y-%m-%d}",
        f"{day:%Y.%m.%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}/{day.month}/{day.day}",
        f"{day:%Y%m%d}",
        float(serial),
        day,
    ]
    assert {cell(w, Kind.DATE) for w in written} == {day}


@pytest.mark.parametrize(
    "title",
    [
        "民族",
        "宗教信仰",
        "政治面貌",
        " 民 族 ",
        "是否上访人员",
        "血型",
        "健康状况",
        "信用分",
        "ＤＮＡ编号",
        "Religion",
        "ethnicity",
        "Blood type",
        "political_view",
        "重点人员类别",
    ],
)
def test_titles_that_must_not_be_collected(title: str) -> None:
    assert is_forbidden(title)
    with pytest.raises(ValueError, match="must not be collected"):
        Column("x", (title,))


@pytest.mark.parametrize(
    "title",
    ["姓名", "民政部门", "surface", "来信编号", "住址", "信用代码", "统一社会信用代码", "党支部"],
)
def test_titles_that_may(title: str) -> None:
    assert not is_forbidden(title)


def test_a_spec_that_contradicts_itself_is_a_bug() -> None:
    with pytest.raises(ValueError, match="choices"):
        Column("x", ("类型",), Kind.CHOICE)
    with pytest.raises(ValueError, match="two columns"):
        _ = Spec((Column("a", ("姓名",)), Column("b", ("姓 名*",)))).by_title


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", " =", "＝", "\n@"])
def test_formulas_are_disarmed_and_read_back(start: str) -> None:
    text = f"{start}HYPERLINK(1)"
    assert safe(text) == f"'{text}"
    assert cell(safe(text), Kind.TEXT) == text.strip()
    assert safe("张三-1") == "张三-1"
