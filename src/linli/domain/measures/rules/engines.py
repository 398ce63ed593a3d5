"""The second engine: the declared sums run by DuckDB over a Parquet file of entries."""

from __future__ import annotations

from pathlib import Path

import duckdb

from linli.domain.measures.rules.declared import ENTRY, compiled
from linli.domain.measures.rules.tallies import Sum

_TYPES = {"string": "VARCHAR", "int64": "BIGINT", "date": "DATE", "boolean": "BOOLEAN"}


def to_parquet(csv: Path, parquet: Path) -> None:
    """Turn a CSV of entries (PostgreSQL's COPY, with header) into Parquet."""
    columns = {name: _TYPES[str(kind)] for name, kind in ENTRY.schema().items()}
    with duckdb.connect() as here:
        here.read_csv(str(csv), header=True, columns=columns).write_parquet(str(parquet))


def sums(parquet: Path) -> list[Sum]:
    """Return the declared sums over a Parquet file of entries."""
    with duckdb.connect() as here:
        here.read_parquet(str(parquet)).create_view("entry")
        return [Sum(*row) for row in here.sql(compiled("duckdb")["sums"]).fetchall()]
