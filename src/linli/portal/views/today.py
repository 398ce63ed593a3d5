"""The day of someone at a desk: what came, what is due, what came back, what they wait for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from linli.domain.bodies import queries as bodies
from linli.domain.cases.queries import CaseRow, Filters, day, sharing, visible_to
from linli.domain.cases.queries.whose import whose
from linli.domain.cases.states import SHAPES, Part
from linli.domain.mandates import queries as mandates
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import say
from linli.kernel.access import Actor

HAND = (Part.CAME, Part.DUE, Part.BACK)
FIRST = 5  # cases that the text for a group spells out
SIZE = 20  # rows of a part; its number opens the whole list
READ = 30  # rows of one's own hand, read once and divided


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the day: its number and its first rows, which its list begins with."""

    name: str
    count: int
    rows: tuple[tuple[CaseRow, str], ...]
    url: str
    words: str = "day"

    @property
    def title(self) -> str:
        """Its heading."""
        return say(f"portal.{self.words}.{self.name}")

    @property
    def nothing(self) -> str:
        """Its one calm line when it is empty."""
        return say(f"portal.{self.words}.{self.name}.none")

    @property
    def mine(self) -> bool:
        """Whether it waits for the reader's own hand: what is done leaves it."""
        return self.name in HAND

    @property
    def more(self) -> bool:
        """Whether its list is longer than what is shown."""
        return self.count > len(self.rows)


def sections(actor: Actor, *, extra: Filters, words: str = "day") -> tuple[list[Section], int]:
    """Return the parts of a day, and the number of one more list.

    Numbers and lists share their filters. What is in the reader's own hand is read once, by
    deadline, and divided; what others have is counted, and a grid worker's own findings shown.
    """
    wanted = parts_of(actor)
    scope = visible_to(actor)
    *counts, more = (c.number for c in scope.counts(*(f for _, f in wanted), extra))
    numbers = dict(zip((name for name, _ in wanted), counts, strict=True))
    # what is empty is not asked for again
    mine = day.to_do(actor) if any(numbers[n] for n in numbers if n in HAND) else day.NOTHING
    waits = _others(wanted) if numbers.get(Part.WAITING) else day.NOTHING
    tells = Filters(telling=True) if numbers.get(Part.TELL) else day.NOTHING
    hand, others, told = scope.firsts(mine, waits, tells, size=READ)
    rows: dict[str, list[CaseRow]] = {name: [] for name in Part}
    for row in hand:
        rows[day.part_of(actor, row)].append(row)
    rows[Part.WAITING], rows[Part.TELL] = list(others), list(told)
    return [section(name, numbers[name], rows[name][:SIZE], words) for name, _ in wanted], more


def section(name: str, count: int, rows: Sequence[CaseRow], words: str = "day") -> Section:
    """Return one part with the address of its list."""
    shaped = tuple((row, SHAPES[row.state]) for row in rows)
    return Section(name, count, shaped, f"{reverse('cases:list')}?view={name}", words)


def _others(wanted: Sequence[tuple[str, Filters]]) -> Filters:
    waiting = dict(wanted).get(Part.WAITING)
    return waiting if waiting is not None and waiting.waiting == "person" else day.NOTHING


def parts_of(actor: Actor) -> list[tuple[str, Filters]]:
    """Return the parts of an actor's day with what picks them."""
    found = [(name.value, day.part(actor, name)) for name in Part]
    return [(name, filters) for name, filters in found if filters is not None]


@require_safe
def today(request: Request) -> HttpResponse:
    """Show the parts of the reader's day, each by deadline; every number opens its list."""
    actor, at = request.actor, request.at
    found, late = sections(actor, extra=Filters(late_at=at))
    late_url = f"{reverse('cases:list')}?view=late"
    covers = bodies.covers_by(actor.person or 0, actor.stands_for, localdate(at))
    return render(
        request,
        "portal/today.html",
        {
            "sections": found,
            "full": [s for s in found if s.count],
            "empty": [s for s in found if not s.count],
            "tabs": _tabs(found, late, late_url),
            "group_text": _group_text(found, late, at),
            "covers": covers,
            "behalf": whose(actor, request.duty.acting, localdate(at), covers),
            "papers": bodies.hand_overs_of(actor.person or 0),
            "opinions": bodies.opinions_waiting(actor),
            # with one body it is clear whose work a row is
            "whose": actor.bodies if len(actor.bodies) > 1 else (),
        },
    )


def _group_text(found: Sequence[Section], late: int, at: datetime) -> str:
    """Return the day as it may be pasted into a chat group."""
    counts = [(s.title, s.count) for s in found] + [(say("portal.today.late"), late)]
    rows = sorted(
        (r for s in found if s.mine for r, _ in s.rows if r.due_at is not None),
        key=lambda r: (r.due_at, r.id),
    )[:FIRST]
    names = mandates.matter_names() if rows else {}
    return sharing.of_day(counts, [(r, names.get(r.matter)) for r in rows], at)


def _tabs(found: Sequence[Section], late: int, late_url: str) -> list[dict[str, Any]]:
    tabs = [{"label": s.title, "url": s.url, "count": s.count} for s in found]
    return [*tabs, {"label": say("portal.today.late"), "url": late_url, "count": late}]
