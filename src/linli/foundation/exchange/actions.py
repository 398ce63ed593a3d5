"""Taking a table's rows: all of them or none, unless the good ones are asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from linli.foundation.exchange.rules.tables import Problem, Row, Table
from linli.foundation.exchange.states import CHANGED
from linli.kernel.access import Actor
from linli.kernel.errors import Refusal

# What one row becomes: the area's own action, called with who imports, when, and the row.
# False says that all of it stood already, CHANGED that it corrected what stood.
Take = Callable[[Actor, datetime, Row], object]


@dataclass(frozen=True)
class Outcome:
    """What an import did: rows taken, every fault, and whether anything was written at all.

    Of the rows taken, `already` changed nothing: what they say stood before. `changed` are the
    numbers of those that corrected what stood.
    """

    taken: int
    problems: tuple[Problem, ...]
    written: bool
    already: int = 0
    changed: tuple[int, ...] = ()

    @property
    def new(self) -> int:
        """How many rows made something."""
        return self.taken - self.already - len(self.changed)


def take_rows(
    *,
    by: Actor,
    at: datetime,
    table: Table,
    take: Take,
    keep_good: bool = False,
    dry_run: bool = False,
) -> Outcome:
    """Give each good row to an area's action in one transaction; return what came of it.

    A refused row is a fault with the text `refusal.<code>`. Nothing is written in a dry run, nor
    when any row has a fault, unless `keep_good`. Other exceptions undo everything.
    """
    problems = list(table.problems)
    taken = already = 0
    changed: list[int] = []
    with transaction.atomic():
        for row in table.rows:
            try:
                with transaction.atomic():
                    came = take(by, at, row)
                already += came is False
                changed += [row.number] if came is CHANGED else []
                taken += 1
            except Refusal as refusal:
                problems.append(_problem(refusal, row, table))
        written = bool(taken) and not dry_run and (keep_good or not problems)
        transaction.set_rollback(not written)
    told = tuple(sorted(problems, key=lambda p: p.row))
    return Outcome(taken, told, written, already, tuple(changed))


def _problem(refusal: Refusal, row: Row, table: Table) -> Problem:
    title = table.titles.get(refusal.field or "", "")
    return Problem(row.number, title, f"refusal.{refusal.code}", refusal.params)
