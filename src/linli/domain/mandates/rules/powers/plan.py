"""What an instrument would do to the items of a list on its day, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from linli.domain.mandates.rules.powers.lines import Said
from linli.domain.mandates.states import (
    HANDING_OVER,
    MANDATING,
    InstrumentKind,
    ItemSort,
    LineAct,
    ListKind,
)

Helpers = tuple[tuple[int, str], ...]


class Fault(NamedTuple):
    """What is wrong at a line, by the column's name, with the values of its text."""

    row: int
    column: str
    code: str
    params: Mapping[str, Any]


class Content(NamedTuple):
    """What an item says, bodies and matter by their ids."""

    name: str
    name_en: str
    sort: str
    matter: int | None
    basis: str
    basis_en: str
    mode: str
    lead: int | None
    source: int | None
    in_name_of: int | None
    answers_suit: int | None
    duty: str
    steps: str
    roles: str
    limit: str
    supervision: str
    disclosure: str
    helpers: Helpers = ()


class Standing(NamedTuple):
    """What an item says on the day, since when, until when if that is known, and by whose word."""

    term: int
    since: date
    until: date | None
    content: Content
    by: str


class Change(NamedTuple):
    """One thing an instrument does: `act` is new, change, end, assess or same."""

    said: Said
    act: str
    old: Standing | None
    new: Content | None


@dataclass(frozen=True)
class Context:
    """What a plan is made against: the list on the instrument's day.

    `body` finds a body by its name on that day: its id, or the code of what is wrong. `later`
    holds items that a later instrument has set: its name and day. `elsewhere` holds the matters
    that another list of the same place gives a lead: the body and that list's name.
    """

    kind: InstrumentKind
    list_kind: ListKind
    on: date
    matters: Mapping[str, int]
    body: Callable[[str], int | str]
    standing: Mapping[str, Standing]
    later: Mapping[str, tuple[str, date]] = field(default_factory=dict)
    elsewhere: Mapping[int, tuple[int, str]] = field(default_factory=dict)


@dataclass
class Plan:
    """All changes by line, and every fault; with a fault nothing is enacted."""

    changes: list[Change] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def count(self, act: str) -> int:
        """Return how many lines do one thing."""
        return sum(c.act == act for c in self.changes)

    @property
    def moves(self) -> bool:
        """Tell whether anything would change."""
        return any(c.act != "same" for c in self.changes)

    def terms_after(self, context: Context) -> dict[str, Content]:
        """Return what each item says from the day on."""
        found = {code: s.content for code, s in context.standing.items()}
        for change in self.changes:
            if change.act == "end":
                found.pop(change.said.code, None)
            elif change.new is not None:
                found[change.said.code] = change.new
        return found

    @property
    def touched(self) -> set[int]:
        """Ids of the matters whose mandates may change."""
        contents = [x for c in self.changes if c.act != "same" for x in (c.new, c.old and c.old[3])]
        return {c.matter for c in contents if c is not None and c.matter is not None}


def plan(lines: Sequence[Said], context: Context) -> Plan:
    """Return what lines do to a list on a day; every fault by row and column."""
    out, seen = Plan(), dict[str, Said]()
    for said in lines:
        first = seen.setdefault(said.code, said)
        if first is not said:
            code = "two_leads" if first.lead != said.lead else "code_twice"
            params = {"code": said.code, "row": first.row, "one": first.lead, "other": said.lead}
            out.faults.append(Fault(said.row, "lead" if code[0] == "t" else "code", code, params))
            continue
        faults = list(_unsaid(said, context))
        new = _content(said, context, faults) if said.act == LineAct.SET else None
        out.faults += faults
        if not faults:
            out.changes.append(_change(said, new, context))
    out.faults += _two_leads(out, context)
    return out


def _change(said: Said, new: Content | None, context: Context) -> Change:
    old = context.standing.get(said.code)
    if said.act == LineAct.ASSESS:
        return Change(said, "assess", old, old.content if old else None)
    if said.act == LineAct.END:
        return Change(said, "end" if old else "same", old, None)
    if old is None:
        return Change(said, "new", None, new)
    return Change(said, "same" if old.content == new else "change", old, new)


def _unsaid(said: Said, context: Context) -> Iterator[Fault]:
    """Yield what a line lacks, and what a later instrument has said already."""
    old = context.standing.get(said.code)
    if said.act != LineAct.SET:
        if old is None and (said.act == LineAct.ASSESS or said.code not in context.later):
            yield Fault(said.row, "code", "not_on_list", {"code": said.code})
    else:
        for column in ("name", "basis"):
            if not getattr(said, column):
                yield Fault(said.row, column, f"{column}_missing", {"code": said.code})
    if said.act == LineAct.ASSESS:
        return
    stands = context.later.get(said.code)
    if stands is None and old is not None and old.until is not None:
        stands = ("", old.until)
    if stands:
        params = {"code": said.code, "title": stands[0], "day": stands[1].isoformat()}
        yield Fault(said.row, "code", "later_stands", params)


def _content(said: Said, context: Context, faults: list[Fault]) -> Content | None:
    old = context.standing.get(said.code)

    def body(column: str, text: str) -> int | None:
        found = context.body(text) if text else None
        if isinstance(found, str):
            faults.append(Fault(said.row, column, found, {"body": text}))
            return None
        return found

    matter = context.matters.get(said.matter)
    if said.matter and matter is None:
        faults.append(Fault(said.row, "matter", "unknown_matter", {"code": said.matter}))
    mode = said.mode or _mode(context.kind, old)
    lead, source = body("lead", said.lead), body("source", said.source)
    own, suit = body("in_name", said.in_name), body("suit", said.suit)
    helpers = tuple(
        (found, duty) for who, duty in said.helpers if (found := body("helpers", who)) is not None
    )
    if faults:
        return None
    faults += _misheld(said, mode, (lead, source, own), context)
    if mode == InstrumentKind.ENTRUST:
        own = own or source
    own = None if own == lead else own
    suit = None if suit == (own or lead) else suit
    return Content(
        name=said.name,
        name_en=said.name_en,
        sort=said.sort or ItemSort.OTHER,
        matter=matter,
        basis=said.basis,
        basis_en=said.basis_en,
        mode=mode,
        lead=lead,
        source=source,
        in_name_of=own,
        answers_suit=suit,
        duty=said.duty,
        steps=said.steps,
        roles=said.roles,
        limit=said.limit,
        supervision=said.supervision,
        disclosure=said.disclosure,
        helpers=helpers,
    )


def _mode(kind: InstrumentKind, old: Standing | None) -> str:
    if kind in (InstrumentKind.ADJUST, InstrumentKind.ASSESS, InstrumentKind.TAKE_BACK):
        return old.content.mode if old else InstrumentKind.LIST
    return kind


def _misheld(
    said: Said, mode: str, held: tuple[int | None, int | None, int | None], context: Context
) -> Iterator[Fault]:
    """Yield what does not fit the way an item is held: who, in whose name."""
    lead, source, own = held
    if lead is None and mode in HANDING_OVER:
        yield Fault(said.row, "lead", "lead_missing", {"code": said.code})
    if mode == InstrumentKind.ENTRUST and (own or source) is None:
        yield Fault(said.row, "in_name", "entrusted_by_whom", {"code": said.code})
    if mode == InstrumentKind.DELEGATE and own is not None and own != lead:
        yield Fault(said.row, "in_name", "delegated_own_name", {"code": said.code})
    if context.list_kind is ListKind.GRID and not said.matter:
        yield Fault(said.row, "matter", "grid_matter_missing", {"code": said.code})


def _two_leads(out: Plan, context: Context) -> Iterator[Fault]:
    """Yield the lines that would give a matter a second lead at the place."""
    if context.list_kind not in MANDATING:
        return
    changed = {c.said.code: c.said for c in out.changes if c.act in ("new", "change")}
    first: dict[int, tuple[str, Content]] = {}
    after = out.terms_after(context)
    for code in sorted(after, key=lambda c: (c in changed, changed[c].row if c in changed else 0)):
        content = after[code]
        if content.matter is None or content.lead is None:
            continue
        other = context.elsewhere.get(content.matter)
        if other and other[0] != content.lead and code in changed:
            said = changed[code]
            params = {"code": code, "list": other[1], "matter": said.matter}
            yield Fault(said.row, "lead", "led_by_other_list", params)
            continue
        held = first.setdefault(content.matter, (code, content))
        if code in changed and _held(held[1]) != _held(content):
            said = changed[code]
            params = {"code": code, "other": held[0], "matter": said.matter}
            yield Fault(said.row, "lead", "matter_two_leads", params)


def _held(content: Content) -> tuple[Any, ...]:
    return content.lead, content.mode, content.in_name_of, content.answers_suit
