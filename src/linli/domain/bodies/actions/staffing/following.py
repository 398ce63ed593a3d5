"""What is kept about staffing when the map changes: rows end and go on in the body that follows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from copy import copy
from datetime import date, datetime
from typing import Any

from django.db import models

from linli.domain.bodies.actions.recording import write_bulk
from linli.domain.bodies.actions.reorganising.rows import (
    cut,
    end_rows,
    go_on,
    iso,
    lasting,
    never,
    some,
)
from linli.domain.bodies.models import Body, QuotaLine, QuotaSeat
from linli.domain.bodies.queries.succeeding import trace
from linli.domain.territory.models import Moved
from linli.domain.territory.rules.reorganising.parts import Asked, Batch, Ledger, Line, Moving
from linli.domain.territory.rules.reorganising.plan import Finding, Plan
from linli.domain.territory.states import FindingKind
from linli.kernel.access import Actor

LINE, SIT = "quota_line", "quota_seat"
TABLES: dict[str, type[models.Model]] = {LINE: QuotaLine, SIT: QuotaSeat}


class StaffingPart:
    """What quotas answer for (territory's `Part`); after the bodies, whose heirs it follows."""

    def examine(self, plan: Plan, asked: Asked) -> tuple[Sequence[Moving], Sequence[Finding]]:
        """Return the rows of each kind that would follow, by their bodies; one query a kind."""
        gone = trace(plan).ended
        moving = []
        for kind, table in TABLES.items():
            if asked.wants(kind):
                rows = _touched(table, gone, plan.on).order_by("body_id", "id")
                lines = [Line(name) for name in rows.values_list("body__name", flat=True)]
                moving.append(asked.moving(kind, lines))
        return moving, ()

    def around(self, on: date, places: Iterable[int]) -> AbstractContextManager[None]:
        """Nothing needs the tree before and after."""
        return nullcontext()

    def carry(self, plan: Plan, ledger: Ledger, by: Actor, at: datetime) -> None:
        """End the rows of bodies that end, and let them go on in the heirs; one entry a body."""
        told: dict[int, tuple[int, int]] = {}
        for kind, table in TABLES.items():
            for row in _follow(kind, table, plan.on, ledger):
                former, lines = told.get(row.body_id) or (_former(ledger, row.body_id), 0)
                told[row.body_id] = (former, lines + 1)
        seats = dict(Body.objects.filter(pk__in=told).values_list("id", "seat_id"))
        entries = [
            (body, seats[body], "follow_quotas", _data(ledger, former, lines))
            for body, (former, lines) in sorted(told.items())
        ]
        write_bulk(by=by, at=at, rows=entries)

    def re_home(self, batch: Batch) -> int:
        """Nothing is left for later: these are dated rows."""
        return 0

    def built_on(self, reorganisation: int) -> Sequence[Finding]:
        """Return what was decided since about a body that the instrument made."""
        rows = Moved.objects.filter(reorganisation_id=reorganisation)
        bodies = some(rows.filter(kind="body").values_list("new", flat=True))
        found: list[Finding] = []
        for kind, table in TABLES.items():
            mine = some(rows.filter(kind=kind).values_list("new", flat=True))
            later = table._default_manager.filter(body__in=bodies).exclude(pk__in=mine)
            name = later.order_by("id").values_list("body__name", flat=True).first()
            if name is not None:
                params = {"name": name}
                found.append(Finding(FindingKind.CONTRADICTION, "built_on_quota", params=params))
        return found

    def restore(self, reorganisation: int, by: Actor, at: datetime) -> None:
        """Let what was ended go on, and what was made never have been."""
        del by, at  # the bodies' entries tell of it
        rows = list(Moved.objects.filter(reorganisation_id=reorganisation, kind__in=TABLES))
        for kind, table in TABLES.items():
            mine = [m for m in rows if m.kind == kind]
            never(table, some(m.new for m in mine))
            go_on(table, {m.old: m.was.get("until") for m in mine if m.old})


def _data(ledger: Ledger, former: int, lines: int) -> dict[str, Any]:
    return {"reorganisation": ledger.reorganisation, "former": former, "lines": lines}


def _former(ledger: Ledger, heir: int) -> int:
    """Return the first body that a body comes after."""
    return min(old for old, new in ledger.bodies.items() if new == heir)


def _touched(table: type[models.Model], gone: Sequence[int], on: date) -> models.QuerySet[Any]:
    return table._default_manager.filter(lasting(on), body__in=list(gone)).order_by("id")


def _follow(kind: str, table: type[models.Model], on: date, ledger: Ledger) -> list[Any]:
    rows = list(_touched(table, sorted(ledger.gone), on))
    pairs = [(r, _moved(r, heir, on)) for r in rows if (heir := ledger.bodies.get(r.body_id))]
    until = {r.pk: r.valid_to for r in rows}
    end_rows(table, until, on)
    made = table._default_manager.bulk_create([new for _, new in pairs], batch_size=2_000)
    after = {old.pk: new.pk for (old, _), new in zip(pairs, made, strict=True)}
    for pk, day in until.items():
        ledger.note(kind, pk, after.get(pk), until=iso(day))
    return made


def _moved(row: Any, body: int, on: date) -> Any:
    new = copy(row)
    new._state = copy(row._state)
    new._state.adding, new._state.fields_cache = True, {}
    new.pk, new.body_id, new.valid_from = None, body, cut(row.valid_from, on)
    if isinstance(row, QuotaLine):
        new.follows_id = row.pk
    return new
