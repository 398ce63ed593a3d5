"""Reading what a platform exports: orders, call-backs, rates."""

from __future__ import annotations

from dataclasses import replace

from linli.domain.cases.rules.platforms import ABSENT, Platform
from linli.foundation.exchange import queries as exchange
from linli.foundation.exchange.rules.tables import Row, Table
from linli.kernel.errors import Invalid


def table_of(kind: str, platform: Platform, data: bytes) -> Table:
    """Return the rows of a file by the platform's form; raises Invalid.

    A file of ratings is one of call-backs or one of rates: its columns say which.
    """
    if platform.link_only:
        raise Invalid("order_source_link_only", name=platform.name)
    if kind == "orders":
        table = exchange.read(data, platform.orders())
        rows = tuple(Row(row.number, {**ABSENT, **row.values}) for row in table.rows)
        return replace(table, rows=rows)
    try:
        return exchange.read(data, platform.ratings())
    except Invalid as first:
        if first.code != "columns_missing":
            raise
        try:
            return exchange.read(data, platform.rates())
        except Invalid:
            raise first from None
