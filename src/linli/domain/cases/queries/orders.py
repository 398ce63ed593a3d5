"""Orders from above, as desks see them: those of the cases in their scope, and what goes back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import override

from linli.domain.bodies import queries as bodies
from linli.domain.cases.models import Case, Order, OrderRating
from linli.domain.cases.queries.paging import read_key, write_key
from linli.domain.cases.queries.platforms import platforms
from linli.domain.cases.queries.rows import SUBJECT, rows_from
from linli.domain.cases.queries.scope import visible_to
from linli.domain.cases.queries.shapes import CaseDetail, CaseRow, Filters, OrderFilter
from linli.domain.cases.rules.orders import ALIKE_DAYS, READY
from linli.domain.cases.rules.platforms import Platform
from linli.domain.cases.rules.replies import Answer, cells_of
from linli.domain.cases.states import FROM_ABOVE, MoveName, Note, Sort, State
from linli.domain.territory import queries as territory
from linli.domain.territory.states import Level
from linli.foundation.attachments import queries as files
from linli.foundation.journal import queries as journal
from linli.foundation.journal.models import Entry
from linli.foundation.ui.text import say
from linli.kernel.access import Actor

# What a list of orders shows: with a result to tell, still in work, all that is told, all.
VIEWS = ("ready", "working", "late", "answered", "all")
AT_ONCE = 200  # replies an export reads at a time
_ANSWERS = (
    *(MoveName.REPORT_BACK, MoveName.EXPLAIN, MoveName.REFUSE, MoveName.REFER),
    MoveName.SETTLE_ON_SPOT,
)
_TEXTS = ("title", "result", "basis", "go_to", "office", "phone")


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order in a list, with the case that answers it; `alike` says: perhaps one matter."""

    order: Order
    platform: Platform
    case: CaseRow
    is_ready: bool
    alike: bool = False


@dataclass(frozen=True, slots=True)
class OrderPage:
    """A page of orders; `next` is the key to pass as `after`."""

    rows: tuple[OrderRow, ...]
    next: str | None


def orders_page(
    actor: Actor,
    *,
    at: datetime,
    view: str,
    source: str = "",
    after: str | None = None,
    size: int = 50,
    known: Mapping[str, Platform] | None = None,
) -> OrderPage:
    """Return the orders of a view: those awaited by deadline, the others by arrival."""
    wanted = _filters(view, source, at)
    found = _read(actor, wanted, after, size + 1)
    more, found = len(found) > size, found[:size]
    cases = {c.id: c for c in Case.objects.filter(pk__in=[o.case_id for o in found])}
    rows = {r.id: r for r in rows_from(list(cases.values()))}
    known, alike = known or platforms(), _have_alike(list(cases.values()))
    listed = tuple(
        OrderRow(
            order=o,
            platform=known[o.code],  # type: ignore[attr-defined]
            case=rows[o.case_id],
            is_ready=o.open and cases[o.case_id].state in READY,
            alike=o.case_id in alike,
        )
        for o in found
    )
    return OrderPage(listed, _key(wanted, found[-1]) if more else None)


def count_orders(actor: Actor, *, at: datetime, view: str, source: str = "") -> int:
    """Return how many orders await an answer in a view; exact."""
    wanted = _filters(view, source, at)
    given = visible_to(actor).ids(wanted)
    if given is None:
        return 0
    sql, params = given
    found = Order.objects.raw(
        f"SELECT count(*) AS number, 1 AS id {_FROM.format(sql=sql)}",
        [*params, *_conditions(wanted)],
    )
    return int(found[0].number)


def orders_of(found: CaseDetail) -> tuple[list[Order], Mapping[UUID, list[OrderRating]]]:
    """Return the orders that a case answers, and the platforms' call-backs by order.

    The story says whether there are any, so a case without asks nothing.
    """
    told = {t.move for t in found.timeline}
    if Note.RECEIVED not in told:
        return [], {}
    rows = Order.objects.filter(case_id=found.row.id).select_related("source")
    ratings: dict[UUID, list[OrderRating]] = {}
    if Note.RATED in told:
        for r in OrderRating.objects.filter(order__case_id=found.row.id).order_by("called_at"):
            ratings.setdefault(r.order_id, []).append(r)
    return list(rows.order_by("came_at", "id")), ratings


def alike_of(found: CaseDetail, *, actor: Actor, size: int = 5) -> list[CaseRow]:
    """Return open cases that may be the same matter as one that a platform gave.

    The same community and first-level matter, filed within two weeks of each other.
    """
    row = found.row
    community = territory.levels_of(row.place_id).community_id
    if community is None:
        return []
    near = Filters(place=community, level=Level.COMMUNITY, matter1=row.matter[:2])
    page = visible_to(actor).page(near, Sort.NEWEST, size=size * 2)
    others = (r for r in page.rows if r.id != row.id)
    return [r for r in others if abs(r.filed_at - row.filed_at) <= ALIKE_DAYS][:size]


def replies(
    actor: Actor, *, at: datetime, source: str, view: str = "ready"
) -> Iterator[tuple[Order, list[tuple[str, Any]]]]:
    """Yield each order of a platform with its cells, in the platform's language and columns."""
    after = None
    while True:
        page = orders_page(actor, at=at, view=view, source=source, after=after, size=AT_ONCE)
        yield from _answered(page.rows)
        if page.next is None:
            return
        after = page.next


def _answered(rows: Sequence[OrderRow]) -> Iterator[tuple[Order, list[tuple[str, Any]]]]:
    ids = [r.case.id for r in rows]
    texts = journal.particulars_of(SUBJECT, ids, names=_TEXTS)
    done, shown = _done_at(ids), files.of(SUBJECT, ids)
    desks = bodies.named({r.case.desk_id for r in rows})
    for r in rows:
        desk = desks.get(r.case.desk_id)
        answer = Answer(
            number=r.case.number,
            state=r.case.state,
            title=r.case.title,
            body=r.case.lead or (desk.name if desk else ""),
            evidence=evidence_in_words(shown.get(r.case.id, [])),
            done_at=done.get(r.case.id) or r.case.closed_at,
            texts=texts.get(r.case.id, {}),
        )
        yield r.order, cells_of(r.platform, r.order.number, answer)


def evidence_in_words(held: Sequence[Any]) -> str:
    """Return how many pictures show that it is done, as the platform reads it."""
    count = sum(1 for file in held if file.part == "done")
    with override("zh-hans"):
        return say("cases.orders.pictures", count=count) if count else ""


def _done_at(ids: Sequence[UUID]) -> Mapping[UUID, datetime]:
    rows = Entry.objects.filter(
        subject_kind=SUBJECT, subject_id__in=ids, move__in=_ANSWERS, value__gt=0
    )
    return dict(rows.order_by("seq").values_list("subject_id", "at"))


def _filters(view: str, source: str, at: datetime) -> Filters:
    is_open = {"answered": False, "all": None}.get(view, True)
    states: tuple[str, ...] = ()
    if view == "ready":
        states = tuple(sorted(READY))
    elif view == "working":
        states = tuple(sorted(set(State) - READY))
    late = at if view == "late" else None
    return Filters(
        open_only=False, states=states, ordered=OrderFilter(source, open=is_open, late_at=late)
    )


_FROM = """
FROM ({sql}) AS page(the_case)
JOIN cases_order o ON o.case_id = page.the_case
JOIN cases_ordersource s ON s.id = o.source_id
WHERE (%s = '' OR s.code = %s) AND (%s::boolean IS NULL OR o.open = %s)
AND (%s::timestamptz IS NULL OR o.due_at < %s) AND NOT s.link_only
"""
_NEVER = datetime(9000, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)


def _conditions(f: Filters) -> list[Any]:
    o = f.ordered or OrderFilter()
    return [o.source, o.source, o.open, o.open, o.late_at, o.late_at]


def _by_due(f: Filters) -> bool:
    return f.ordered is not None and f.ordered.open is True


def _read(actor: Actor, f: Filters, after: str | None, limit: int) -> list[Order]:
    given = visible_to(actor).ids(f)
    if given is None:
        return []
    sql, params = given
    column = "coalesce(o.due_at, '9000-12-31T23:59:59.999999Z')" if _by_due(f) else "o.came_at"
    down, edge = ("ASC", ">") if _by_due(f) else ("DESC", "<")
    beyond = f"AND ({column}, o.id) {edge} (%s, %s)" if after else ""
    keys = read_key(_sort(f), after) if after else ()
    rows = Order.objects.raw(
        f"SELECT o.*, s.code {_FROM.format(sql=sql)} {beyond} "
        f"ORDER BY {column} {down}, o.id {down} LIMIT %s",
        [*params, *_conditions(f), *keys, limit],
    )
    return list(rows)


def _sort(f: Filters) -> Sort:
    return Sort.DUE if _by_due(f) else Sort.NEWEST


def _key(f: Filters, last: Order) -> str:
    at = (last.due_at or _NEVER) if _by_due(f) else last.came_at
    return write_key(_sort(f), at, last.id)


def _have_alike(cases: Sequence[Case]) -> set[UUID]:
    """Return which new orders have a case beside them that may be the same; one query."""
    fresh = [
        c
        for c in cases
        if c.source in FROM_ABOVE and c.state in (State.FILED, State.ACCEPTED) and c.community_id
    ]
    if not fresh:
        return set()
    near = Case.objects.filter(
        community_id__in={c.community_id for c in fresh},
        open=True,
        filed_at__gte=min(c.filed_at for c in fresh) - ALIKE_DAYS,
    ).order_by("-filed_at", "-id")
    seen: dict[tuple[int | None, str], list[tuple[UUID, datetime]]] = {}
    for row in near.values_list("id", "community_id", "matter1", "filed_at")[:5_000]:
        seen.setdefault((row[1], row[2]), []).append((row[0], row[3]))
    return {
        c.id
        for c in fresh
        if any(
            i != c.id and abs(filed - c.filed_at) <= ALIKE_DAYS
            for i, filed in seen.get((c.community_id, c.matter1), ())
        )
    }
