"""Compare state rows with what the journal makes of them (`linli verify cases`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from linli.domain.cases.models import Case, Clock, Involvement
from linli.domain.cases.queries.rows import SUBJECT
from linli.domain.cases.rules.hands import acts
from linli.domain.cases.rules.replay import Said, replayed
from linli.foundation.journal.models import Entry

BATCH = 500


@dataclass(frozen=True, slots=True)
class Difference:
    """A column of a case whose row and journal disagree."""

    case: UUID
    column: str
    row: Any
    journal: Any


def differences(batch: int = BATCH) -> Iterator[Difference]:
    """Yield every disagreement between state rows, involvements, clocks and the journal."""
    last: UUID | None = None
    while True:
        rows = Case.objects.order_by("id")
        cases = list((rows.filter(id__gt=last) if last else rows)[:batch])
        if not cases:
            return
        made = _replayed([c.id for c in cases])
        roles, due = _involved(cases), _due(cases)
        for case in cases:
            yield from _compare(case, made.get(case.id, {}))
            yield from _repeated(case, roles.get(case.id, []), due.get(case.id))
        last = cases[-1].id


def _replayed(ids: list[UUID]) -> dict[UUID, dict[str, Any]]:
    fields = ("subject_id", "seq", "at", "procedure", "to_state", "reverses_id", "data")
    rows = Entry.objects.filter(subject_kind=SUBJECT, subject_id__in=ids)
    ordered = rows.order_by("subject_id", "seq").values_list(*fields)
    return {
        subject: replayed(
            Said(seq, at, procedure, to_state, reverses is not None, data)
            for _, seq, at, procedure, to_state, reverses, data in group
        )
        for subject, group in groupby(ordered, key=lambda row: row[0])
    }


def _compare(case: Case, made: Mapping[str, Any]) -> Iterator[Difference]:
    if not made:
        yield Difference(case.id, "id", case.number, None)
    for column, value in made.items():
        held = getattr(case, column)
        if held != value:
            yield Difference(case.id, column, held, value)


def _involved(cases: list[Case]) -> dict[UUID, list[Involvement]]:
    found: dict[UUID, list[Involvement]] = {}
    for row in Involvement.objects.filter(case__in=cases).order_by("case_id", "id"):
        found.setdefault(row.case_id, []).append(row)
    return found


def _due(cases: list[Case]) -> dict[UUID, Any]:
    """Return the next due moment of running clocks by case."""
    found: dict[UUID, Any] = {}
    running = Clock.objects.filter(case__in=cases, stopped_at=None, paused_at=None)
    for row in running.order_by("-due_at", "id"):
        found[row.case_id] = row.due_at
    return found


def _repeated(case: Case, rows: list[Involvement], due: Any) -> Iterator[Difference]:
    """Compare what involvements repeat, who they name, and the clocks' next due moment."""
    names = ("state", "open", "matter1", "due_at", "filed_at", "confidential")
    for row in rows:
        for name in names:
            if getattr(row, name) != getattr(case, name):
                yield Difference(case.id, f"involvement.{name}", getattr(row, name), None)
        if row.acting != acts(case, row.body_id, row.role):
            yield Difference(case.id, "involvement.acting", row.acting, None)
    parts = {case.desk_id, case.lead_id, case.verifier_id, case.teller_id}
    wanted = parts - {None, *case.barred_ids}
    held = {r.body_id for r in rows if r.role != "helper"}
    if held != wanted:
        yield Difference(case.id, "involvement", sorted(held), sorted(wanted))
    if (case.open or case.telling) and due is not None and due != case.due_at:
        yield Difference(case.id, "clock.due_at", due, case.due_at)
