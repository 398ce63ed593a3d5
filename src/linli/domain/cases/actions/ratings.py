"""What platforms say of us: their call-backs and their rates, kept as theirs, in no measure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from linli.domain.cases.actions.noting import note
from linli.domain.cases.actions.ordering import locked, permit
from linli.domain.cases.models import Order, OrderRate, OrderRating, OrderSource
from linli.domain.cases.rules.orders import month_of, percent_of
from linli.domain.cases.states import Note, Permission
from linli.domain.territory import queries as territory
from linli.foundation.exchange.rules.tables import Problem, Row, Table
from linli.kernel.access import Actor, Target, can
from linli.kernel.errors import NotFound, NotPermitted, Refusal

Step = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class RatingFile:
    """What to take in: call-backs of orders, or rates of places for a month."""

    source: OrderSource
    table: Table
    root: int

    @property
    def has_rates(self) -> bool:
        """Tell whether the rows are rates of places."""
        return "month" in self.table.titles


@dataclass
class Heard:
    """What came of a file."""

    taken: int = 0
    already: int = 0
    refused: int = 0
    problems: list[Problem] = field(default_factory=list)


def import_ratings(
    *,
    by: Actor,
    at: datetime,
    file: RatingFile,
    step: Step = lambda done, of: None,
    dry_run: bool = False,
) -> Heard:
    """Keep each row once, by order and time of the call, or by place and month.

    A row taken again changes nothing; one that says otherwise now replaces what was kept.
    """
    told = Heard(refused=len(file.table.faulty_rows), problems=list(file.table.problems))
    take = _rate if file.has_rates else _rating
    for done, row in enumerate(file.table.rows, 1):
        try:
            with transaction.atomic():
                fresh = take(by, at, file, row)
                transaction.set_rollback(dry_run)
        except Refusal as refusal:
            told.refused += 1
            title = file.table.titles.get(refusal.field or "", "")
            code = f"refusal.{refusal.code}"
            told.problems.append(Problem(row.number, title, code, refusal.params))
        else:
            told.taken += fresh
            told.already += not fresh
        step(done, len(file.table.rows))
    told.problems.sort(key=lambda p: p.row)
    return told


def _rating(by: Actor, at: datetime, file: RatingFile, row: Row) -> bool:
    order = Order.objects.filter(source=file.source, number=row["number"]).first()
    if order is None:
        raise NotFound("order_unknown_number", field="number", number=row["number"])
    case = locked(order.case_id)
    permit(by, case, at)
    said = {name: _yes(row.values.get(name)) for name in ("solved", "satisfied")}
    held = OrderRating.objects.filter(order=order, called_at=row["called"]).first()
    if held is not None and {n: getattr(held, n) for n in said} == said:
        return False
    row_of = held or OrderRating(order=order, called_at=row["called"])
    row_of.solved, row_of.satisfied, row_of.came_at = said["solved"], said["satisfied"], at
    row_of.save()
    data: dict[str, Any] = {"called": row["called"]}
    data |= {f"their_{n}": v for n, v in said.items() if v is not None}
    words = str(row.values.get("words") or "")
    texts = {"their_rating": words} if words else {}
    note(case, Note.RATED, order, by=by, at=at, data=data, texts=texts)
    return True


def _yes(said: Any) -> bool | None:
    return None if said is None else said == "yes"


def _rate(by: Actor, at: datetime, file: RatingFile, row: Row) -> bool:
    place, month = _place(file, str(row["place"])), month_of(row["month"])
    path = frozenset(territory.atlas().path(place))
    if not can(by, Permission.ORDERS, Target(places=path)):
        raise NotPermitted("order_outside_scope", field="place")
    rates: dict[str, Any] = {
        n: percent_of(row.values.get(n)) for n in ("responded", "solved", "satisfied")
    }
    rates["total"] = row.values.get("total")
    held = OrderRate.objects.filter(source=file.source, place_id=place, month=month).first()
    if held is not None and all(getattr(held, n) == v for n, v in rates.items()):
        return False
    OrderRate.objects.update_or_create(
        source=file.source, place_id=place, month=month, defaults={**rates, "came_at": at}
    )
    return True


def _place(file: RatingFile, said: str) -> int:
    if said.isdecimal():
        return territory.by_code(said, None).pk
    return territory.by_name(said, within=file.root).pk
