"""What the query that fetches a page reads at 1,000,000 cases: every role's legs, every list.

Limit: rows read ≤ 20 × the rows of a page (50 and the one that says whether there are more). Counts
are told apart: open work is counted exactly, a list that reaches into closed work stops at 1,001.
Cases are laid down by COPY below the place in use and taken back at the end.
"""

from __future__ import annotations

from time import perf_counter
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from bench._actors import Desk, city
from bench._cases import Laid, lay
from bench._figures import percentiles
from bench._plans import PAGE, explained
from linli.domain.cases.queries import Filters, visible_to
from linli.domain.territory import queries as territory
from linli.foundation.jobs import clock

LIMIT = 20


def run(at: str = "1404", cases: str = "1000000") -> dict:
    """Lay the cases, run every page query under EXPLAIN ANALYZE, tell the worst."""
    with transaction.atomic():
        here = city(territory.by_code(at).pk)
        began = perf_counter()
        lay(here.places, here.matters, clock.now(), Laid(int(cases), 0.05, texts=False))
        laid = perf_counter() - began
        found = [row for desk in here.desks for row in _lists(desk)]
        counts = [row for desk in here.desks for row in _counts(desk)]
        transaction.set_rollback(True)
    worst = max(found, key=lambda r: r["factor"])
    figures = percentiles([r["ms"] / 1000 for r in found])
    return {
        "rate": round(1000 / max(figures["p50"], 0.001), 1),
        **figures,
        "limit": LIMIT,
        "ratio": round(LIMIT / worst["factor"], 2),
        "worst": worst,
        "over": [r for r in found if r["factor"] > LIMIT],
        "pages": len(found),
        "cases": int(cases),
        "laid_seconds": round(laid, 1),
        "counts": counts,
    }


def _filters() -> dict[str, tuple[Filters, str]]:
    now = clock.now()
    return {
        "to act": (Filters(to_act=True), "due"),
        "open": (Filters(), "due"),
        "open, newest": (Filters(), "newest"),
        "open, oldest": (Filters(), "oldest"),
        "late": (Filters(late_at=now), "due"),
        "all, newest": (Filters(open_only=False), "newest"),
        "all, oldest": (Filters(open_only=False), "oldest"),
        "open, a matter": (Filters(matter1="04"), "due"),
        "all, a matter": (Filters(open_only=False, matter1="04"), "newest"),
        "open, a state": (Filters(states=("in_hand",)), "due"),
        "all, closed": (Filters(open_only=False, states=("closed",)), "newest"),
        "all, a rare state": (Filters(open_only=False, states=("refused",)), "newest"),
    }


def _lists(desk: Desk) -> list[dict[str, Any]]:
    scope, rows = visible_to(desk.actor), []
    for name, (filters, sort) in _filters().items():
        with CaptureQueriesContext(connection) as asked:
            scope.page(filters, sort)
        for query in asked.captured_queries:
            if PAGE not in query["sql"]:
                continue
            read = explained(query["sql"])
            factor = round(read.read / max(read.rows, 1), 1)
            rows.append(
                {
                    "desk": desk.name,
                    "list": name,
                    "rows": read.rows,
                    "read": read.read,
                    "factor": factor,
                    "ms": read.ms,
                    "scans": read.scans,
                }
            )
    return rows


def _counts(desk: Desk) -> list[dict[str, Any]]:
    scope, rows = visible_to(desk.actor), []
    for name in ("open", "all, newest"):
        filters, _ = _filters()[name]
        with CaptureQueriesContext(connection) as asked:
            count = scope.count(filters)
        read = explained(asked.captured_queries[-1]["sql"])
        told = f"{count.number}{'' if count.exact else '+'}"
        row = {"desk": desk.name, "list": name, "count": told, "read": read.read, "ms": read.ms}
        rows.append(row | {"scans": read.scans})
    return rows
