"""Open work follows when the map changes: batches of cases, one entry each, none moved twice."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Q

from linli.domain.bodies.queries import named as bodies_named
from linli.domain.bodies.queries.succeeding import trace
from linli.domain.cases.entries import PLACES
from linli.domain.cases.models import Case, Clock, Involvement
from linli.domain.cases.queries.examining import left_directly, left_open, moving_of, reads_of
from linli.domain.cases.queries.halves import keys_of, listed, locations
from linli.domain.cases.queries.map_hand import hand_above
from linli.domain.cases.queries.re_homing import (
    affected,
    homes_back,
    homes_on,
    way_of,
    way_of_plan,
)
from linli.domain.cases.queries.rows import SUBJECT
from linli.domain.cases.rules.re_homing import (
    COLUMNS,
    MOVE,
    Homes,
    Values,
    as_it_was,
    said,
)
from linli.domain.territory.models import Moved, Reorganisation
from linli.domain.territory.rules.reorganising.parts import (
    Asked,
    Batch,
    Moving,
    Part,
    Question,
    Told,
)
from linli.domain.territory.rules.reorganising.plan import Finding, Plan
from linli.domain.territory.states import CHANGE, FindingKind
from linli.foundation.journal import actions as journal
from linli.foundation.journal.models import Entry
from linli.kernel.access import SYSTEM, Actor
from linli.kernel.errors import Conflict

_FIELDS = ("id", "number", "seq", "procedure", "state", "open", "matter", "trial_id", *COLUMNS)


@dataclass(frozen=True)
class CasesPart(Part):
    """What open work answers for (territory's `Part`); `roles` are those that change the map."""

    roles: frozenset[str] = frozenset()

    def refuse_hand(self, drafter: int, by: Actor, on: date) -> None:
        """Refuse a colleague of a small office; raises Conflict naming the level above."""
        own = {b for grant in by.of(CHANGE) for b in grant.bodies}
        above = hand_above(drafter, own, self.roles, on)
        if above is not None:
            raise Conflict("reorganisation_hand_above", body=bodies_named([above])[above].name)

    def reads(self, plan: Plan, asked: Asked) -> Mapping[str, Question]:
        """Ask for the open cases and clocks that move, and those nobody would answer for."""
        return reads_of(plan, affected(way_of_plan(plan, trace(plan).ended)), asked)

    def examine(
        self, plan: Plan, asked: Asked, read: Mapping[str, Told]
    ) -> tuple[Sequence[Moving], Sequence[Finding]]:
        """Return the open cases and clocks that move, and those nobody would answer for."""
        moving = list(moving_of(plan, asked, read))
        if not asked.has_findings:
            return moving, ()
        return moving, [*left_open(plan, read), *left_directly(plan, read)]

    def halved(self, plan: Plan, named: Collection[str]) -> dict[str, str]:
        """Return the keys of answers for case numbers that lie directly in a place being split."""
        return keys_of(plan.split, named)

    def located(self, plan: Plan) -> dict[str, tuple[float, float]]:
        """Return where such cases happened, as far as it was said."""
        return locations(plan.split)

    def re_home(self, batch: Batch) -> int:
        """Move the next batch to where it belongs now; return how many moved."""
        return _Batch.of(batch).run()

    def built_on(self, reorganisation: int) -> Sequence[Finding]:
        """Return a case that was filed or ended under the new names since."""
        row = Reorganisation.objects.get(pk=reorganisation)
        since = row.enacted_at
        made = Moved.objects.filter(reorganisation_id=reorganisation, new__isnull=False)
        new = made.filter(kind="place", old=None).values_list("new", flat=True)
        born = [i for i in new if i is not None]
        bodies = list(made.filter(kind="body").values_list("new", flat=True))
        here = Q(pk__in=[])
        for column in ("prefecture_id", "county_id", "town_id", "community_id", "grid_id"):
            here |= Q(**{f"{column}__in": born})
        ended = Q(open=False, closed_at__gt=since)
        over = Case.objects.filter(ended & (here | Q(desk_id__in=bodies) | Q(lead_id__in=bodies)))
        filed = Case.objects.filter(filed_at__gt=since, place_id__in=born)
        found = over.order_by("id").first() or filed.order_by("id").first()
        if found is None:
            return ()
        params = {"name": found.number}
        return [Finding(FindingKind.CONTRADICTION, "built_on_case", params=params)]


class _Moving(NamedTuple):
    """A case being moved: its row, and its ids before and after."""

    row: dict[str, Any]
    before: Values
    after: Values


@dataclass
class _Batch:
    """Some cases, locked: written by sets, whatever their number."""

    batch: Batch
    homes: Homes
    listed: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, batch: Batch) -> _Batch:
        if batch.back:
            return cls(batch, homes_back(batch.reorganisation, batch.on))
        return cls(batch, homes_on(batch.on), listed(batch.reorganisation))

    def run(self) -> int:
        batch = self.batch
        way = way_of(batch.reorganisation, batch.on, back=batch.back)
        self.gone = {place for some in way.ended.values() for place in some}
        rows = affected(way).select_for_update(of=("self",), skip_locked=True)
        if batch.after is not None:
            rows = rows.filter(id__gt=batch.after)
        found = list(rows.values(*_FIELDS)[: batch.size])
        if not found:
            return 0
        batch.more, batch.last = len(found) == batch.size, found[-1]["id"]
        told = self._told(found) if batch.back else {}
        moving = [m for row in found if (m := self._moving(row, told)).before != m.after]
        if moving:
            self._write(moving)
        return len(moving)

    def _moving(self, row: dict[str, Any], told: Mapping[UUID, Mapping[str, Any]]) -> _Moving:
        before: Values = tuple(row[column] for column in COLUMNS)
        if row["id"] in told:
            return _Moving(row, before, as_it_was(before, told[row["id"]]))
        part = self.listed.get(row["number"]) if row["place_id"] in self.gone else None
        return _Moving(row, before, self.homes.of(before, is_open=row["open"], part=part))

    def _told(self, found: list[dict[str, Any]]) -> dict[UUID, Mapping[str, Any]]:
        """Return what the entries of the way here said, by case: the way back reads them."""
        rows = Entry.objects.filter(
            subject_kind=SUBJECT, subject_id__in=[row["id"] for row in found], move=MOVE
        )
        told = rows.order_by("seq").values_list("subject_id", "data")
        return {
            case: data
            for case, data in told
            if data.get("reorganisation") == self.batch.reorganisation and "back" not in data
        }

    def _write(self, moving: list[_Moving]) -> None:
        entries = [self._entry(m) for m in moving]
        with connection.cursor() as cursor:
            cursor.execute(_CASES, [self.batch.at, *_arrays(moving)])
        _involve(moving)
        journal.write_many(entries)

    def _entry(self, m: _Moving) -> journal.Draft:
        """Return the one entry of a case; figures of open work follow the map by themselves."""
        row, data = m.row, said(m.before, m.after, self.batch.reorganisation)
        if self.batch.back:
            data["back"] = True
        row["seq"] += 1
        return journal.Draft(
            by=SYSTEM,
            at=self.batch.at,
            subject_kind=SUBJECT,
            subject_id=row["id"],
            seq=row["seq"],
            place_id=m.after[0] or 0,
            body_id=None,
            procedure=row["procedure"],
            move=MOVE,
            from_state=row["state"],
            to_state=row["state"],
            matter=row["matter"],
            value=0 if row["trial_id"] else 1,  # as `weight` says of a case
            data=data,
        )


_ARRAYS = ", ".join(("%s::uuid[]", "%s::integer[]", *("%s::bigint[]" for _ in COLUMNS)))
_SET = ", ".join(f"{c} = h.{c}" for c in COLUMNS)
_CASES = (
    f"UPDATE cases_case c SET seq = h.seq, changed_at = %s, {_SET} "  # noqa: S608 - own names
    f"FROM unnest({_ARRAYS}) AS h(id, seq, {', '.join(COLUMNS)}) WHERE c.id = h.id"
)


def _arrays(moving: Sequence[_Moving]) -> list[list[Any]]:
    """Return the columns to write, one array each."""
    return [
        list(c) for c in zip(*([m.row["id"], m.row["seq"], *m.after] for m in moving), strict=True)
    ]


def _involve(moving: list[_Moving]) -> None:
    """Give involvements and running clocks the bodies that follow; of two alike one stays."""
    heirs: dict[UUID, dict[int, int]] = {}
    for m in moving:
        pairs = zip(m.before[len(PLACES) :], m.after[len(PLACES) :], strict=True)
        heirs[m.row["id"]] = {a: b for a, b in pairs if a and b and a != b}
    cases = [case for case, some in heirs.items() if some]
    rows = Involvement.objects.filter(case__in=cases).order_by("case_id", "id")
    parts = list(rows.values_list("id", "case_id", "body_id", "role"))
    held = {(case, body, role) for _, case, body, role in parts}
    changed, double = [], []
    for row, case, body, role in parts:
        new = heirs[case].get(body)
        if new is None:
            continue
        if (case, new, role) in held:
            double.append(row)
            continue
        held.add((case, new, role))
        changed.append((row, new))
    if double:
        Involvement.objects.filter(pk__in=double).delete()
    _put_bodies("cases_involvement", changed)
    clocks = Clock.objects.filter(case__in=cases, stopped_at=None).order_by("id")
    running = clocks.values_list("id", "case_id", "body_id")
    following = [(i, new) for i, case, b in running if (new := heirs[case].get(b)) is not None]
    _put_bodies("cases_clock", following)


def _put_bodies(table: str, rows: Sequence[tuple[UUID, int]]) -> None:
    if not rows:
        return
    ids, bodies = zip(*rows, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} t SET body_id = v.body "  # noqa: S608 - our own names
            "FROM unnest(%s::uuid[], %s::bigint[]) AS v(id, body) WHERE t.id = v.id",
            [list(ids), list(bodies)],
        )
