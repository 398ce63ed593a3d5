"""Take orders of a platform in: each row once, by (source, number), through the rules of filing.

Rows go in by the hundred, a transaction each, under the lock of their source: who is killed has
done some hundreds wholly, and doing it again changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from linli.domain.cases.actions.batches import Reckoning, copy_models, first_entries, write_filed
from linli.domain.cases.actions.filing import Born, compose, texts_of
from linli.domain.cases.actions.noting import note_draft, received_data, times_set
from linli.domain.cases.actions.ordering import attach, change, numbered
from linli.domain.cases.actions.sorting import Sorting
from linli.domain.cases.models import Order, OrderSource
from linli.domain.cases.rules import imports, orders
from linli.domain.cases.rules.filing import Contact, Filing
from linli.domain.cases.rules.imports import Rule
from linli.domain.cases.rules.platforms import Platform
from linli.domain.cases.states import Note, Permission, State
from linli.domain.territory.actions.reorganising.holding import share_map
from linli.foundation.database.revision import steady
from linli.foundation.exchange.rules.tables import Problem, Row, Table
from linli.foundation.journal import actions as journal
from linli.foundation.keys.box import hmac_sm3
from linli.foundation.keys.lookup import derived
from linli.kernel.access import Actor, Target, can
from linli.kernel.errors import Invalid, NotFound, NotPermitted, Refusal

BATCH = 500
Step = Callable[[int, int], None]

# Column of the file by the field that a refusal names.
_COLUMNS = {"words": "text", "place": "district", "matter": "label", "at": "received"}


@dataclass(frozen=True, slots=True)
class OrderFile:
    """What to take in: the rows, whose they are, and the place of those that name none.

    Names are looked for `within` a larger place: a file of a county in the hands of a street.
    """

    source: OrderSource
    platform: Platform
    table: Table
    root: int
    within: int | None = None
    defaults: tuple[Rule, ...] = ()


@dataclass
class Taken:
    """What came of a file. `noted` are rows that were taken although something in them was not."""

    filed: int = 0
    already: int = 0
    changed: int = 0
    linked: int = 0
    refused: int = 0
    by_matter: Counter[str] = field(default_factory=Counter)
    by_place: Counter[int] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    noted: list[Problem] = field(default_factory=list)


@dataclass
class _Batch:
    """What a transaction will write of new cases."""

    borns: list[Born] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)


def import_orders(
    *,
    by: Actor,
    at: datetime,
    file: OrderFile,
    step: Step = lambda done, of: None,
    dry_run: bool = False,
) -> Taken:
    """File what is new, note what has changed, leave what is known; say what cannot be taken.

    A refused row is a problem by row and column, and nothing of it is written; in a dry run nothing
    is. Raises Invalid for a form that names a matter the catalogue has not, or a link-only source.
    """
    if file.platform.link_only:
        raise Invalid("order_source_link_only", name=file.platform.name)
    run = _Run(file, by=by, at=at, dry_run=dry_run)
    rows = file.table.rows
    for start in range(0, len(rows), BATCH):
        with steady():  # tree, bodies, mandates and trial: their marks once a batch, not once a row
            run.take(rows[start : start + BATCH])
        step(min(start + BATCH, len(rows)), len(rows))
    run.told.problems.sort(key=lambda p: p.row)
    return run.told


class _Run:
    def __init__(self, file: OrderFile, *, by: Actor, at: datetime, dry_run: bool) -> None:
        self.file, self.by, self.at, self.dry_run = file, by, at, dry_run
        self.columns = file.table.titles
        self.sorting = Sorting(file.within or file.root, at, file.platform.matters, file.defaults)
        self.known = self.sorting.known(at)
        self.reckoning, self.mark = Reckoning(), _Marker()
        self.told = Taken(refused=len(file.table.faulty_rows), problems=list(file.table.problems))
        self.seen: set[str] = set()
        self.allowed: set[tuple[int, str]] = set()

    @transaction.atomic
    def take(self, rows: Sequence[Row]) -> None:
        """Take some rows in one transaction, or look at them only."""
        share_map()
        source = OrderSource.objects.select_for_update().get(pk=self.file.source.pk)
        numbers = [row["number"] for row in rows]
        held = Order.objects.filter(source=source, number__in=numbers).select_related("source")
        known, batch = {o.number: o for o in held}, _Batch()
        for row in rows:
            try:
                self._take(row, known.get(row["number"]), batch)
            except Refusal as refusal:
                self.told.refused += 1
                self.told.problems.append(self._problem(refusal, row))
        if batch.borns and not self.dry_run:
            self._write(batch)

    def _take(self, row: Row, held: Order | None, batch: _Batch) -> None:
        number = row["number"]
        if number in self.seen:
            raise Invalid("row_id_twice", field="number", name=number)
        self.seen.add(number)
        times = orders.times_of(row, self.at)
        marks = orders.marks_of(row, self.columns, self.mark)
        if held is not None:
            self._again(row, held, times, marks)
            return
        order = Order(
            source=self.file.source,
            number=number,
            received_at=times.received,
            sign_by=times.sign_by,
            due_at=times.due,
            marks=marks,
            came_at=self.at,
        )
        if row.values.get("ours"):
            self._link(row, order)
        else:
            self._file(row, order, batch)

    def _again(self, row: Row, held: Order, times: orders.Times, marks: dict[str, str]) -> None:
        """Take a row whose number is known: nothing, or what it says otherwise now."""
        fields = orders.changed_fields(held.marks, marks, self._marked())
        if not fields:
            self.told.already += 1
            return
        if not self.dry_run:
            with transaction.atomic():
                change(
                    by=self.by,
                    at=self.at,
                    order=held,
                    row=row,
                    times=times,
                    marks=marks,
                    fields=fields,
                )
        self.told.changed += 1

    def _marked(self) -> dict[str, str]:
        return {f: t for f, t in self.columns.items() if f not in ("number", "ours")}

    def _link(self, row: Row, order: Order) -> None:
        """Let a case that the row names answer the order."""
        case = numbered(row["ours"], by=self.by, field="ours")
        self._permit(case.place_id, case.matter1, case.desk_id)
        if not self.dry_run:
            with transaction.atomic():
                attach(
                    by=self.by, at=self.at, case_id=case.id, order=order, texts=orders.texts_of(row)
                )
        self.told.linked += 1

    def _file(self, row: Row, order: Order, batch: _Batch) -> None:
        matter, place = self.sorting.matter(row), self._place(row)
        phone, is_phone = orders.phone_of(row)
        if not is_phone:
            self._note(row, "phone", "cases.orders.noted.phone")
        filing = Filing(
            matter=matter,
            place=place,
            words=imports.words_of(row),
            source=self.file.platform.way,
            address=str(row.values.get("address") or ""),
            contact=Contact(phone=phone, name=str(row.values.get("name") or "")),
            asked=imports.asked_of(row),
            channel=imports.channel_of(row),
            from_above=True,
        )
        texts = texts_of(filing)
        if row.values.get("files"):
            texts["order_files"] = str(row["files"])
        theirs = times_set([order], State.FILED)
        born = compose(self.by, self.at, filing, texts, self.known, self.reckoning.clocks(), theirs)
        case = born.work.case
        self._permit(place, case.matter1, case.desk_id)
        order.case = case
        batch.borns.append(born)
        batch.orders.append(order)
        self.told.filed += 1
        self.told.by_matter[matter] += 1
        self.told.by_place[place] += 1

    def _write(self, batch: _Batch) -> None:
        drafts = first_entries(batch.borns)
        drafts += [
            note_draft(o.case, Note.RECEIVED, o, by=self.by, at=self.at, data=received_data(o))
            for o in batch.orders
        ]
        write_filed(batch.borns)
        copy_models(Order, batch.orders)
        journal.write_many(drafts)

    def _place(self, row: Row) -> int:
        """Return the smallest place that a row names; the largest it names must be known."""
        here: int | None = None
        for column, name in orders.named_places(row):
            try:
                here = self.sorting.place(name, here)
            except (NotFound, Invalid) as refusal:
                if here is None:
                    raise type(refusal)(refusal.code, field=column, **refusal.params) from None
                self._note(row, column, "cases.orders.noted.place", name=name)
                break
        return here or self.file.root

    def _permit(self, place: int, matter1: str, desk: int) -> None:
        if (place, matter1) in self.allowed:
            return
        path = frozenset(self.known.path(place))
        target = Target(places=path, bodies=frozenset({desk}), matter=matter1)
        if not can(self.by, Permission.ORDERS, target):
            raise NotPermitted("order_outside_scope", field="district")
        self.allowed.add((place, matter1))

    def _note(self, row: Row, column: str, code: str, **params: Any) -> None:
        self.told.noted.append(Problem(row.number, self.columns.get(column, ""), code, params))

    def _problem(self, refusal: Refusal, row: Row) -> Problem:
        column = _COLUMNS.get(refusal.field or "", refusal.field or "")
        title = self.columns.get(column, "")
        return Problem(row.number, title, f"refusal.{refusal.code}", refusal.params)


class _Marker:
    """Keyed digests of fields; one look at the keys for a whole file."""

    def __init__(self) -> None:
        self._key = derived("cases.order").key

    def __call__(self, name: str, said: str) -> str:
        return hmac_sm3(self._key, f"{name}\0{said}".encode())[:4].hex()
