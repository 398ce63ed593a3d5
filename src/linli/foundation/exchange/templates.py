"""Templates to fill in: an Excel file with the columns, an example row and what each cell takes.

Made from the same declaration that reads the file when it comes back.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from linli.foundation.exchange.rules.columns import EXAMPLE, MARK, Column, Kind, Spec
from linli.foundation.ui.text import either, say

ROWS = 500  # rows that get the choices and the form of a text; more may be filled in
WIDTH = 18
_HEAD, _FIRST = 1, 2  # rows of the sheet, from 0: title, header, example


def template(spec: Spec, rows: Iterable[Mapping[str, str]] = ()) -> bytes:
    """Return the template of a table as an Excel file; `rows` are proposals already filled in."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False})
    title = say(f"sheet.{spec.name}.title")
    book.set_properties({"title": title})
    _fill_in(book, spec, title, rows)
    _explain(book, spec)
    book.close()
    return file.getvalue()


def title_of(column: Column) -> str:
    """Return a column's title in the language in force, with a star where it must be filled in."""
    chinese, *more = column.titles
    return either(chinese, more[0] if more else "") + ("*" if column.required else "")


def choices_of(column: Column) -> list[str]:
    """Return the words that may stand in a column, one for each value, in the language in force."""
    words: dict[str, list[str]] = {}
    for word, value in column.choices.items():
        words.setdefault(value, []).append(word)
    return [either(first, (more or [first])[0]) for first, *more in words.values()]


def _fill_in(
    book: xlsxwriter.Workbook, spec: Spec, title: str, rows: Iterable[Mapping[str, str]]
) -> None:
    sheet = book.add_worksheet(title[:31])
    head = book.add_format({"bold": True, "bg_color": "#E8EEF5", "border": 1, "text_wrap": True})
    text = book.add_format({"num_format": "@"})
    pale = book.add_format({"num_format": "@", "italic": True, "font_color": "#7A7A7A"})
    sheet.merge_range(
        0, 0, 0, len(spec.columns), title, book.add_format({"bold": True, "size": 14})
    )
    sheet.set_column(0, 0, 8)
    sheet.set_column(1, len(spec.columns), WIDTH, text)
    sheet.write_string(_HEAD, 0, either(*MARK), head)
    for number, column in enumerate(spec.columns, 1):
        sheet.write_string(_HEAD, number, title_of(column), head)
        _offer(sheet, number, column)
    _row(sheet, _FIRST, either(*EXAMPLE), spec, spec.example, pale)
    for number, row in enumerate(rows, 1):
        _row(sheet, _FIRST + number, str(number), spec, row, text)
    sheet.freeze_panes(_FIRST, 0)


def _offer(sheet: Worksheet, number: int, column: Column) -> None:
    """Let a cell be chosen from a list; what its list cannot hold stands in the explanations."""
    words = choices_of(column) if column.kind is Kind.CHOICE else []
    if words and len(",".join(words)) <= 255:
        allowed = {"validate": "list", "source": words, "error_type": "warning"}
        sheet.data_validation(_FIRST, number, _FIRST + ROWS, number, allowed)


def _row(
    sheet: Worksheet, at: int, mark: str, spec: Spec, values: Mapping[str, str], form: Format
) -> None:
    sheet.write_string(at, 0, mark, form)
    for number, column in enumerate(spec.columns, 1):
        if values.get(column.name):
            sheet.write_string(at, number, values[column.name], form)


def _explain(book: xlsxwriter.Workbook, spec: Spec) -> None:
    sheet = book.add_worksheet(say("exchange.template.explained"))
    bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 8)
    sheet.set_column(2, 3, 60, wrap)
    sheet.write_string(0, 0, say(f"sheet.{spec.name}.about"))
    sheet.write_string(1, 0, say("exchange.template.how"))
    for number, key in enumerate(("column", "required", "meaning", "choices")):
        sheet.write_string(3, number, say(f"exchange.template.{key}"), bold)
    for number, column in enumerate(spec.columns, 4):
        sheet.write_string(number, 0, title_of(column).rstrip("*"))
        sheet.write_string(number, 1, say("exchange.template.yes") if column.required else "")
        sheet.write_string(number, 2, say(f"sheet.{spec.name}.{column.name}"), wrap)
        sheet.write_string(number, 3, "、".join(choices_of(column)), wrap)
