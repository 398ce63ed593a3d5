"""From what items say to mandates: which begin and which end on an instrument's day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from linli.domain.mandates.rules.powers.plan import Content
from linli.domain.mandates.states import HELD_BY, InstrumentKind, MandateRole


class Want(NamedTuple):
    """A part that a body must have in a matter from the day on."""

    matter: int
    body: int
    role: str
    instrument: str
    basis: str
    basis_en: str
    in_name_of: int | None
    answers_suit: int | None
    duty: str


class Have(NamedTuple):
    """A mandate that stands at the place on the day or begins later; `ours`: of this list."""

    id: int
    want: Want
    since: date | None
    until: date | None
    ours: bool


@dataclass
class Moved:
    """Mandates to begin, ids to end, and the matters where a later mandate contradicts."""

    begin: list[Want] = field(default_factory=list)
    end: list[int] = field(default_factory=list)
    later: dict[int, date] = field(default_factory=dict)


def move_mandates(
    touched: Iterable[int], after: Mapping[str, Content], haves: Iterable[Have], on: date
) -> Moved:
    """Return what must begin and end so that the touched matters stand as the items say.

    A lead that an item names takes over from any other; where none does, only what came by this
    list ends. A helper that helps already by another word is left.
    """
    wanted: dict[int, list[Want]] = {matter: [] for matter in touched}
    for _, content in sorted(after.items()):
        if content.matter in wanted:
            wanted[content.matter] += _wants(content)
    held: dict[int, list[Have]] = {}
    for have in haves:
        held.setdefault(have.want.matter, []).append(have)
    out = Moved()
    for matter in sorted(wanted):
        _move(matter, wanted[matter], held.get(matter, []), on, out)
    return out


def _wants(content: Content) -> Iterable[Want]:
    if content.matter is None:
        return
    mode = HELD_BY[InstrumentKind(content.mode)]
    shared = (mode.value, content.basis, content.basis_en)
    if content.lead is not None:
        own = (content.in_name_of, content.answers_suit, content.duty)
        yield Want(content.matter, content.lead, MandateRole.LEAD.value, *shared, *own)
    for body, duty in content.helpers:
        yield Want(content.matter, body, MandateRole.ASSIST.value, *shared, None, None, duty)


def _move(matter: int, wants: list[Want], haves: list[Have], on: date, out: Moved) -> None:
    parts: dict[int, Want] = {}
    for want in sorted(wants, key=lambda w: w.role != MandateRole.LEAD):
        if want.role == MandateRole.LEAD and any(p.role == want.role for p in parts.values()):
            continue  # several items, one matter: the first one's words
        parts.setdefault(want.body, want)
    lead = next((w for w in parts.values() if w.role == MandateRole.LEAD), None)
    kept: set[int] = set()
    for have in haves:
        later = have.since if have.since is not None and have.since > on else have.until
        if _stays(have, parts, lead, lasts=later is None):
            kept.update({have.want.body} & parts.keys())
        elif later is not None:
            out.later[matter] = later
        else:
            out.end.append(have.id)
    out.begin += [w for body, w in parts.items() if body not in kept]


def _stays(have: Have, parts: Mapping[int, Want], lead: Want | None, *, lasts: bool) -> bool:
    wanted = parts.get(have.want.body)
    if wanted == have.want:
        return lasts  # the same part from a later day, or until one, leaves days without it
    if have.want.role == MandateRole.LEAD:
        return lead is None and not have.ours
    if wanted is None:
        return not have.ours
    return wanted.role != MandateRole.LEAD and not have.ours
