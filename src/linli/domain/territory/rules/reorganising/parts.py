"""What an area above territory answers for when the map changes, without territory importing it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from linli.domain.territory.rules.reorganising.plan import Finding, Plan
from linli.kernel.access import Actor


class Line(NamedTuple):
    """One thing that moves, as the check lists it: what it is, and where it goes (empty: ends)."""

    what: str
    where: str = ""


class Question(NamedTuple):
    """What an area has to read for a check: a query of named columns, and which of its rows."""

    rows: Any
    shown: slice = slice(0, None)


@dataclass(frozen=True, slots=True)
class Told:
    """What a question was told: how many rows there are, and those that were asked for."""

    count: int = 0
    rows: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class Moving:
    """The things of one kind that move: how many, and those of them that were asked for."""

    kind: str
    count: int
    lines: tuple[Line, ...] = ()

    @property
    def key(self) -> str:
        """The text key of the kind."""
        return f"territory.moving.{self.kind}"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rows of a check are wanted: of every kind, or of one alone (and then no findings).

    Not `listed`, findings alone are wanted.
    """

    shown: slice
    kind: str = ""
    listed: bool = True

    def wants(self, *kinds: str) -> bool:
        """Tell whether any of some kinds is wanted."""
        return self.listed and (not self.kind or self.kind in kinds)

    def moving(self, kind: str, lines: Sequence[Line]) -> Moving:
        """Return the things of a kind, all of which are at hand, with the lines wanted."""
        return Moving(kind, len(lines), tuple(lines[self.shown]))

    @property
    def has_findings(self) -> bool:
        """Tell whether findings are wanted."""
        return not self.kind


@dataclass
class Batch:
    """How far the re-homing of one instrument has come, and how much to take at once."""

    reorganisation: int
    at: datetime
    on: date
    after: UUID | None
    size: int
    back: bool = False
    more: bool = False  # set by a part that has work left
    last: UUID | None = None  # the last thing looked at


@dataclass
class Ledger:
    """What one enactment writes down: rows moved, successors; areas look each other's up in it."""

    reorganisation: int
    basis: str
    places: Mapping[int, int] = field(default_factory=dict)  # ended place -> heir
    bodies: dict[int, int] = field(default_factory=dict)  # ended body -> heir
    gone: set[int] = field(default_factory=set)  # every body that ends
    # split body -> (part, first-level matters it takes)
    shares: dict[int, list[tuple[int, tuple[str, ...]]]] = field(default_factory=dict)
    rows: list[tuple[str, int | None, int | None, dict[str, Any]]] = field(default_factory=list)
    links: list[tuple[int, int, bool, bool]] = field(default_factory=list)  # bodies: part?, heir?

    def note(self, kind: str, old: int | None, new: int | None, **was: Any) -> None:
        """Write down one row that was ended, made or changed."""
        self.rows.append((kind, old, new, was))


class Part:
    """One area's share of a reorganisation; an area says only what it has a share in."""

    def reads(self, plan: Plan, asked: Asked) -> Mapping[str, Question]:
        """Return what a check has to read, by name: all areas' questions are one statement."""
        return {}

    def examine(
        self, plan: Plan, asked: Asked, read: Mapping[str, Told]
    ) -> tuple[Sequence[Moving], Sequence[Finding]]:
        """Return what would move, as far as it is asked for, and what must be known.

        `read` is what `reads` asked for; nothing else is read.
        """
        return (), ()

    def around(self, on: date, places: Iterable[int]) -> AbstractContextManager[None]:
        """Do what needs the tree both before and after a change from a day on, below some places.

        Entered before the map is held, left when the tree has its new mark.
        """
        return nullcontext()

    def carry(self, plan: Plan, ledger: Ledger, by: Actor, at: datetime) -> None:
        """Write the area's dated rows, inside the one transaction of step 1."""

    def re_home(self, batch: Batch) -> int:
        """Move the next open work to the successors; return how many. Made to run twice."""
        return 0

    def built_on(self, reorganisation: int) -> Sequence[Finding]:
        """Return what later things build on an instrument, so that it cannot be revoked."""
        return ()

    def restore(self, reorganisation: int, by: Actor, at: datetime) -> None:
        """Put the area's rows back as they were, inside the transaction of the revocation."""

    def refuse_hand(self, drafter: int, by: Actor, on: date) -> None:
        """Refuse whoever must not enact what another drafted; raises Conflict."""

    def halved(self, plan: Plan, named: Collection[str]) -> dict[str, str]:
        """Return the keys of answers for what is named and lies directly in a place being split."""
        return {}

    def located(self, plan: Plan) -> dict[str, tuple[float, float]]:
        """Return where such things lie (longitude, latitude), by the key of their answer."""
        return {}

    def forms(self, key: int) -> Sequence[tuple[str, str]]:
        """Return the forms for changes of the area's own: the text key of each, its address."""
        return ()
