"""The outside side of a case on its page: each platform's number, times, words, and our answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from linli.domain.cases.models import Order, OrderRating
from linli.domain.cases.queries import CaseDetail
from linli.domain.cases.queries.orders import alike_of, evidence_in_words, orders_of
from linli.domain.cases.queries.platforms import read_row
from linli.domain.cases.rules.orders import READY
from linli.domain.cases.rules.platforms import Platform
from linli.domain.cases.rules.replies import Answer, cells_of
from linli.kernel.access import Actor
from linli.kernel.clock_steps import Step


@dataclass(frozen=True, slots=True)
class Panel:
    """One order as the page shows it; `reply` are the platform's columns, ready to be copied."""

    order: Order
    platform: Platform
    words: str
    files: str
    reply: tuple[tuple[str, str], ...]
    steps: tuple[Step, ...]
    is_ready: bool
    ratings: tuple[OrderRating, ...]


def panel_of(found: CaseDetail, files: Sequence[Any], *, actor: Actor) -> dict[str, Any]:
    """Return what the case page needs to show orders; one query for a case without any."""
    rows, ratings = orders_of(found)
    may_join = any(m.name == "join" for m in found.moves)
    return {
        "orders": [_panel(found, o, files, ratings.get(o.id, [])) for o in rows],
        "may_order": found.may_order,
        "may_join": may_join,
        "alike": alike_of(found, actor=actor) if may_join else [],
    }


def _panel(
    found: CaseDetail, order: Order, files: Sequence[Any], ratings: Sequence[OrderRating]
) -> Panel:
    platform = read_row(order.source)
    is_ready = found.row.state in READY and not platform.link_only
    told = [t.texts for t in found.timeline if t.data.get("order") == str(order.id)]
    texts = {name: text for some in told for name, text in some.items()}
    words = texts.get("order_words", "")
    due = timezone.localtime(order.due_at) if order.due_at else None
    return Panel(
        order=order,
        platform=platform,
        words="" if words == found.texts.get("words") else words,
        files=texts.get("order_files") or found.texts.get("order_files", ""),
        reply=tuple(_reply(found, order, platform, files)) if is_ready else (),
        steps=(Step("theirs", {"due": f"{due:%Y-%m-%d %H:%M}"}),) if due else (),
        is_ready=is_ready and order.open,
        ratings=tuple(ratings),
    )


def _reply(
    found: CaseDetail, order: Order, platform: Platform, files: Sequence[Any]
) -> list[tuple[str, str]]:
    done = [t.at for t in found.timeline if t.to_state == found.row.state]
    answer = Answer(
        number=found.row.number,
        state=found.row.state,
        title=found.row.title,
        body=found.row.lead or found.desk,
        evidence=evidence_in_words(files),
        done_at=done[0] if done else None,
        texts=found.texts,
    )
    return [(title, _shown(v)) for title, v in cells_of(platform, order.number, answer) if v]


def _shown(value: Any) -> str:
    if hasattr(value, "strftime"):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    return str(value)
