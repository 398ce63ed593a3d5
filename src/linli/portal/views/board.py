"""The command board: figures that open, down to the case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from linli.domain.bodies import queries as bodies
from linli.domain.cases.models import LEVEL_COLUMNS
from linli.domain.cases.queries import Filters, visible_to
from linli.domain.cases.states import SHAPES
from linli.domain.measures import queries as measures
from linli.domain.measures.queries.board import Figures, Row
from linli.domain.measures.states import Name
from linli.domain.territory import queries as territory
from linli.domain.territory.states import Level
from linli.foundation.ui.as_of import asked_day
from linli.foundation.ui.components.figures import Bar
from linli.foundation.ui.components.maps import Region
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import named, say
from linli.kernel.errors import NotFound
from linli.portal.forms import SpanForm
from linli.portal.views.spans import (
    SPANS,
    TODAY,
    Span,
    address_of,
    behind_url,
    form_of,
    last,
    may_see,
    place_of,
    span_of,
    standing_day,
)

BEHIND = 50
COLUMNS = ("filed", "open", "share", "median")


@require_safe
def board(request: Request) -> HttpResponse:
    """Show the figures of a place and of those directly below it; each number opens."""
    form = form_of(request)
    span = span_of(request, form)
    place = place_of(request, span)
    if not form.is_bound:
        form = SpanForm(initial={"since": span.since, "until": span.until, "place": place})
    today = timezone.localdate(request.at)
    found = measures.board(place, span.since, span.until, on=span.on, today=today)
    path = territory.path_of(place, span.on or standing_day(place, span))
    return render(
        request,
        "portal/board.html",
        {
            "board": found,
            "name": named(path[-1]),
            "above": [
                (named(p), address_of(p.id, span)) for p in path[:-1] if may_see(request, p.id)
            ],
            "maps": _maps(place, span) if found.changes else [],
            "ended": territory.went_to(place, today),
            "stats": _stats(found.place.figures, place, span),
            "columns": [
                say("portal.board.place"),
                *(
                    (say(f"portal.board.{c}"), "figure")
                    for c in ("filed", "open", "share", "median")
                ),
            ],
            "rows": [_line(r, span, place) for r in found.rows],
            "bars": _bars(found.rows, span),
            "regions": _regions(found.rows, span),
            "days": _histogram(found.place.figures, place, span),
            "spans": [
                {
                    "label": say("portal.board.span", count=d),
                    "url": address_of(place, last(d, span.until, on=span.on, asked=span.asked)),
                    "current": d == span.days,
                }
                for d in SPANS
            ],
            "span": span,
            "form": form,
            "here": request.path,
            "duty": _duty(request, place),
            "wall": request.GET.get("wall") == "1",
        },
    )


def _duty(request: Request, place: int) -> dict[str, str] | None:
    """Return who is on duty now for the place, in words; None where no rota reaches it."""
    at = request.at
    today = timezone.localdate(at)
    # an ended place has no desk any more; who is up now answers nothing about another day
    there = place in territory.atlas(today) and asked_day(request) is None
    desk = bodies.desk_of(place, today) if there else None
    found = bodies.on_duty(desk.id, at) if desk else None
    if found is None:
        return None
    body = bodies.named([found.body])[found.body]
    people = "、".join(named(o) for o in found.officers) or named(found.leader)
    line = say("portal.board.on_duty", body=named(body), people=people, leader=named(found.leader))
    return {"line": line, "phone": found.phone or body.phone}


def _stats(figures: Figures, place: int, span: Span) -> list[dict[str, Any]]:
    share = figures.in_time_share
    of = say("portal.board.share_of", part=figures.in_time, whole=figures.resolved)
    replies = say("portal.board.replies", count=figures.replied)
    days = say("portal.board.days")
    rows = (
        ("filed", figures.filed, "", "", Name.FILED),
        ("open", figures.open, "", "", Name.OPEN),
        (
            "share",
            *((None, "") if share is None else (f"{100 * share:.1f}", "%")),
            of,
            Name.IN_TIME,
        ),
        ("median", figures.median_days, days, replies, Name.REPLY_DAYS),
    )
    return [
        {
            "key": key,
            "value": value,
            "unit": unit,
            "note": note,
            "href": behind_url(name, place, span),
        }
        for key, value, unit, note, name in rows
    ]


def _maps(place: int, span: Span) -> list[dict[str, Any]]:
    """Return the two ways to read days before a change of the map."""
    query = {k: v for k, v in span.query.items() if k != "map"}
    ways = (("as_it_was", query, span.on is None), ("on_today", {**query, "map": TODAY}, span.on))
    return [
        {
            "label": say(f"portal.board.{key}"),
            "url": f"?{urlencode({'place': place, **asked})}",
            "current": bool(current),
        }
        for key, asked, current in ways
    ]


def _ended(row: Row, span: Span) -> date | None:
    """Return since when a place of an earlier map is not there any more; no query."""
    if span.on is not None or row.place.id in territory.atlas(span.until):
        return None
    step = territory.lineage().heir("place", row.place.id, span.until)
    return step.on if step else None


def _called(row: Row, span: Span) -> str:
    """Return a place's name; one that has ended says so: its successor may be called the same."""
    ended, name = _ended(row, span), named(row.place)
    if ended is None:
        return name
    return say("portal.board.until_day", name=name, day=ended.isoformat())


def _line(row: Row, span: Span, under: int) -> dict[str, Any]:
    share = row.figures.in_time_share
    more = {} if span.on else {"under": under}
    return {
        "name": _called(row, span),
        "href": address_of(row.place.id, span),
        "filed": (row.figures.filed, behind_url(Name.FILED, row.place.id, span, **more)),
        "open": (row.figures.open, behind_url(Name.OPEN, row.place.id, span, **more)),
        "share": None if share is None else f"{100 * share:.1f}",
        "of": row.figures.resolved,
        "median": row.figures.median_days,
    }


def _bars(rows: Iterable[Row], span: Span) -> list[Bar]:
    standing = [r for r in rows if r.figures.open or _ended(r, span) is None]
    ranked = sorted(standing, key=lambda r: (-r.figures.open, r.place.code))[:12]
    return [Bar(_called(r, span), r.figures.open, address_of(r.place.id, span)) for r in ranked]


def _regions(rows: Sequence[Row], span: Span) -> list[Region]:
    """Return open work as regions of a map; none unless every place below has an outline."""
    outlines = (
        territory.outlines_of([r.place.id for r in rows], span.on or span.until)
        if _have_outlines(rows)
        else {}
    )
    if len(outlines) < len(rows):
        return []
    return [
        Region(named(r.place), r.figures.open, outlines[r.place.id], address_of(r.place.id, span))
        for r in rows
    ]


def _have_outlines(rows: Sequence[Row]) -> bool:
    """Tell whether outlines are published for such places: of counties, of nothing below."""
    return bool(rows) and all(r.place.level == Level.COUNTY for r in rows)


def _histogram(figures: Figures, place: int, span: Span) -> list[Bar]:
    top = max(figures.reply_days, default=0)
    return [
        Bar(
            str(day),
            figures.reply_days.get(day, 0),
            behind_url(Name.REPLY_DAYS, place, span, bucket=day),
        )
        for day in range(min(top, 15) + 1)
    ]


@require_safe
def behind(request: Request) -> HttpResponse:
    """Show the cases that a figure is made of, as far as the reader may see them."""
    span = span_of(request)
    place = place_of(request, span)
    try:
        name = Name(request.GET.get("measure", ""))
    except ValueError:
        raise NotFound("unknown_measure", measure=request.GET.get("measure", "")) from None
    day = span.on or standing_day(place, span)
    where = territory.named([place], day)[place]
    filters, number = _cases_behind(request, name, where, span)
    scope = visible_to(request.actor)
    shown = scope.page(filters, "newest", size=BEHIND).rows if number else ()
    return render(
        request,
        "portal/behind.html",
        {
            "title": say(f"portal.measure.{name.value}"),
            "place": named(where),
            "span": span,
            "rows": [(row, SHAPES[row.state]) for row in shown],
            "cut": number >= BEHIND,
            "hidden": min(number, BEHIND) - len(shown),
            "back": address_of(place, span),
        },
    )


def _cases_behind(
    request: Request, name: Name, where: territory.PlaceName, span: Span
) -> tuple[Filters, int]:
    """Return what picks the cases of a figure, and how many it counts (up to a page of them).

    What stands open today is read from the cases themselves, by their index; a figure of a stretch
    of days from its entries.
    """
    today = timezone.localdate(request.at)
    now = span.until == today and where.id in territory.atlas(today)
    if name is Name.OPEN and now and where.level in LEVEL_COLUMNS:
        figures = measures.figures([where.id], span.since, span.until)[where.id]
        return Filters(place=where.id, level=where.level), figures.open
    bucket, under = request.GET.get("bucket", ""), request.GET.get("under", "")
    ids = measures.subjects_behind(
        name,
        where.id,
        span.since,
        span.until,
        bucket=int(bucket) if bucket.isdigit() else None,
        limit=BEHIND,
        on=span.on,
        under=int(under) if under.isdigit() else None,
    )
    return Filters(open_only=False, ids=tuple(ids)), len(ids)
