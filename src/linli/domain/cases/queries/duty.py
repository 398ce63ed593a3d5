"""Who is on duty for a case, and who was rung about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from linli.domain.bodies import queries as bodies
from linli.domain.bodies.queries import BodyName, OnDuty
from linli.domain.cases.queries.rows import SUBJECT
from linli.domain.mandates.states import PRESSING
from linli.foundation.notices import queries as notices
from linli.foundation.notices.models import Notice


class HasHand(Protocol):
    """What the question needs of a case: whose hand it waits for."""

    @property
    def id(self) -> UUID:
        """The case."""

    @property
    def hand_id(self) -> int | None:
        """The body awaited."""

    @property
    def lead_id(self) -> int | None:
        """The body that leads."""

    @property
    def desk_id(self) -> int:
        """The desk."""

    @property
    def urgency(self) -> str:
        """How urgent it is."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One call made by hand: when, by whom, to whom; the persons by id."""

    at: datetime
    by: int | None
    to: int


@dataclass(frozen=True, slots=True)
class CaseDuty:
    """What a case page says of duty; `asked` is the body, `names` those of the bodies in it.

    `unread`: the reader has been told of the case and not opened it yet.
    """

    asked: int
    duty: OnDuty | None
    names: Mapping[int, BodyName]
    rung: tuple[Rung, ...] = ()
    unread: bool = False

    @property
    def persons(self) -> set[int]:
        """The persons whose names the calls need."""
        return {p for r in self.rung for p in (r.by, r.to) if p}


def duty_of(case: HasHand, at: datetime) -> OnDuty | None:
    """Return who is on duty for the body whose hand a case waits for."""
    return bodies.on_duty(_asked(case), at)


def case_duty(case: HasHand, at: datetime, *, reader: int | None) -> CaseDuty | None:
    """Return who is on duty for a case that presses and who was rung; None for what can wait.

    One query, for the calls, once the rota's day is kept.
    """
    if case.urgency not in PRESSING:
        return None
    asked = _asked(case)
    duty = bodies.on_duty(asked, at)
    names = bodies.named({asked, *((duty.body,) if duty else ())})
    if duty is None:
        return CaseDuty(asked, None, names)
    noted = notices.noted_about(SUBJECT, case.id, reader)
    unread = any(n.read_at is None and n.inbox_id == reader for n in noted)
    return CaseDuty(asked, duty, names, _rung(noted), unread=unread)


def _asked(case: HasHand) -> int:
    return case.hand_id or case.lead_id or case.desk_id


def _rung(noted: Sequence[Notice]) -> tuple[Rung, ...]:
    return tuple(Rung(n.rang_at, n.rang_by, n.inbox_id) for n in noted if n.rang_at)
