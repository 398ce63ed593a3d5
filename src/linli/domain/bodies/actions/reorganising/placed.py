"""Dated rules of places: where places become one, what they all say goes on, else the wider."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import copy
from typing import Any, NamedTuple

from django.db import models
from django.db.models import QuerySet

from linli.domain.bodies.actions.reorganising.rows import cut, end_rows, iso, lasting
from linli.domain.bodies.models import CoverageRule
from linli.domain.territory.models import GridCodes
from linli.domain.territory.rules.reorganising.parts import Asked, Ledger, Line, Moving, Question
from linli.domain.territory.rules.reorganising.plan import Finding, Plan
from linli.domain.territory.states import FindingKind
from linli.foundation.ui.text import say

Row = Mapping[str, Any]


class Placed(NamedTuple):
    """A table whose rows rule a place and all below it, and the nearest upward decides.

    `of`: what a row rules, beside its place; `says`: what it says of it; `called`: the words for
    both, of these columns and of `shown`. `differs` is the finding where places that become one
    say different things.
    """

    kind: str
    table: type[models.Model]
    of: tuple[str, ...]
    says: tuple[str, ...]
    called: Callable[[Row], tuple[str, str]]
    differs: str = "rules_differ"
    shown: tuple[str, ...] = ()

    def ending(self, plan: Plan) -> QuerySet[Any]:
        """Return the rows of places that end, in order."""
        ended = [row.place for row in plan.ended]
        rows = self.table._default_manager.filter(lasting(plan.on), place__in=ended)
        return rows.order_by("id")

    def question(self, plan: Plan) -> Question:
        """Return what a check has to read."""
        return Question(self.ending(plan).values("place_id", *self.of, *self.says, *self.shown))

    def moving(self, plan: Plan, asked: Asked, rows: Iterable[Row]) -> Moving:
        """Return what would end, for the check."""
        lines = [Line(" ".join((_place(plan, row), *self.called(row)))) for row in rows]
        return asked.moving(self.kind, lines)

    def differing(self, plan: Plan, rows: Iterable[Row]) -> Iterator[Finding]:
        """Tell of rules that differ between places that become one: the wider rule will hold."""
        for (heir, *_), some in sorted(_together(self, plan, rows).items()):
            if len({self._what(row) for row in some}) > 1:
                name, _ = self.called(some[0])
                told = "、".join(f"{_place(plan, row)} {self.called(row)[1]}" for row in some)
                params = {"name": plan.after[heir].name, "limit": name, "values": told}
                yield Finding(FindingKind.NOTICE, self.differs, params=params)

    def carry(self, plan: Plan, ledger: Ledger) -> None:
        """End the rows of what ends; where all that become one agree, theirs begins there."""
        rows = list(self.ending(plan))
        until = {row.pk: iso(row.valid_to) for row in rows}
        columns = ("pk", "place_id", *self.of, *self.says)
        read = [{c: getattr(row, c) for c in columns} for row in rows]
        end_rows(self.table, until, plan.on)
        heirs = {heir for heir, *_ in _together(self, plan, read)}
        there = self.table._default_manager.filter(lasting(plan.on), place__in=heirs)
        held = set(there.order_by().values_list("place_id", *self.of))
        goes = {
            some[0]["pk"]: key[0]
            for key, some in _together(self, plan, read).items()
            if key not in held and len({self._what(row) for row in some}) == 1
        }
        for row in rows:
            made = _again(row, goes[row.pk], plan) if row.pk in goes else None
            ledger.note(self.kind, row.pk, made, until=until[row.pk])

    def _what(self, row: Row) -> str:
        return repr([row[column] for column in self.says])


def _place(plan: Plan, row: Row) -> str:
    return plan.before[row["place_id"]].name


def _together(placed: Placed, plan: Plan, rows: Iterable[Row]) -> dict[tuple[Any, ...], list[Row]]:
    """Return the rows that come to one place and rule the same."""
    found: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        heir = plan.heirs.get(row["place_id"])
        if heir is not None:
            found.setdefault((heir, *(row[column] for column in placed.of)), []).append(row)
    return found


def _again(row: Any, place: int, plan: Plan) -> int:
    new = copy(row)
    new._state = copy(row._state)
    new._state.adding, new._state.fields_cache = True, {}
    new.pk, new.place_id, new.valid_from = None, place, cut(row.valid_from, plan.on)
    new.save(force_insert=True)
    return int(new.pk)


def _codes(row: Row) -> tuple[str, str]:
    return say("bodies.codes.title"), row["pattern"]


def _coverage(row: Row) -> tuple[str, str]:
    return say(f"bodies.coverage.of.{row['of']}"), row["words"]


RULES = (
    Placed("grid_codes", GridCodes, (), ("pattern",), _codes),
    Placed(
        "coverage_rule",
        CoverageRule,
        ("of",),
        ("kinds", "joint", "by_organisation", "words", "words_en"),
        _coverage,
    ),
)
RULE_TABLES: dict[str, type[models.Model]] = {rule.kind: rule.table for rule in RULES}
