"""Read entries behind the horizon: each one exactly once per consumer, whatever order they commit.

Neither ids nor times are a watermark: a transaction that began early may commit late. An entry is
settled when every transaction up to its own has ended (`txid < pg_snapshot_xmin`); settled entries
are read in the order (epoch, txid, id), into which no later commit can slip.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from linli.foundation.journal.models import Entry, Horizon

NIL = UUID(int=0)
ALL = 1 << 62


@dataclass(frozen=True, slots=True)
class Span:
    """Settled entries after one position up to and with another; `count` of them."""

    after: tuple[int, int, UUID]
    upto: tuple[int, int, UUID]
    count: int

    # for SQL over journal_entry, with `params`
    where = (
        "(epoch, txid, id) > (%s, %s::xid8, %s::uuid)"
        " AND (epoch, txid, id) <= (%s, %s::xid8, %s::uuid)"
    )

    @property
    def params(self) -> list[Any]:
        """Values of `where`."""
        return [v if i % 3 == 0 else str(v) for i, v in enumerate((*self.after, *self.upto))]


_NEXT = """
    SELECT epoch, txid::text, id, count(*) OVER () FROM (
        SELECT epoch, txid, id FROM journal_entry
         WHERE (epoch, txid, id) > (%s, %s::xid8, %s::uuid)
           AND (epoch < %s OR txid < pg_snapshot_xmin(pg_current_snapshot()))
         ORDER BY epoch, txid, id LIMIT %s) AS settled
     ORDER BY epoch DESC, txid DESC, id DESC LIMIT 1
"""


def span(consumer: str, limit: int = ALL) -> Span | None:
    """Take the next settled entries for a consumer and move its horizon, in the caller's atomic.

    None when there are none, or another process reads for the same consumer right now.
    """
    epoch = begin_epoch()
    row = _locked(consumer)
    if row is None:
        return None
    after = (row.epoch, row.txid, row.entry_id or NIL)
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [after[0], str(after[1]), after[2], epoch, limit])
        last = cursor.fetchone()
    if last is None:
        return None
    row.epoch, row.txid, row.entry_id = last[0], int(last[1]), last[2]
    row.save()
    return Span(after, (row.epoch, row.txid, last[2]), last[3])


@transaction.atomic
def deliver(*, consumer: str, handle: Callable[[Sequence[Entry]], None], limit: int = 5000) -> int:
    """Give a consumer its next settled entries, in order, and move its horizon with them.

    What `handle` writes and the horizon commit together, so nothing is handled twice in the
    database; return how many entries were given.
    """
    taken = span(consumer, limit)
    if taken is None:
        return 0
    handle(list(entries_in(taken)))
    return taken.count


def _locked(consumer: str) -> Horizon | None:
    mine = Horizon.objects.select_for_update(skip_locked=True).filter(consumer=consumer)
    row = mine.first()
    if row is None and not Horizon.objects.filter(consumer=consumer).exists():
        # only the first time: this waits for whoever else begins the same consumer
        Horizon.objects.bulk_create([Horizon(consumer=consumer)], ignore_conflicts=True)
        row = mine.first()
    return row


def entries_in(taken: Span) -> Sequence[Entry]:
    """Return the entries of a span in their order."""
    sql = f"SELECT * FROM journal_entry WHERE {Span.where} ORDER BY epoch, txid, id"  # noqa: S608
    return list(Entry.objects.raw(sql, taken.params))


def begin_epoch() -> int:
    """Return the running epoch; a database restored into another cluster begins a new one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT linli_begin_epoch()")
        row = cursor.fetchone()
    return int(row[0])
