"""What a query reads, by the server's own account (EXPLAIN ANALYZE)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.db import connection

PAGE = "AS page("  # how the one query that fetches a page of cases reads


@dataclass(frozen=True, slots=True)
class Read:
    """Rows returned, rows read from tables and indexes to find them, milliseconds, scans used."""

    rows: int
    read: int
    ms: float
    scans: tuple[str, ...]


def explained(statement: str) -> Read:
    """Run a SELECT under EXPLAIN ANALYZE and add up what its scans read."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}")
        answer = cursor.fetchone()[0]
    told = (json.loads(answer) if isinstance(answer, str) else answer)[0]
    scans = [n for n in _nodes(told["Plan"]) if "Scan" in n["Node Type"] and _is_leaf(n)]
    return Read(
        rows=int(told["Plan"]["Actual Rows"]),
        read=sum(_read(n) for n in scans),
        ms=round(told["Execution Time"], 2),
        scans=tuple(sorted({f"{n['Node Type']} {_name(n)}" for n in scans})),
    )


def _nodes(node: dict[str, Any]) -> list[dict[str, Any]]:
    return [node, *(n for below in node.get("Plans", ()) for n in _nodes(below))]


def _is_leaf(node: dict[str, Any]) -> bool:
    # a bitmap's rows are those of its heap scan; a subquery's those of what it scans
    return node["Node Type"] not in ("Subquery Scan", "CTE Scan", "Bitmap Index Scan")


def _read(node: dict[str, Any]) -> int:
    removed = ("Rows Removed by Filter", "Rows Removed by Index Recheck")
    rows = node["Actual Rows"] + sum(node.get(name, 0) for name in removed)
    return int(rows * node["Actual Loops"])


def _name(node: dict[str, Any]) -> str:
    return str(node.get("Index Name") or node.get("Relation Name") or node.get("Alias") or "")
