"""Lists of powers when the map changes: the successor's list goes on with the items of before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import F, Q, QuerySet

from linli.domain.bodies.actions.reorganising.rows import end_rows, go_on
from linli.domain.bodies.queries.succeeding import trace
from linli.domain.bodies.rules import subject_of
from linli.domain.mandates.actions.recording import record
from linli.domain.mandates.models import (
    Demand,
    GridAdmission,
    PowerHelper,
    PowerInstrument,
    PowerItem,
    PowerList,
    PowerTerm,
    Revision,
)
from linli.domain.mandates.rules.powers.continuing import Listed, clashing, merged
from linli.domain.mandates.states import OPEN_ADMISSIONS, AdmissionState, InstrumentState, ListKind
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
from linli.kernel.access import Actor

TERM, ITEM, LIST, DRAFT, ADMISSION = "power", "power_item", "power_list", "power_draft", "admission"
BODIES = ("lead_id", "in_name_of_id", "answers_suit_id")  # `source` is a fact of the past
OPEN = (InstrumentState.DRAFTED, InstrumentState.CHECKED)
STANDING = "standing"
# what a check reads of what an item says
_LIST = ("power_list_id", "power_list__place_id", "power_list__kind", "power_list__name")
_READ = ("id", "name", "item_id", "item__code", *(f"item__{name}" for name in _LIST))
NAMED = 5  # codes that a question spells out


class PowersPart(Part):
    """What the published lists answer for (territory's `Part`)."""

    def reads(self, plan: Plan, asked: Asked) -> Mapping[str, Question]:
        """Ask for the items that move, and for those that stand where they come to."""
        if not (asked.has_findings or asked.wants(TERM)):
            return {}
        going = _of_trace(plan)
        rows = {TERM: going.touched, STANDING: going.standing}
        return {name: Question(some.values(*_READ)) for name, some in rows.items()}

    def examine(
        self, plan: Plan, asked: Asked, read: Mapping[str, Told]
    ) -> tuple[Sequence[Moving], Sequence[Finding]]:
        """Return the items that move, and which lists of one kind would say two things."""
        going = _of_trace(plan, read)
        lines = [Line(*told) for told in going.told()] if asked.wants(TERM) else []
        findings = list(going.questions()) if asked.has_findings else []
        return [asked.moving(TERM, lines)], findings

    def carry(self, plan: Plan, ledger: Ledger, by: Actor, at: datetime) -> None:
        """End what items said at places and of bodies that end; let it go on with those after."""
        _Carrying(_Going(plan, ledger.bodies, ledger.gone), ledger, by, at).run()
        Revision.renew()

    def built_on(self, reorganisation: int) -> Sequence[Finding]:
        """Return what was made since on a list that the instrument made or filled."""
        terms = PowerTerm.objects.filter(pk__in=_made(reorganisation, TERM))
        later = PowerInstrument.objects.filter(power_list__in=_made(reorganisation, LIST))
        first = later.exclude(pk__in=_held(reorganisation, DRAFT)).order_by("id").first()
        changed = terms.exclude(ended_by=None).select_related("ended_by").first()
        asked = Demand.objects.filter(item__in=_made(reorganisation, ITEM)).first()
        names = [
            *([first.title] if first else []),
            *([changed.ended_by.title] if changed and changed.ended_by else []),
            *([asked.title] if asked else []),
        ]
        return [
            Finding(FindingKind.CONTRADICTION, "built_on_power", params={"name": name})
            for name in names
        ]

    def restore(self, reorganisation: int, by: Actor, at: datetime) -> None:
        """Let what items said go on where it was; what was copied for the successor is gone."""
        for kind, table in ((DRAFT, PowerInstrument), (ADMISSION, GridAdmission)):
            for old, was in _held(reorganisation, kind).items():
                table._default_manager.filter(pk=old).update(power_list_id=was["list"])
        terms = _made(reorganisation, TERM)
        PowerHelper.objects.filter(term__in=terms).delete()
        PowerTerm.objects.filter(pk__in=terms).delete()
        PowerItem.objects.filter(pk__in=_made(reorganisation, ITEM)).delete()
        PowerList.objects.filter(pk__in=_made(reorganisation, LIST)).delete()
        kept = _held(reorganisation, TERM)
        go_on(PowerTerm, {old: was.get("until") for old, was in kept.items()})
        Revision.renew()


def _made(reorganisation: int, kind: str) -> list[int]:
    """Return the rows of a kind that an instrument made."""
    rows = Moved.objects.filter(reorganisation_id=reorganisation, kind=kind, new__isnull=False)
    return [new for new in rows.values_list("new", flat=True) if new is not None]


def _held(reorganisation: int, kind: str) -> dict[int, dict[str, Any]]:
    """Return the rows of a kind that an instrument ended or changed, and what they said before."""
    rows = Moved.objects.filter(reorganisation_id=reorganisation, kind=kind, old__isnull=False)
    return {old: was for old, was in rows.values_list("old", "was") if old is not None}


def _of_trace(plan: Plan, read: Mapping[str, Told] | None = None) -> _Going:
    """Return which items would go on elsewhere, before anything is written."""
    found = trace(plan)
    return _Going(plan, found.heirs, set(found.ended), read)


def _as_read(row: Mapping[str, Any]) -> PowerTerm:
    """Return what an item says, of what a check has read of it."""
    place, kind = row["item__power_list__place_id"], row["item__power_list__kind"]
    name = row["item__power_list__name"]
    mine = PowerList(id=row["item__power_list_id"], place_id=place, kind=kind, name=name)
    item = PowerItem(id=row["item_id"], code=row["item__code"], power_list=mine)
    return PowerTerm(id=row["id"], name=row["name"], item=item)


@dataclass
class _Going:
    """Which terms end or change hands, and in which list each goes on."""

    plan: Plan
    heirs: Mapping[int, int]  # ended body -> heir
    gone: set[int]
    read: Mapping[str, Told] | None = None  # what a check has read already

    @property
    def touched(self) -> QuerySet[PowerTerm]:
        """What items say on the day or later, where its place or one of its bodies ends."""
        ended = [r.place for r in self.plan.ended]
        held = Q(item__power_list__place__in=ended) | Q(helpers__body__in=self.gone)
        for name in BODIES:
            held |= Q(**{f"{name}__in": self.gone})
        ids = PowerTerm.objects.filter(held, self._lasting).order_by().values("pk")
        return self._ordered(Q(pk__in=ids))

    @property
    def standing(self) -> QuerySet[PowerTerm]:
        """What items say on the day or later at the places that others come to."""
        return self._ordered(Q(item__power_list__place__in=self.plan.heirs.values()))

    @cached_property
    def terms(self) -> list[PowerTerm]:
        """What items say, where it ends or changes hands."""
        return self._rows(TERM, self.touched)

    @property
    def _lasting(self) -> Q:
        on = self.plan.on
        some = Q(valid_to=None) | Q(valid_to__gt=F("valid_from"))
        return some & (Q(valid_to=None) | Q(valid_to__gt=on))

    def _ordered(self, which: Q) -> QuerySet[PowerTerm]:
        return PowerTerm.objects.filter(which, self._lasting).order_by("item_id", "valid_from")

    def _rows(self, name: str, rows: QuerySet[PowerTerm]) -> list[PowerTerm]:
        if self.read is not None:
            return [_as_read(row) for row in self.read[name].rows]
        return list(rows.select_related("item__power_list").prefetch_related("helpers"))

    def heir(self, term: PowerTerm) -> int | None:
        """Return the place where a term's list goes on, None where it stays or ends."""
        return self.plan.heirs.get(term.item.power_list.place_id)

    @cached_property
    def groups(self) -> dict[tuple[int, str], list[PowerTerm]]:
        """What comes to each place, by kind of list, with what stands there already."""
        out: dict[tuple[int, str], list[PowerTerm]] = {}
        for term in self.terms:
            heir = self.heir(term)
            if heir is not None:
                out.setdefault((heir, term.item.power_list.kind), []).append(term)
        for term in self._rows(STANDING, self.standing) if out else ():
            key = (term.item.power_list.place_id, term.item.power_list.kind)
            if key in out:
                out[key].append(term)
        return out

    def questions(self) -> Iterator[Finding]:
        """Yield each kind of list that places bring twice, with items that say two things."""
        for (place, kind), terms in sorted(self.groups.items()):
            codes = clashing(_listed(terms))
            key = self.key(place, kind)
            lists = {t.item.power_list_id: t.item.power_list for t in terms}
            if not codes or self.chosen(place, kind) in lists:
                continue
            params = {"count": len(codes), "codes": "、".join(codes[:NAMED])}
            choices = tuple(
                Choice(str(pk), f"{self._at(row)}：{row.name}") for pk, row in lists.items()
            )
            yield Finding(FindingKind.AMBIGUOUS, "two_lists", 0, key, params, choices)

    def _at(self, row: PowerList) -> str:
        there = self.plan.before.get(row.place_id) or self.plan.after.get(row.place_id)
        return there.name if there else ""

    def key(self, place: int, kind: str) -> str:
        """Return the key of the question which list of a kind goes before at a place."""
        return f"list:{self.plan.after[place].code}:{kind}"

    def chosen(self, place: int, kind: str) -> int | None:
        """Return the list that was chosen, None where nobody has answered."""
        said = self.plan.answers.get(self.key(place, kind), "")
        return int(said) if said.isdigit() else None

    def told(self) -> Iterator[tuple[str, str]]:
        """Yield what moves and where to, as the check lists it."""
        for term in self.terms:
            heir = self.heir(term)
            where = self.plan.after[heir].name if heir else ""
            yield f"{term.item.power_list.name} {term.item.code} {term.name}", where

    def body(self, body: int | None) -> int | None:
        """Return the body that follows one."""
        return self.heirs.get(body) if body in self.gone else body


def _listed(terms: Iterable[PowerTerm]) -> list[Listed]:
    """Return items by what they say last."""
    last = {t.item_id: Listed(t.item.power_list_id, t.item_id, t.item.code, t.name) for t in terms}
    return list(last.values())


@dataclass
class _Carrying:
    going: _Going
    ledger: Ledger
    by: Actor
    at: datetime
    fresh: list[tuple[PowerTerm, PowerTerm]] = field(default_factory=list)  # old, new

    def run(self) -> None:
        """Write what ends, what goes on, the helpers of it, and one entry a list."""
        for (place, kind), terms in sorted(self.going.groups.items()):
            self._list(place, ListKind(kind), terms)
        carried = {t.pk for some in self.going.groups.values() for t in some}
        ended = {r.place for r in self.going.plan.ended}
        for term in self.going.terms:
            if term.pk in carried:
                continue
            if term.item.power_list.place_id in ended:
                self._end(term)
            else:
                self._go_on(term, term.item)
        self._write()

    def _list(self, place: int, kind: ListKind, terms: list[PowerTerm]) -> None:
        target = PowerList.objects.filter(place_id=place, kind=kind).first()
        codes = merged(
            _listed(terms), target.pk if target else None, self.going.chosen(place, kind)
        )
        sources = [t.item.power_list for t in terms if t.item.power_list.place_id != place]
        if target is None:
            target = self._made(place, sources[0])
        known = self._items(target, terms, codes)
        for term in terms:
            code = codes[term.item_id]
            if term.item.power_list_id == target.pk and code == term.item.code:
                if self._changes_hands(term):
                    self._go_on(term, term.item)
                continue
            if code is None:
                self._end(term)
                continue
            self._go_on(term, known[code])
        for source in {s.pk: s for s in sources}.values():
            self._hand_on(source, target)

    def _items(
        self, target: PowerList, terms: Iterable[PowerTerm], codes: Mapping[int, str | None]
    ) -> dict[str, PowerItem]:
        """Return the list's items by code, with those that it lacked made; two statements."""
        known = {i.code: i for i in PowerItem.objects.filter(power_list=target)}
        first: dict[str, PowerItem] = {}
        for term in terms:
            code = codes[term.item_id]
            if code is not None and code not in known:
                first.setdefault(code, term.item)
        made = PowerItem.objects.bulk_create(
            PowerItem(power_list=target, code=code, came_from=item) for code, item in first.items()
        )
        for item in made:
            self.ledger.note(ITEM, None, item.pk)
        return known | {item.code: item for item in made}

    def _made(self, place: int, source: PowerList) -> PowerList:
        plan = self.going.plan
        was, now = plan.before[source.place_id].name, plan.after[place].name
        made = PowerList.objects.create(
            place_id=place,
            kind=source.kind,
            name=source.name.replace(was, now),
            name_en=source.name_en,
        )
        self.ledger.note(LIST, None, made.pk)
        return made

    def _hand_on(self, source: PowerList, target: PowerList) -> None:
        """Take drafts and requests for the grid over, and tell it in one entry of the list."""
        for draft in PowerInstrument.objects.filter(power_list=source, state__in=OPEN):
            self.ledger.note(DRAFT, draft.pk, None, list=source.pk)
            PowerInstrument.objects.filter(pk=draft.pk).update(power_list=target)
        held = GridAdmission.objects.filter(power_list=target, state__in=OPEN_ADMISSIONS)
        standing = set(held.values_list("matter_id", flat=True))
        states = [*OPEN_ADMISSIONS, AdmissionState.ADMITTED]
        for row in GridAdmission.objects.filter(power_list=source, state__in=states):
            if row.matter_id not in standing:
                self.ledger.note(ADMISSION, row.pk, None, list=source.pk)
                GridAdmission.objects.filter(pk=row.pk).update(power_list=target)
        record(
            by=self.by,
            at=self.at,
            subject=subject_of("power_list", source.pk),
            place_id=target.place_id,
            body_id=None,
            move="follow_list",
            data={
                "reorganisation": self.ledger.reorganisation,
                "list": source.pk,
                "successor": target.pk,
                "on": self.going.plan.on,
            },
        )

    def _changes_hands(self, term: PowerTerm) -> bool:
        helped = {h.body_id for h in term.helpers.all()}
        return bool(self.going.gone & {*helped, *(getattr(term, name) for name in BODIES)})

    def _end(self, term: PowerTerm) -> None:
        self.ledger.note(TERM, term.pk, None, until=_iso(term.valid_to))
        self.fresh.append((term, term))

    def _go_on(self, term: PowerTerm, item: PowerItem) -> None:
        new = copy(term)
        new._state = copy(term._state)
        new._state.adding, new._state.fields_cache = True, {}
        new.pk, new.item_id = None, item.pk
        for name in BODIES:
            setattr(new, name, self.going.body(getattr(term, name)))
        new.valid_from = max(term.valid_from, self.going.plan.on)
        self.fresh.append((term, new))

    def _write(self) -> None:
        until = {old.pk: _iso(old.valid_to) for old, _ in self.fresh}
        end_rows(PowerTerm, until, self.going.plan.on)
        pairs = [(old, new) for old, new in self.fresh if new is not old]
        made = PowerTerm.objects.bulk_create([new for _, new in pairs], batch_size=2_000)
        after = {old.pk: new.pk for (old, _), new in zip(pairs, made, strict=True)}
        helped = PowerHelper.objects.filter(term__in=after).order_by("id")
        bodies = {(after[h.term_id], self.going.body(h.body_id)): h.duty for h in helped}
        PowerHelper.objects.bulk_create(
            PowerHelper(term_id=term, body_id=body, duty=duty)
            for (term, body), duty in bodies.items()
            if body is not None
        )
        for old, new in after.items():
            self.ledger.note(TERM, old, new, until=until[old])


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
