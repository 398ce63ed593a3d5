"""Bring in cases of another platform: each row through the actions that people's cases go through.

A row is one transaction with its key (digest of the file, id of the row), so an import that was cut
off is taken up again by running it again. What the file does not say is not invented: acceptance,
dispatch and receipt carry the moment of filing, the result and the answer that of the reply; the
number of transfers stays a number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from linli.domain.cases.actions.filing import file, scope_of
from linli.domain.cases.actions.moving import move
from linli.domain.cases.actions.sorting import Sorting
from linli.domain.cases.rules import imports
from linli.domain.cases.rules.filing import Contact, Filing
from linli.domain.cases.rules.imports import Rule, Told
from linli.domain.cases.states import MoveName, Source
from linli.foundation.exchange.rules.tables import Problem, Row, Table
from linli.foundation.journal import queries as journal
from linli.kernel.access import Actor
from linli.kernel.errors import Invalid, Refusal

Step = Callable[[int, int], None]

# Column of the file by the field that a refusal names.
_COLUMNS = {"words": "text", "place": "district", "matter": "label", "name": "anonymous"}


@dataclass(frozen=True, slots=True)
class Bundle:
    """What to import: the rows, the digest of their file, where, and what their words mean.

    `rules` come before the catalogue's own names and codes, `defaults` after them.
    """

    table: Table
    digest: str
    root: int
    rules: tuple[Rule, ...] = ()
    defaults: tuple[Rule, ...] = ()


@dataclass
class Imported:
    """What an import did. `without_body` counts by reason; the figures cover all rows taken."""

    filed: int = 0
    already: int = 0
    refused: int = 0
    resolved: int = 0
    without_body: Counter[str] = field(default_factory=Counter)
    by_state: Counter[str] = field(default_factory=Counter)
    by_matter: Counter[str] = field(default_factory=Counter)
    by_place: Counter[int] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Plan:
    """One row, understood: what to file, the answer, and why nobody acts (empty: somebody does)."""

    filing: Filing
    at: datetime
    told: Told | None
    nobody: str


class Importer:
    """One run: what the file's words mean, and what is known of each day."""

    def __init__(self, order: Bundle, *, by: Actor, at: datetime, has_districts: bool) -> None:
        """Check that every code of the mapping exists; raises Invalid."""
        self.by, self.at, self.root, self.has_districts = by, at, order.root, has_districts
        self.sorting = Sorting(order.root, at, order.rules, order.defaults)

    def plan(self, row: Row) -> Plan:
        """Return what a row says; raises Refusal."""
        told = imports.told_of(row)
        if told and told.at > self.at:
            raise Invalid("reply_later_than_now", field="days")
        matter, place = self.sorting.matter(row), self._place(row)
        filing = Filing(
            matter=matter,
            place=place or self.root,
            words=imports.words_of(row),
            source=Source.IMPORTED,
            contact=Contact(name=imports.name_of(row)),
            history=True,
            reference=row["id"] or "",
            transfers=row["transfers"],
            asked=imports.asked_of(row),
            channel=imports.channel_of(row),
            reply=told.text if told else "",
        )
        return Plan(filing, row["at"], told, self._nobody(filing, row["at"], known_place=place))

    def take(self, plan: Plan, key: str) -> None:
        """File a row and make the moves it tells of, in one transaction; raises Refusal."""
        with transaction.atomic():
            filed = file(by=self.by, at=plan.at, filing=plan.filing, key=key)
            if plan.told and plan.nobody:
                # the platform's answer and its days are facts of the row; here the case still waits
                name = MoveName.ANSWERED_ELSEWHERE
                move(by=self.by, at=plan.told.at, case_id=filed.case, move=name)
            elif plan.told:
                self._answer(filed.case, plan.at, plan.told)

    def _answer(self, case: Any, at: datetime, told: Told) -> None:
        for name in (MoveName.ACCEPT, MoveName.DISPATCH, MoveName.SIGN_FOR):
            move(by=self.by, at=at, case_id=case, move=name)
        result = {"result": told.text}
        move(by=self.by, at=told.at, case_id=case, move=MoveName.HANDLE, supplies=result)

    def _place(self, row: Row) -> int | None:
        """Return the place that a row names, None where a file of districts names none.

        A file without that column speaks of one place, the one it is imported at.
        """
        said = imports.mapped(row, self.sorting.rules, frozenset({"district"})) or row["district"]
        if not said:
            return None if self.has_districts else self.root
        return self.sorting.place(said)

    def _nobody(self, filing: Filing, at: datetime, *, known_place: int | None) -> str:
        """Return why no body acts: no district, a channel of its own, or no mandate."""
        known = self.sorting.known(at)
        if known_place is None:
            return "no_district"
        if known.terms(filing.matter).is_blocked:
            return "own_channel"
        return "" if known.resolve(filing.matter, filing.place) else "no_mandate"


def import_appeals(
    *, by: Actor, at: datetime, order: Bundle, step: Step = lambda done, of: None
) -> Imported:
    """File the rows of a table at a place and below, once each; answered ones are reported back.

    A row that cannot be taken is a problem by row and column, and nothing of it is written. Raises
    Invalid when the mapping names a matter that the catalogue has not.
    """
    table = order.table
    run = Importer(order, by=by, at=at, has_districts="district" in table.titles)
    told = Imported(refused=len(table.faulty_rows), problems=list(table.problems))
    before = journal.answered(scope=scope_of(by, history=True), prefix=f"{order.digest}:")
    seen: set[str] = set()
    for done, row in enumerate(table.rows, 1):
        try:
            key = _key(row, order.digest, seen)
            plan = run.plan(row)
            if key not in before:
                run.take(plan, key)
        except Refusal as refusal:
            told.refused += 1
            told.problems.append(_problem(refusal, row, table))
        else:
            _count(told, plan, fresh=key not in before)
        step(done, len(table.rows))
    told.problems.sort(key=lambda p: p.row)
    return told


def _key(row: Row, digest: str, seen: set[str]) -> str:
    name = row["id"] or f"row {row.number}"
    if name in seen:
        raise Invalid("row_id_twice", field="id", name=name)
    seen.add(name)
    return f"{digest}:{name}"


def _count(told: Imported, plan: Plan, *, fresh: bool) -> None:
    if fresh:
        told.filed += 1
    else:
        told.already += 1
    told.by_matter[plan.filing.matter] += 1
    told.by_place[plan.filing.place] += 1
    if plan.nobody:
        told.without_body[plan.nobody] += 1
    else:
        told.resolved += 1
    told.by_state["reported_back" if plan.told and not plan.nobody else "filed"] += 1


def _problem(refusal: Refusal, row: Row, table: Table) -> Problem:
    column = _COLUMNS.get(refusal.field or "", refusal.field or "")
    title = table.titles.get(column, "")
    return Problem(row.number, title, f"refusal.{refusal.code}", refusal.params)
