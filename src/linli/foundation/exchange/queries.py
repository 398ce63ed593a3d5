"""Reading a file into a typed table, without touching the database."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from linli.foundation.exchange import files
from linli.foundation.exchange.rules.columns import Spec
from linli.foundation.exchange.rules.tables import Grid, Problem, Table, tabulate
from linli.foundation.ui.text import say
from linli.kernel.errors import Invalid


def read(source: bytes | Path | BinaryIO, spec: Spec, *, sheet: str = "") -> Table:
    """Return the rows and faults of an Excel or CSV file by its declared columns.

    Takes the first visible sheet that has the columns, or the one named. Raises Invalid when the
    file as a whole cannot be taken (kind, size, missing columns), with what was expected.
    """
    found = files.grids(
        _bytes(source, spec.most_bytes), most_rows=spec.most_rows, most_bytes=spec.most_bytes
    )
    if sheet:
        found = [g for g in found if g.sheet == sheet]
        if not found:
            raise Invalid("sheet_missing", sheet=sheet)
    return _first_that_fits(found, spec)


def told(problem: Problem) -> str:
    """Return a fault as a sentence in the reader's language, with its row and column."""
    text = say(problem.code, **problem.params)
    if not problem.row:
        return text
    if not problem.column:
        return say("exchange.problem.row", row=problem.row, text=text)
    return say("exchange.problem.cell", row=problem.row, column=problem.column, text=text)


def _bytes(source: bytes | Path | BinaryIO, most: int) -> bytes:
    if isinstance(source, bytes):
        return source
    if isinstance(source, Path):
        with source.open("rb") as stream:
            return stream.read(most + 1)
    return source.read(most + 1)


def _first_that_fits(grids: list[Grid], spec: Spec) -> Table:
    refusals: list[Invalid] = []
    for grid in grids:
        try:
            return tabulate(grid, spec)
        except Invalid as refusal:
            refusals.append(refusal)
    raise next((r for r in refusals if r.code != "columns_missing"), refusals[0])
