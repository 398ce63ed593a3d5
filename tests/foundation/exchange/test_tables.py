"""Ledgers as offices send them: titles above, totals below, merged, renamed, with extras."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.utils import translation
from xlsxwriter.worksheet import Worksheet

from linli.foundation.exchange import queries
from linli.foundation.exchange.rules.columns import Spec
from linli.foundation.exchange.rules.tables import Problem
from linli.foundation.ui.text import say
from linli.kernel.errors import Invalid
from tests.foundation.exchange.books import SPEC, book, lines, read_rows

NUMBER = "11010519491231002X"


def office_ledger(sheet: Worksheet) -> None:
    sheet.merge_range(0, 0, 0, 6, "2026年度民情走访台账（示例）")
    sheet.merge_range(1, 0, 1, 6, "填报单位：示例街道　　填报日期：2026.02.13")
    for column, title in enumerate(
        ["序号", "姓名 *", "联系电话（手机）", "身份证号：", "民族", "出生日期", "备注"]
    ):
        sheet.write(2, column, title)
    rows = [
        (1, "张示例", "１３８００００００００", NUMBER, "汉", "1949.12.31", "重点户"),
        (2, "李示例", 13800000001, "1.10105E+17", "汉", "1949年12月31日", ""),
        (3, "", "0355-2012345", "", "", 46066, ""),
        (4, "王示例", "13800000002", "", "", "2026-02-30", ""),
    ]
    for number, row in enumerate(rows, start=3):
        for column, value in enumerate(row):
            sheet.write(number, column, value)
    sheet.write(8, 0, "合计")
    sheet.write(8, 1, 4)
    sheet.write(9, 0, "填报人：示例　　审核人：示例")


def test_a_ledger_as_an_office_sends_it() -> None:
    table = queries.read(book(office_ledger), SPEC)
    assert [r.number for r in table.rows] == [4]
    good = table.rows[0]
    assert (good["name"], good["phone"], good["number"]) == ("张示例", "13800000000", NUMBER)
    assert (good["born"], good["seen"]) == (date(1949, 12, 31), None)
    assert [(p.row, p.column, p.code.rpartition(".")[2]) for p in table.problems] == [
        (5, "身份证号：", "damaged"),
        (6, "姓名 *", "empty"),
        (7, "出生日期", "no_such_date"),
    ]
    assert table.faulty_rows == {5, 6, 7}
    assert table.dropped == ("民族",)
    assert table.ignored == ("序号", "备注")
    assert table.skipped == (9, 10)
    assert table.titles["phone"] == "联系电话（手机）"


def test_what_must_not_be_collected_is_nowhere_in_the_table() -> None:
    table = read_rows(["姓名", "宗教信仰", "备注"], ["张示例", "某教", "某备注"])
    assert table.dropped == ("宗教信仰",)
    assert "某教" not in repr(table)
    assert "某备注" not in repr(table)


@pytest.mark.parametrize(
    "titles",
    [
        ("姓名", "联系电话"),
        ("Name", "phone"),
        ("名字", "手机号"),
        ("  姓　名", "联系\n电话"),
        ("NAME*", "联系电话（必填）"),
        ("name", "ＰＨＯＮＥ"),
    ],
)
def test_columns_are_found_by_either_language_and_by_alias(titles: tuple[str, str]) -> None:
    table = read_rows([titles[1], titles[0]], ["13800000000", "张示例"])
    assert dict(table.rows[0].values) == {
        **dict.fromkeys((c.name for c in SPEC.columns), None),
        "name": "张示例",
        "phone": "13800000000",
    }


def test_a_missing_column_says_what_was_expected_what_is_there_and_what_was_renamed() -> None:
    with pytest.raises(Invalid) as refusal:
        read_rows(["某台账"], ["户主姓名", "联系电话", "民族"], ["张示例", "13800000000", "汉"])
    params = refusal.value.params
    assert refusal.value.code == "columns_missing"
    assert params["missing"] == "姓名"
    assert params["expected"].startswith("姓名、联系电话")
    assert params["found"] == "户主姓名、联系电话"
    assert params["perhaps"] == "户主姓名"
    assert "户主姓名" in say("refusal.columns_missing", **params)


def test_a_file_without_any_of_the_columns_shows_its_fullest_row() -> None:
    with pytest.raises(Invalid) as refusal:
        read_rows(["某表"], ["甲", "乙", "丙"], ["1", "2"])
    assert refusal.value.params["found"] == "甲、乙、丙"


def test_two_columns_of_one_meaning_are_refused() -> None:
    with pytest.raises(Invalid) as refusal:
        read_rows(["姓名", "Name"], ["张示例", "李示例"])
    assert refusal.value.code == "column_twice"


def test_merged_cells_speak_for_every_row_they_cover() -> None:
    def fill(sheet: Worksheet) -> None:
        lines(["姓名", "区划代码"], ["张示例", None], ["李示例", None], ["王示例", "140404"])(sheet)
        sheet.merge_range(1, 1, 2, 1, "140403")

    table = queries.read(book(fill), SPEC)
    assert [r["place"] for r in table.rows] == ["140403", "140403", "140404"]


def test_a_header_of_two_merged_rows_is_one_header() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.merge_range(0, 0, 1, 0, "姓名")
        sheet.merge_range(0, 1, 1, 1, "联系电话")
        sheet.write(2, 0, "张示例")

    table = queries.read(book(fill), SPEC)
    assert [r["name"] for r in table.rows] == ["张示例"]


def test_a_hidden_column_is_read_and_noted() -> None:
    def fill(sheet: Worksheet) -> None:
        lines(["姓名", "联系电话", "民族"], ["张示例", "13800000000", "汉"])(sheet)
        sheet.set_column(1, 2, None, None, {"hidden": True})

    table = queries.read(book(fill), SPEC)
    assert table.hidden == ("联系电话",)
    assert table.rows[0]["phone"] == "13800000000"


def test_a_header_printed_again_is_no_row() -> None:
    table = read_rows(["姓名", "人数"], ["张示例", 1], ["姓名", "人数"], ["李示例", 2])
    assert [r.number for r in table.rows] == [2, 4]
    assert table.skipped == (3,)


def test_empty_rows_are_nothing_and_numbers_stay_those_of_the_sheet() -> None:
    def fill(sheet: Worksheet) -> None:
        lines(["姓名"], ["张示例"], [None], ["  "], ["李示例"], at=5)(sheet)

    table = queries.read(book(fill), SPEC)
    assert [r.number for r in table.rows] == [7, 10]
    assert table.problems == ()


def test_the_first_visible_sheet_with_the_columns_is_taken() -> None:
    def hidden(sheet: Worksheet) -> None:
        lines(["姓名"], ["不应读到"])(sheet)
        sheet.hide()

    data = book(lines(["填表说明"]), hidden, lines(["姓名"], ["张示例"]))
    table = queries.read(data, SPEC)
    assert [r["name"] for r in table.rows] == ["张示例"]
    assert table.other_sheets == ("表1",)
    with pytest.raises(Invalid, match="sheet_missing"):
        queries.read(data, SPEC, sheet="表2")
    with pytest.raises(Invalid, match="columns_missing"):
        queries.read(data, SPEC, sheet="表1")


def test_row_limit() -> None:
    few = replace(SPEC, most_rows=2)
    assert len(read_rows(["姓名"], ["甲"], ["乙"], spec=few).rows) == 2
    with pytest.raises(Invalid, match="table_too_many_rows"):
        read_rows(["姓名"], ["甲"], ["乙"], ["丙"], spec=few)


def test_a_formula_gives_its_value_and_an_error_value_gives_none() -> None:
    def fill(sheet: Worksheet) -> None:
        lines(["姓名", "人数"], ["张示例", None], ["李示例", None])(sheet)
        sheet.write_formula(1, 1, "=1+1", None, 2)
        sheet.write_formula(2, 1, "=1/0", None, "#DIV/0!")

    assert [r["count"] for r in queries.read(book(fill), SPEC).rows] == [2, None]


def test_a_fault_is_a_sentence_in_both_languages() -> None:
    damaged = Problem(5, "身份证号", "exchange.cell.damaged", {"text": "1.1E+17"})
    assert queries.told(damaged).startswith("第 5 行“身份证号”：“1.1E+17”是被 Excel")
    with translation.override("en"):
        assert queries.told(damaged).startswith("Row 5, “身份证号”: “1.1E+17” is a long number")
        assert queries.told(replace(damaged, column="")).startswith("Row 5: ")
        assert not queries.told(replace(damaged, row=0)).startswith("Row")


def test_a_template_example_is_passed_over_and_said() -> None:
    spec = Spec(SPEC.columns, name="people", example={"name": "张示例"})
    table = read_rows(["序号", "姓名"], ["示例", "张示例"], [1, "甲"], spec=spec)
    assert [r["name"] for r in table.rows] == ["甲"]
    assert (table.examples, table.ignored, table.problems) == ((2,), (), ())


def test_an_example_that_somebody_changed_is_a_fault() -> None:
    spec = Spec(SPEC.columns, name="people", example={"name": "张示例"})
    table = read_rows(["序号", "姓名"], ["示例", "李四"], spec=spec)
    assert [(p.row, p.code) for p in table.problems] == [(2, "exchange.row.still_example")]
    assert table.rows == ()


def test_running_numbers_alone_are_no_rows() -> None:
    table = read_rows(["序号", "姓名", "人数"], [1, "甲", 1], [2, None, None], [3, None, 5])
    assert [r["name"] for r in table.rows] == ["甲"]
    assert table.skipped == (3,)
    assert [(p.row, p.column) for p in table.problems] == [(4, "姓名")]
