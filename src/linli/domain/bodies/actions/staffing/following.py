"""What is kept about staffing when the map changes: rows end and go on in the body that follows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import F, Q

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
from linli.domain.bodies.models import Body, Lending, MentorPair, QuotaLine, QuotaSeat, Reserve
from linli.domain.bodies.queries.succeeding import trace
from linli.domain.territory.models import Moved
from linli.domain.territory.rules.reorganising.parts import (
    Asked,
    Ledger,
    Line,
    Moving,
    Part,
    Question,
    Told,
)
from linli.domain.territory.rules.reorganising.plan import Finding, Plan
from linli.domain.territory.states import FindingKind
from linli.kernel.access import Actor

TABLES: dict[str, type[models.Model]] = {
    "quota_line": QuotaLine,
    "quota_seat": QuotaSeat,
    "lending": Lending,
    "mentor_pair": MentorPair,
    "reserve": Reserve,
}
# where a row names bodies; the first is whose entry tells of it
BODIES: dict[str, tuple[str, ...]] = {
    "quota_line": ("body",),
    "quota_seat": ("body",),
    "lending": ("home", "destination"),
    "mentor_pair": ("body",),
    "reserve": ("body",),
}


class StaffingPart(Part):
    """What staffing answers for (territory's `Part`): after the bodies, whose heirs it follows."""

    def reads(self, plan: Plan, asked: Asked) -> Mapping[str, Question]:
        """Ask for the rows of each kind that would follow, by their bodies."""
        gone, out = trace(plan).ended, {}
        for kind in filter(asked.wants, TABLES):
            first = BODIES[kind][0]
            rows = _touched(kind, gone, plan.on).order_by(first, "id")
            out[kind] = Question(rows.values(called=F(f"{first}__name")), asked.shown)
        return out

    def examine(
        self, plan: Plan, asked: Asked, read: Mapping[str, Told]
    ) -> tuple[Sequence[Moving], Sequence[Finding]]:
        """Return the rows that would follow, by their bodies."""
        lines = {k: tuple(Line(row["called"]) for row in told.rows) for k, told in read.items()}
        return [Moving(kind, told.count, lines[kind]) for kind, told in read.items()], ()

    def carry(self, plan: Plan, ledger: Ledger, by: Actor, at: datetime) -> None:
        """End the rows of bodies that end, and let them go on in the heirs; one entry a body."""
        told: Counter[int] = Counter()
        for kind in TABLES:
            told.update(_follow(kind, plan.on, ledger))
        seats = dict(Body.objects.filter(pk__in=told).values_list("id", "seat_id"))
        data = {"reorganisation": ledger.reorganisation}
        entries = [
            (body, seats[body], "follow_staff", data | {"rows": number})
            for body, number in sorted(told.items())
        ]
        write_bulk(by=by, at=at, rows=entries)

    def built_on(self, reorganisation: int) -> Sequence[Finding]:
        """Return what was decided since about a body that the instrument made."""
        rows = Moved.objects.filter(reorganisation_id=reorganisation)
        bodies = some(rows.filter(kind="body").values_list("new", flat=True))
        found: list[Finding] = []
        for kind, table in TABLES.items():
            mine = some(rows.filter(kind=kind).values_list("new", flat=True))
            for column in BODIES[kind]:
                later = table._default_manager.filter(**{f"{column}__in": bodies})
                later = later.exclude(pk__in=mine).order_by("id")
                name = later.values_list(f"{column}__name", flat=True).first()
                if name is not None:
                    params = {"name": name}
                    found.append(
                        Finding(FindingKind.CONTRADICTION, "built_on_staff", params=params)
                    )
        return found

    def restore(self, reorganisation: int, by: Actor, at: datetime) -> None:
        """Let what was ended go on, and what was made never have been."""
        del by, at  # the bodies' entries tell of it
        rows = list(Moved.objects.filter(reorganisation_id=reorganisation, kind__in=TABLES))
        for kind, table in TABLES.items():
            mine = [m for m in rows if m.kind == kind]
            never(table, some(m.new for m in mine))
            go_on(table, {m.old: m.was.get("until") for m in mine if m.old})


def _contradiction(name: str) -> Finding:
    return Finding(FindingKind.CONTRADICTION, "built_on_staff", params={"name": name})


def _touched(kind: str, gone: Iterable[int], on: date) -> models.QuerySet[Any]:
    named = Q()
    for column in BODIES[kind]:
        named |= Q(**{f"{column}__in": list(gone)})
    return TABLES[kind]._default_manager.filter(lasting(on), named).order_by("id")


def _follow(kind: str, on: date, ledger: Ledger) -> Counter[int]:
    """End the rows of a table that name a body that ends, make those that follow; count by body."""
    table = TABLES[kind]
    rows = list(_touched(kind, sorted(ledger.gone), on))
    pairs = [(row, new) for row in rows if (new := _moved(kind, row, on, ledger)) is not None]
    until = {row.pk: row.valid_to for row in rows}
    end_rows(table, until, on)
    made = table._default_manager.bulk_create([new for _, new in pairs], batch_size=2_000)
    after = {old.pk: new.pk for (old, _), new in zip(pairs, made, strict=True)}
    for pk, day in until.items():
        ledger.note(kind, pk, after.get(pk), until=iso(day))
    return Counter(getattr(row, f"{BODIES[kind][0]}_id") for row in made)


def _moved(kind: str, row: Any, on: date, ledger: Ledger) -> Any:
    """Return the row that follows, None where a body has no heir, or both become one."""
    goes = [_heir(getattr(row, f"{column}_id"), ledger) for column in BODIES[kind]]
    if None in goes or len(set(goes)) < len(goes):
        return None
    new = copy(row)
    new._state = copy(row._state)
    new._state.adding, new._state.fields_cache = True, {}
    new.pk, new.valid_from = None, cut(row.valid_from, on)
    for column, body in zip(BODIES[kind], goes, strict=True):
        setattr(new, f"{column}_id", body)
    if isinstance(row, QuotaLine):
        new.follows_id = row.pk
    return new


def _heir(body: int, ledger: Ledger) -> int | None:
    return ledger.bodies.get(body) if body in ledger.gone else body
