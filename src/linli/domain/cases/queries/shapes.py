"""What the pages get: plain values, names resolved, nothing that still asks the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

# States in which lateness is the reporter's time, not the office's.
UNHURRIED = frozenset({"waiting", "reported_back", "explained"})


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """Keeps cases that answer an order: of a platform (its code), awaited there or not."""

    source: str = ""
    open: bool | None = None
    late_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list shows. `open_only` leaves closed cases out; `late_at` keeps what is late then.

    `place` is the root of a subtree with its `level` (territory's), `body` the lead, `to_act`
    keeps what waits for a body of the actor's own, `telling` what such a body has to tell by
    call or visit, open or not, `words` are searched in the text, `ids` keeps only these cases
    (those behind a figure), `ordered` those that a platform above gave. `back` keeps what came
    back, or leaves it out; `waiting` keeps what a body of the actor's own answers for ("body"),
    or what they filed themselves ("person"), and another's hand has. `beside` leaves places out,
    each with its level, and all below them.
    """

    open_only: bool = True
    states: tuple[str, ...] = ()
    matter1: str = ""
    place: int | None = None
    level: int | None = None
    body: int | None = None
    source: str = ""
    procedure: str = ""
    late_at: datetime | None = None
    to_act: bool = False
    telling: bool = False
    words: str = ""
    ids: tuple[UUID, ...] | None = None
    ordered: OrderFilter | None = None
    back: bool | None = None
    waiting: str = ""
    beside: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case in a list."""

    id: UUID
    number: str
    procedure: str
    state: str
    open: bool
    seq: int
    title: str
    matter: str
    place_id: int
    place: str  # leaf name
    town: str  # name of the town, "" above it
    source: str
    urgency: str
    filed_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    desk_id: int
    lead_id: int | None
    hand_id: int | None
    lead: str
    lead_en: str
    hand: str
    hand_en: str
    re_opens: int
    confidential: bool
    filed_for: bool
    telling: bool = False
    tell_by: str = ""
    erased: bool = False
    back: bool = False  # handed back to whose hand it is in
    trial: bool = False  # filed in a trial run, and kept

    def is_late(self, at: datetime) -> bool:
        """Tell whether the office is late with it."""
        if self.due_at is None or self.due_at >= at:
            return False
        return self.telling or (self.open and self.state not in UNHURRIED)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list; `next` is the key to pass as `after`, None on the last page."""

    rows: tuple[CaseRow, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class Count:
    """How many: exact, or "more than `number`" where closed work is counted up to 1,000."""

    number: int
    exact: bool = True


@dataclass(frozen=True, slots=True)
class ClockView:
    """One clock as the case page shows it; `steps` are (code, params) for `clock.step.<code>`."""

    kind: str
    limit: str
    started_at: datetime
    due_at: datetime
    paused_at: datetime | None
    stopped_at: datetime | None
    missed: bool
    guessed: bool
    steps: tuple[tuple[str, Mapping[str, Any]], ...]

    def is_late(self, at: datetime) -> bool:
        """Tell whether it ran out while running."""
        return self.missed or (
            self.stopped_at is None and self.paused_at is None and self.due_at < at
        )


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """One entry: what was done, by which body, with which words (never a contact)."""

    seq: int
    at: datetime
    move: str
    from_state: str | None
    to_state: str | None
    actor_kind: str
    actor_id: int | None
    body_id: int | None
    body: str
    body_en: str
    texts: Mapping[str, str]
    data: Mapping[str, Any]
    elapsed: int | None
    on_time: bool | None
    why: str  # text key of the written rule


@dataclass(frozen=True, slots=True)
class AllowedMove:
    """A move this actor may make now; `defaults` fill the form (lead body, reason for it)."""

    name: str
    hand: str
    why: str
    supplies: tuple[str, ...]
    takes: tuple[str, ...]
    defaults: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SecondView:
    """Whose the second hand is, and the rule where the first hand's body is too small."""

    body: str
    body_en: str
    few: int
    basis: str
    basis_en: str


@dataclass(frozen=True, slots=True)
class CaseDetail:
    """Everything a case page shows to one actor at one moment."""

    row: CaseRow
    texts: Mapping[str, str]  # words, address, result, question, basis … as they stand now
    path: tuple[str, ...]  # names of the places, county to leaf
    desk: str
    desk_en: str
    verifier: str
    verifier_en: str
    second: SecondView | None  # where the desk handles by itself and is too small to check itself
    timeline: tuple[TimelineItem, ...]
    clocks: tuple[ClockView, ...]
    moves: tuple[AllowedMove, ...]
    resolution: Any  # mandates' Resolution for the filing's day, None where nobody is responsible
    terms: Any  # mandates' MatterTerms
    has_contact: bool
    may_see_contact: bool
    solved: bool | None
    satisfied: bool | None
    re_open_until: datetime | None
    location: tuple[float, float] | None
    may_order: bool = False  # may answer the platforms that gave it
    origin: UUID | None = None  # the case whose data a request is about
    instead: str = ""  # masked, what is to stand there


@dataclass(frozen=True, slots=True)
class PublicStatus:
    """What the reporter sees: `cases.state.<state>.word` and `.sentence` filled by `params`.

    `moves` are the reporter's own (supplement, rate, object, withdraw …).
    """

    case: UUID
    number: str
    procedure: str
    state: str
    seq: int
    filed_at: datetime
    title: str
    words: str
    place: tuple[str, ...]
    params: Mapping[str, Any]
    steps: tuple[tuple[datetime, str], ...]  # (when, state), oldest first, of states told
    moves: tuple[str, ...]
    due_at: datetime | None
    solved: bool | None = None
    why_lead: str = ""  # name of the body that acts
    why_lead_en: str = ""
    why_basis: str = ""  # the written rule by which it does
    lead_phone: str = ""
    desk: str = ""  # the body that answers for the case's way, and its phone
    desk_en: str = ""
    desk_phone: str = ""
    phone: str = ""  # the reporter's own, masked
    name: str = ""  # the reporter's own, masked
    clock: ClockView | None = None  # behind the date that was promised
    re_open_until: datetime | None = None
    tell_by: str = ""
    teller: str = ""  # the office that calls or visits
    teller_en: str = ""
    whose: str = ""
    reachable: bool = False
    erased: bool = False
    open: bool = True
    telling: bool = False
