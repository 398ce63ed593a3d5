"""Dated rows that tie bodies to bodies and places: each goes on between the heirs of its ends.

A row whose ends become one, or that is said already of the heirs, ends; so does one without heir.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from linli.domain.bodies.actions.reorganising.rows import cut, end_rows, iso, lasting
from linli.domain.bodies.actions.ties import TIES, Tie
from linli.domain.bodies.models import Hearing
from linli.domain.bodies.rules.succeeding import Trace
from linli.domain.bodies.states import HearingState
from linli.domain.territory.models import Moved
from linli.domain.territory.rules.reorganising.parts import Asked, Ledger, Question
from linli.domain.territory.rules.reorganising.plan import Plan

HEARING = "hearing"
OPEN = [s.value for s in HearingState if s is not HearingState.WITHDRAWN]


LINK_TABLES = {tie.kind: tie.table for tie in TIES}


def touched(link: Tie, gone: Sequence[int], ended: Sequence[int], on: date) -> QuerySet[Any]:
    """Return the lasting rows of a table of which an end is a body or place that ends."""
    mine = Q(pk=None)
    for column in link.bodies:
        mine |= Q(**{f"{column}__in": gone})
    for column in link.places:
        mine |= Q(**{f"{column}__in": ended})
    return link.table._default_manager.filter(lasting(on)).filter(mine).order_by("id")


def links_moving(plan: Plan, found: Trace, asked: Asked) -> Iterator[tuple[str, Question]]:
    """Yield each table and the question for its rows that move: the name of their first body."""
    ended = [r.place for r in plan.ended]
    for link in TIES:
        if asked.wants(link.kind):
            rows = touched(link, found.ended, ended, plan.on)
            names = (F(f"{column.removesuffix('_id')}__name") for column in link.bodies)
            first = Coalesce(*names, Value(""))
            yield link.kind, Question(rows.values(called=first), asked.shown)


@dataclass
class Following:
    """Step 1 for these rows."""

    plan: Plan
    ledger: Ledger
    found: Trace

    def run(self) -> None:
        """End what ties to what ends, and begin it anew between the heirs."""
        ended = [r.place for r in self.plan.ended]
        for link in TIES:
            rows = list(touched(link, self.found.ended, ended, self.plan.on))
            if rows:
                self._follow(link, rows)
        self._hearings()

    def _follow(self, link: Tie, rows: Sequence[Any]) -> None:
        end_rows(link.table, [r.pk for r in rows], self.plan.on)
        wanted = {r.pk: self._ends(link, r) for r in rows}
        said = self._said(link, [w for w in wanted.values() if w])
        for row in rows:
            ends, begin, made = wanted[row.pk], cut(row.valid_from, self.plan.on), None
            key = _key(link, row, ends or {})
            if ends is not None and row.valid_to != begin and key not in said:
                said.add(key)
                new = copy(row)
                new._state = copy(row._state)
                new._state.adding, new._state.fields_cache = True, {}
                new.pk, new.valid_from = None, begin
                for column, value in ends.items():
                    setattr(new, column, value)
                new.save(force_insert=True)
                made = new.pk
            self.ledger.note(link.kind, row.pk, made, until=iso(row.valid_to))

    def _ends(self, link: Tie, row: Any) -> dict[str, int | None] | None:
        """Return the heirs of a row's ends; None where one has none, or two become one."""
        out: dict[str, int | None] = {}
        for column in link.bodies:
            old = getattr(row, column)
            out[column] = self.found.heir(old)
            if old is not None and out[column] in (None, *self.found.ended):
                return None
        for column in link.places:
            old = getattr(row, column)
            out[column] = self.plan.heirs.get(old, old)
            if out[column] in {r.place for r in self.plan.ended}:
                return None
        bodies = [out[c] for c in link.bodies if out[c] is not None]
        return out if len(set(bodies)) == len(bodies) else None

    def _said(self, link: Tie, wanted: Sequence[Mapping[str, Any]]) -> set[tuple[Any, ...]]:
        """Return what is said already by rows that go on."""
        mine = Q(pk=None)
        for column in (*link.bodies, *link.places):
            mine |= Q(**{f"{column}__in": {w[column] for w in wanted if w[column] is not None}})
        rows = link.table._default_manager.filter(lasting(self.plan.on)).filter(mine)
        return {_key(link, row, {}) for row in rows}

    def _hearings(self) -> None:
        """Let opinions that are not used yet follow their post and their street."""
        heirs = {old: new for kind, old, new, _ in self.ledger.rows if kind == "post" and new}
        rows = Hearing.objects.filter(used_on=None, state__in=OPEN).filter(
            Q(post__in=[o for o in heirs if o]) | Q(host__in=self.found.ended)
        )
        for row in rows.order_by("id"):
            post, host = heirs.get(row.post_id, row.post_id), self.found.heir(row.host_id)
            self.ledger.note(HEARING, row.post_id, post, hearing=str(row.pk), host=row.host_id)
            row.post_id, row.host_id = post or row.post_id, host or row.host_id
            row.save(update_fields=["post", "host"])


def _key(link: Tie, row: Any, ends: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(ends.get(c, getattr(row, c)) for c in link.once)


def restore_hearings(reorganisation: int) -> None:
    """Give opinions back to the post and street they were about."""
    rows = Moved.objects.filter(reorganisation_id=reorganisation, kind=HEARING).order_by("id")
    for row in rows:
        held = Hearing.objects.filter(pk=row.was["hearing"], used_on=None)
        held.update(post=row.old, host=row.was["host"])
