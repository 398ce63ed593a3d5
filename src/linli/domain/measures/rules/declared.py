"""The measures, declared once, as ibis expressions over rows of entries: Σ f(row).

Never imported by a web process: `linli compile measures` writes the SQL of PostgreSQL into `sql/`,
which the fold and the pages read; DuckDB gets its own from here when tallies are verified.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import ibis
from ibis.expr.types import IntegerColumn, Table

from linli.domain.cases.procedures import COUNTED, PROCEDURES
from linli.domain.mandates.entries import GAPS
from linli.domain.measures.rules.histogram import DAY_SECONDS, LAST_BUCKET
from linli.domain.measures.states import Name

ENTRY = ibis.table(
    {
        "id": "string",
        "effective_on": "date",
        "place_id": "int64",
        "body_id": "int64",
        "procedure": "string",
        "move": "string",
        "from_state": "string",
        "to_state": "string",
        "matter": "string",
        "elapsed": "int64",
        "on_time": "boolean",
        "value": "int64",
        "reverses_id": "string",
    },
    name="entry",
)
COLUMNS = tuple(ENTRY.columns)

# States of all procedures in which a case counts as open; names mean the same in each of them.
OPEN_STATES = sorted({s.name for n in COUNTED for s in PROCEDURES[n].states if s.open})
# the moves that answer the reporter; the last one tells what another platform has answered
REPLIES = ("report_back", "explain", "answered_elsewhere")
RESOLVING = ("report_back", "settle_on_spot")


@dataclass(frozen=True)
class Measure:
    """What a row counts (0: nothing), in which bucket of a histogram, and whether per body."""

    counts: Callable[[Table], IntegerColumn]
    bucket: Callable[[Table], Any] = lambda _: ibis.literal(0, "int32")
    by_body: bool = True  # a stock is not: a case changes hands without leaving it
    of: tuple[str, ...] = COUNTED  # procedures whose entries are counted


def _when(condition: Any, t: Table) -> IntegerColumn:
    return condition.ifelse(t.value, 0)


def _filed(t: Table) -> IntegerColumn:
    return _when(t.from_state.isnull(), t)


def _is_resolved(t: Table) -> Any:
    # a grid event has no reporter: it is resolved when its result has been checked and it closes
    return t.move.isin(RESOLVING) | ((t.procedure == "grid_event") & (t.move == "close"))


def _open(t: Table) -> IntegerColumn:
    """Count what a move changes of the stock.

    Moves follow one another, so their differences add up to where the case stands. A reversal is no
    move of the case (the move that re-opens it is), so it changes no stock; but for a filing taken
    back, which is stated again elsewhere.
    """
    before = t.from_state.fill_null("").isin(OPEN_STATES).ifelse(1, 0)
    after = ibis.coalesce(t.to_state, t.from_state, "").isin(OPEN_STATES).ifelse(1, 0)
    counts = t.reverses_id.isnull() | t.from_state.isnull()
    return counts.ifelse((after - before) * t.value, 0)


def _days(t: Table) -> Any:
    return ibis.least(t.elapsed // DAY_SECONDS, LAST_BUCKET).fill_null(0).cast("int32")


MEASURES: Mapping[Name, Measure] = {
    Name.FILED: Measure(_filed),
    Name.RESOLVED: Measure(lambda t: _when(_is_resolved(t), t)),
    Name.IN_TIME: Measure(lambda t: _when(_is_resolved(t) & t.on_time.fill_null(False), t)),  # noqa: FBT003
    Name.EXPLAINED: Measure(lambda t: _when(t.move == "explain", t)),
    Name.OPEN: Measure(_open, by_body=False),
    Name.REPLY_DAYS: Measure(
        lambda t: _when(t.move.isin(REPLIES) & t.elapsed.notnull(), t), bucket=_days
    ),
    # a recount says by how much the gaps of its place have grown
    Name.GAPS: Measure(lambda t: _when(t.move == "recount", t), by_body=False, of=(GAPS,)),
}


def rows(name: Name) -> Table:
    """Return the rows that a measure counts: id, what each counts, and its bucket."""
    return _counted(name).select("id", "counts", "bucket")


def _counted(name: Name) -> Table:
    """Return the entries that a measure counts, of its procedures only: much else has entries."""
    measure = MEASURES[name]
    t = ENTRY.filter(ENTRY.procedure.isin(sorted(measure.of)))
    counted = t.mutate(counts=measure.counts(t), bucket=measure.bucket(t))
    return counted.filter(counted.counts != 0)


def sums() -> Table:
    """Return all measures summed by place, body, first-level matter, day and bucket."""
    return ibis.union(*[_sums_of(name) for name in MEASURES])


def _sums_of(name: Name) -> Table:
    counted = _counted(name)
    body = counted.body_id.fill_null(0) if MEASURES[name].by_body else ibis.literal(0, "int64")
    return counted.group_by(
        measure=ibis.literal(name.value),
        place_id=counted.place_id,
        body_id=body,
        matter=counted.matter.left(2),
        day=counted.effective_on,
        bucket=counted.bucket,
    ).agg(total=counted.counts.sum())


def compiled(dialect: str) -> dict[str, str]:
    """Return the SQL of the sums (`sums`) and of each measure's rows, over a relation `entry`."""
    expressions = {"sums": sums(), **{f"rows_{name}": rows(name) for name in MEASURES}}
    return {key: str(ibis.to_sql(e, dialect=dialect)) for key, e in expressions.items()}
