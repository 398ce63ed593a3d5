"""Write many filed cases at once, by COPY: the rows that filing one by one would write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from psycopg.types.json import Jsonb

from linli.domain.cases.actions.clocks import Clocks, compute
from linli.domain.cases.actions.filing import Born
from linli.domain.cases.actions.work import draft_of, involvements
from linli.domain.cases.models import Case, Clock, Involvement
from linli.domain.cases.rules.tokens import as_vector, tokens_of
from linli.foundation.database.keys import copy_rows
from linli.foundation.journal.actions import Draft
from linli.kernel.clock import Deadline


class Reckoning:
    """Deadlines of one moment, each reckoned once however many cases begin then."""

    def __init__(self) -> None:
        """Remember nothing yet."""
        self._found = cache(compute)

    def clocks(self) -> Clocks:
        """Return the clocks of a new case."""
        return Clocks([], self._deadline)

    def _deadline(self, limit: str, at: datetime, body_id: int) -> Deadline:
        return self._found(limit, at, body_id)


def first_entries(borns: Sequence[Born]) -> list[Draft]:
    """Return the entries of the filings; ask before anything advances the cases' numbers."""
    return [draft_of(b.work, from_state=None, acting=b.acting) for b in borns]


def write_filed(borns: Sequence[Born]) -> None:
    """Write cases, clocks, involvements and words; the caller writes the entries beside them."""
    cases = [b.work.case for b in borns]
    copy_models(Case, cases)
    copy_models(Clock, (c for b in borns for c in b.work.clocks.taken()))
    copy_models(Involvement, (row for case in cases for row in involvements(case)))
    words = ((b.work.case.id, as_vector(tokens_of(b.work.texts["words"]))) for b in borns)
    copy_rows("cases_casewords", ("case_id", "tokens"), words)


def copy_models(model: Any, rows: Iterable[Any]) -> None:
    """Write rows of a model by COPY, in the caller's transaction."""
    fields = model._meta.concrete_fields
    columns = [f.attname for f in fields]
    is_json = [f.get_internal_type() == "JSONField" for f in fields]
    copy_rows(model._meta.db_table, columns, _values(rows, columns, is_json))


def _values(
    rows: Iterable[Any], columns: Sequence[str], is_json: Sequence[bool]
) -> Iterator[list[Any]]:
    for row in rows:
        values = [getattr(row, c) for c in columns]
        yield [Jsonb(v) if j else v for v, j in zip(values, is_json, strict=True)]
