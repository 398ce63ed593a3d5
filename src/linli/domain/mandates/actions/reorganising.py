"""Mandates and thresholds when the map changes: each goes on in the body and place that follow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Max, Q, QuerySet

from linli.domain.bodies.actions.reorganising.placed import Placed
from linli.domain.bodies.actions.reorganising.rows import end_rows, go_on, never
from linli.domain.bodies.models import Body
from linli.domain.bodies.queries.succeeding import trace
from linli.domain.bodies.rules import subject_of
from linli.domain.mandates.entries import PROCEDURE
from linli.domain.mandates.models import Mandate, Matter, Revision, ThresholdRule
from linli.domain.mandates.states import MandateRole
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
from linli.domain.territory.rules.reorganising.plan import Choice, Finding, Plan
from linli.domain.territory.states import FindingKind
from linli.foundation.journal import actions as journal
from linli.foundation.journal.models import Entry
from linli.kernel.access import Actor

MANDATE, THRESHOLD, STANDING = "mandate", "threshold", "standing"
TABLES: dict[str, type[models.Model]] = {MANDATE: Mandate, THRESHOLD: ThresholdRule}
# what a check reads of a mandate
_IDS = ("id", "place_id", "matter_id", "body_id", "in_name_of_id", "answers_suit_id")
_READ = (*_IDS, "role", "matter__code", "matter__name", "body__name")


class MandatesPart(Part):
    """What powers and duties answer for (territory's `Part`)."""

    def reads(self, plan: Plan, asked: Asked) -> Mapping[str, Question]:
        """Ask for the mandates that move, those that stand where they come to, and local limits."""
        following, out = _of_trace(plan), {}
        if asked.has_findings or asked.wants(MANDATE):
            out[MANDATE] = Question(following.touched.values(*_READ))
            out[STANDING] = Question(following.there.values(*_READ))
        if asked.has_findings or asked.wants(THRESHOLD):
            out[THRESHOLD] = LIMITS.question(plan)
        return out

    def examine(
        self, plan: Plan, asked: Asked, read: Mapping[str, Told]
    ) -> tuple[Sequence[Moving], Sequence[Finding]]:
        """Return the mandates that move, and matters that would have two leads at one place."""
        following, moving = _of_trace(plan, read), []
        limits = read.get(THRESHOLD, Told()).rows
        if asked.wants(MANDATE):
            lines = [Line(_called(m)) for m in following.ending]
            moving.append(asked.moving(MANDATE, lines))
        if asked.wants(THRESHOLD):
            moving.append(LIMITS.moving(plan, asked, limits))
        if not asked.has_findings:
            return moving, ()
        return moving, [*following.contested(), *LIMITS.differing(plan, limits)]

    def carry(self, plan: Plan, ledger: Ledger, by: Actor, at: datetime) -> None:
        """End the mandates of what ends, and let them go on in what follows, one entry each."""
        following = _Following(plan, ledger.bodies, ledger.gone, ledger.shares)
        _carry_mandates(following, ledger, by, at)
        LIMITS.carry(plan, ledger)
        Revision.renew()

    def built_on(self, reorganisation: int) -> Sequence[Finding]:
        """Return mandates given since to a body that the instrument made."""
        rows = Moved.objects.filter(reorganisation_id=reorganisation)
        bodies = rows.filter(kind="body", new__isnull=False).values_list("new", flat=True)
        mine = rows.filter(kind=MANDATE, new__isnull=False).values_list("new", flat=True)
        made = Mandate.objects.filter(body__in=list(bodies)).exclude(pk__in=list(mine))
        later = made.select_related("body").order_by("id").first()
        ended = Mandate.objects.filter(pk__in=list(mine), valid_to__isnull=False)
        changed = ended.select_related("body").order_by("id").first()
        return [
            Finding(FindingKind.CONTRADICTION, "built_on_mandate", params={"name": m.body.name})
            for m in (later, changed)
            if m is not None
        ]

    def restore(self, reorganisation: int, by: Actor, at: datetime) -> None:
        """Let what was ended go on, and what was made never have been."""
        rows = list(Moved.objects.filter(reorganisation_id=reorganisation, kind__in=TABLES))
        for kind, table in TABLES.items():
            mine = [m for m in rows if m.kind == kind]
            never(table, [m.new for m in mine if m.new])
            go_on(table, {m.old: m.was.get("until") for m in mine if m.old})
        again = {m.old for m in rows if m.kind == MANDATE and m.old}
        data = {"reorganisation": reorganisation}
        _record(by, at, [(m, "restore", data) for m in _with_matter(again)])
        Revision.renew()


def _of_trace(plan: Plan, read: Mapping[str, Told] | None = None) -> _Following:
    """Return where mandates would go, before anything is written."""
    found = trace(plan)
    return _Following(plan, found.heirs, set(found.ended), _parts(found), read)


def _parts(found: Any) -> dict[int, list[tuple[int, tuple[str, ...]]]]:
    by_id = {n.id: n for n in found.new}
    out: dict[int, list[tuple[int, tuple[str, ...]]]] = {}
    for body, part in found.parts:
        if part in by_id:
            out.setdefault(body, []).append((part, by_id[part].matters))
    return out


@dataclass
class _Following:
    """Where a mandate goes: by its body, its place, and for a split body by its matter."""

    plan: Plan
    heirs: dict[int, int]
    gone: set[int]
    shares: dict[int, list[tuple[int, tuple[str, ...]]]]
    read: Mapping[str, Told] | None = None  # what a check has read already

    @cached_property
    def ended(self) -> frozenset[int]:
        """Ids of places that end."""
        return frozenset(r.place for r in self.plan.ended)

    @property
    def touched(self) -> QuerySet[Mandate]:
        """What names a body or place that ends, in order."""
        touched = Q(body__in=[*self.gone, *self.shares]) | Q(place__in=self.ended)
        lent = Q(in_name_of__in=self.gone) | Q(answers_suit__in=self.gone)
        return Mandate.objects.filter(_lasting(self.plan.on)).filter(touched | lent).order_by("id")

    @property
    def there(self) -> QuerySet[Mandate]:
        """What holds at the places that others come to, in order."""
        heirs = self.plan.heirs.values()
        return Mandate.objects.filter(_lasting(self.plan.on), place__in=heirs).order_by("id")

    def _rows(self, kind: str, rows: QuerySet[Mandate]) -> list[Mandate]:
        if self.read is None:
            return list(rows.select_related("matter", "body"))
        return [_as_read(row) for row in self.read[kind].rows]

    @cached_property
    def moving(self) -> list[Mandate]:
        """The mandates that end or go on elsewhere, in order."""
        rows = self._rows(MANDATE, self.touched)
        return [m for m in rows if self.where(m) != (m.body_id, m.place_id) or self._lent(m)]

    @cached_property
    def standing(self) -> list[Mandate]:
        """The mandates that stand already, and go on, at the places that others come to."""
        moving = {m.pk for m in self.moving}
        return [m for m in self._rows(STANDING, self.there) if m.pk not in moving]

    @cached_property
    def ending(self) -> list[Mandate]:
        """All that end: what moves, and what makes room for it.

        A lead that was not chosen makes room, and a body's help where it comes to lead.
        """
        losing = self.losing
        come = {
            (*goes, m.matter_id)
            for m in self.moving
            if m.role == MandateRole.LEAD and m.pk not in losing and (goes := self.where(m))
        }
        for m in self.standing:
            if m.role == MandateRole.LEAD:
                come.discard((m.body_id, m.place_id, m.matter_id))  # it leads there already
        helps = [m for m in self.standing if (m.body_id, m.place_id, m.matter_id) in come]
        return [*self.moving, *(m for m in self.standing if m.pk in losing or m in helps)]

    def _lent(self, m: Mandate) -> bool:
        return m.in_name_of_id in self.gone or m.answers_suit_id in self.gone

    def where(self, m: Mandate) -> tuple[int, int] | None:
        """Return the body and place a mandate goes on with; None where it ends."""
        first = m.matter.code[:2]
        part = next((b for b, some in self.shares.get(m.body_id, ()) if first in some), None)
        body = part or self.heirs.get(m.body_id)
        if body is None:
            body = None if m.body_id in self.gone else m.body_id
        place = self.plan.heirs.get(m.place_id)
        if place is None:
            place = None if m.place_id in self.ended else m.place_id
        return None if body is None or place is None else (body, place)

    @cached_property
    def leads(self) -> dict[tuple[int, str], dict[int, Mandate]]:
        """Who would lead: by place and matter, one mandate for each body."""
        found: dict[tuple[int, str], dict[int, Mandate]] = {}
        for m in [*self.moving, *self.standing]:
            goes = self.where(m)
            if m.role == MandateRole.LEAD and goes is not None:
                found.setdefault((goes[1], m.matter.code), {}).setdefault(goes[0], m)
        return found

    @cached_property
    def losing(self) -> set[int]:
        """The leads that end because another body was chosen for their matter."""
        out: set[int] = set()
        for (place, matter), some in self.leads.items():
            chosen = self.chosen(lead_key(self.plan, place, matter), some)
            if chosen is not None:
                out |= {m.pk for body, m in some.items() if body != chosen}
        return out

    def contested(self) -> Iterator[Finding]:
        """Yield each matter that several bodies would lead at one place: one must be chosen."""
        for (place, matter), some in sorted(self.leads.items()):
            key = lead_key(self.plan, place, matter)
            if len(some) > 1 and self.chosen(key, some) is None:
                names = [Choice(str(m.pk), m.body.name) for m in some.values()]
                params = {"matter": next(iter(some.values())).matter.name}
                yield Finding(FindingKind.AMBIGUOUS, "two_leads", 0, key, params, tuple(names))

    def chosen(self, key: str, some: dict[int, Mandate]) -> int | None:
        """Return the body chosen to lead, None where nobody has answered."""
        said = self.plan.answers.get(key, "")
        return next((body for body, m in some.items() if str(m.pk) == said), None)


def _as_read(row: Mapping[str, Any]) -> Mandate:
    """Return a mandate of what a check has read of it."""
    matter = Matter(id=row["matter_id"], code=row["matter__code"], name=row["matter__name"])
    body = Body(id=row["body_id"], name=row["body__name"])
    lent = {k: row[k] for k in ("in_name_of_id", "answers_suit_id")}
    place, role = row["place_id"], row["role"]
    return Mandate(id=row["id"], role=role, place_id=place, matter=matter, body=body, **lent)


def lead_key(plan: Plan, place: int, matter: str) -> str:
    """Return the key of the question who leads a matter at a place."""
    return f"lead:{plan.after[place].code if place in plan.after else place}:{matter}"


def _lasting(on: date) -> Q:
    return Q(valid_to=None) | Q(valid_to__gt=on)


def _limit(row: Mapping[str, Any]) -> tuple[str, str]:
    return row["threshold__name"], row["value"]


LIMITS = Placed(
    THRESHOLD,
    ThresholdRule,
    ("threshold_id",),
    ("value",),
    _limit,
    differs="limits_differ",
    shown=("threshold__name",),
)


def _called(m: Mandate) -> str:
    return f"{m.body.name} {m.matter.name}"


def _carry_mandates(f: _Following, ledger: Ledger, by: Actor, at: datetime) -> None:
    rows, losing = f.ending, f.losing
    ended = {m.pk for m in rows}
    done = {(m.place_id, m.matter_id, m.body_id) for m in f.standing if m.pk not in ended}
    fresh: list[tuple[Mandate, Mandate]] = []
    for m in sorted(f.moving, key=lambda m: (m.role != MandateRole.LEAD, m.pk)):
        goes = f.where(m)
        if goes is None or m.pk in losing or (goes[1], m.matter_id, goes[0]) in done:
            continue
        done.add((goes[1], m.matter_id, goes[0]))
        fresh.append((m, _moved(m, goes, f, ledger)))
    until = {m.pk: m.valid_to for m in rows}
    end_rows(Mandate, until, f.plan.on)
    made = Mandate.objects.bulk_create([new for _, new in fresh], batch_size=2_000)
    after = {m.pk: new.pk for (m, _), new in zip(fresh, made, strict=True)}
    told = []
    for m in rows:
        day = until[m.pk]
        ledger.note(MANDATE, m.pk, after.get(m.pk), until=day.isoformat() if day else None)
        data = {"reorganisation": ledger.reorganisation, "successor": after.get(m.pk)}
        told.append((m, "follow", data | {"on": f.plan.on}))
    _record(by, at, told)


def _moved(m: Mandate, goes: tuple[int, int], f: _Following, ledger: Ledger) -> Mandate:
    new = copy(m)
    new._state = copy(m._state)
    new._state.adding, new._state.fields_cache = True, {}
    new.pk = None
    new.body_id, new.place_id = goes
    for name in ("in_name_of_id", "answers_suit_id"):
        held = getattr(m, name)
        if held in f.gone:
            setattr(new, name, ledger.bodies.get(held))
    new.valid_from = _cut(m.valid_from, f.plan.on)
    return new


def _cut(begun: date | None, on: date) -> date:
    return on if begun is None or begun <= on else begun


def _with_matter(ids: Iterable[int | None]) -> list[Mandate]:
    rows = Mandate.objects.filter(pk__in=[i for i in ids if i]).select_related("matter")
    return list(rows.order_by("id"))


def _record(by: Actor, at: datetime, rows: Sequence[tuple[Mandate, str, dict[str, Any]]]) -> None:
    """Write one entry for each mandate."""
    subjects = {m.pk: subject_of("mandate", m.pk) for m, *_ in rows}
    held = Entry.objects.filter(subject_kind="mandate", subject_id__in=subjects.values())
    last = dict(held.order_by().values_list("subject_id").annotate(n=Max("seq")))
    journal.write_many(
        journal.Draft(
            by=by,
            at=at,
            subject_kind="mandate",
            subject_id=subjects[m.pk],
            seq=last.get(subjects[m.pk], 0) + 1,
            place_id=m.place_id,
            body_id=m.body_id,
            procedure=PROCEDURE,
            move=move,
            from_state=None,
            to_state=None,
            matter=m.matter.code,
            data=data,
        )
        for m, move, data in rows
    )
