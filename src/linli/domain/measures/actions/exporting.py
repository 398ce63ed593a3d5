"""Take the entries out for another engine, and the tallies as they stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.db import connection
from psycopg import ClientCursor

from linli.domain.measures.actions.folding import CONSUMER
from linli.domain.measures.models import Tally
from linli.domain.measures.rules.tallies import Key
from linli.foundation.journal.models import Horizon

FOLDED = "(epoch, txid, id) <= (%s, %s::xid8, %s::uuid)"


def hold() -> list[Any] | None:
    """Keep the fold from moving until the transaction ends; return the values of FOLDED.

    None when nothing was ever folded.
    """
    row = Horizon.objects.select_for_update().filter(consumer=CONSUMER).first()
    return None if row is None else [row.epoch, str(row.txid), row.entry_id]


def export(path: Path, columns: Sequence[str], where: str, params: list[Any]) -> None:
    """Write columns of the entries that a condition selects as CSV, by COPY."""
    names = ", ".join(columns)
    query = f"COPY (SELECT {names} FROM journal_entry WHERE {where}) TO STDOUT (FORMAT csv, HEADER)"  # noqa: S608
    connection.ensure_connection()
    # COPY takes no parameters from the server's side, nor from Django's cursor of debugging
    statement = ClientCursor(connection.connection).mogrify(query, params)
    with connection.cursor() as cursor, cursor.copy(statement) as out, path.open("wb") as file:
        for block in out:
            file.write(block)


def kept() -> Counter[Key]:
    """Return all tallies as they stand."""
    rows = Tally.objects.order_by().values_list(*Key._fields, "total")
    return Counter({Key(*row[:-1]): row[-1] for row in rows.iterator(chunk_size=10_000)})
