"""Coverage (两个覆盖): each share with its denominator and definition, and what is not covered."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from linli.domain.bodies import queries
from linli.domain.bodies.queries import coverage as covering
from linli.domain.bodies.rules.coverage import Share
from linli.domain.bodies.states import CoverageOf, Permission
from linli.domain.territory import queries as territory
from linli.foundation.exchange.writing import Heading, xlsx_chunks
from linli.foundation.ui.as_of import dated, day_of
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import either, named, say
from linli.kernel.errors import NotFound

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 100  # not covered, on the page; the file has all
COLUMNS = ("place", "organisation", "work")


@require_safe
def coverage(request: Request) -> HttpResponse:
    """Show the coverage of a place and those below it on a day, by its definition."""
    place, of, on = asked(request)
    report = covering.coverage(place, of, on)
    where = report.rule.place_id or place
    names = territory.named([place, where, *(f.place for f in report.below)], on)
    query = urlencode({"place": place, "of": of.value})
    back = urlencode({"next": f"{reverse('bodies:coverage')}?{urlencode({'of': of.value})}"})
    ctx = {
        "place": names.get(place),
        "place_text": str(place),
        "rule": report.rule,
        "where": names.get(where) if report.rule.place_id else None,
        "words": either(report.rule.words, report.rule.words_en),
        "basis": either(report.rule.basis, report.rule.basis_en),
        "whole": {"organisation": told(report.whole.organisation), "work": told(report.whole.work)},
        "columns": [say(f"bodies.coverage.col.{c}") for c in COLUMNS],
        "below": [
            {
                "name": names.get(f.place),
                "organisation": told(f.organisation),
                "work": told(f.work),
                "url": f"?{urlencode({'place': f.place, 'of': of.value})}",
            }
            for f in report.below
            if f.work.of
        ],
        "neither": _things(report, on, SHOWN),
        "count": len(report.neither),
        "nothing": not report.whole.work.of,
        "tabs": [
            {
                "label": say(f"bodies.coverage.of.{o.value}"),
                "url": dated(f"?{urlencode({'place': place, 'of': o.value})}", request),
                "current": o is of,
            }
            for o in CoverageOf
        ],
        "export": dated(f"{reverse('bodies:coverage_export')}?{query}", request),
        "pick": dated(f"{reverse('territory:pick')}?{back}", request),
        "may_import": bool(request.actor.of(Permission.MANAGE)),
        "query": query,
    }
    return render(request, "bodies/coverage.html", ctx)


def told(share: Share) -> str:
    """Return a share in words: its numbers first, never a rate alone; of nothing, that."""
    if share.rate is None:
        return say("bodies.coverage.nothing")
    rate = f"{share.rate:.1%}" if share.covered < share.of else "100%"
    return say("bodies.coverage.share", covered=share.covered, of=share.of, rate=rate)


@require_safe
def export(request: Request) -> StreamingHttpResponse:
    """Give what is not covered, with the definition it was counted by, as a workbook."""
    place, of, on = asked(request)
    report = covering.coverage(place, of, on)
    title = say("bodies.coverage.export_title", place=named(territory.path_of(place, on)[-1]))
    headings = [
        Heading(say("bodies.coverage.col.thing"), 36),
        Heading(say("bodies.coverage.col.place"), 24),
        Heading(say("bodies.coverage.col.counted"), 60),
    ]
    words = either(report.rule.words, report.rule.words_en)
    rows = ([thing, where, words] for thing, where, _ in _things(report, on, None))
    answer = StreamingHttpResponse(xlsx_chunks(headings, rows, title=title), content_type=XLSX)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(title)}.xlsx"
    return answer


def _things(report: covering.Report, on: Any, most: int | None) -> list[tuple[str, str, str]]:
    """Return what is not covered: its name, where it is, and its page."""
    some = report.neither[:most]
    places = territory.named({p for _, p in some}, on)
    if report.are_bodies:
        bodies = queries.named({t for t, _ in some})
        return [
            (named(bodies[t]), named(places.get(p)), reverse("bodies:body", args=[t]))
            for t, p in some
        ]
    up = territory.atlas(on).parent_of
    above = territory.named({u for _, p in some if (u := up(p)) is not None}, on)
    return [
        (
            named(places.get(p)),
            named(above.get(up(p) or 0)),
            f"{reverse('bodies:index')}?{urlencode({'place': p})}",
        )
        for _, p in some
    ]


def asked(request: Request) -> tuple[int, CoverageOf, Any]:
    """Return the place, the sort of thing and the day that are asked for."""
    on, text = day_of(request), request.GET.get("place", "").strip()
    kind = request.GET.get("of", CoverageOf.FIRMS.value)
    if kind not in set(CoverageOf):
        raise NotFound("coverage_undefined", field="of")
    place = int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
    if not text:
        place = _usual(request, on)
    if place is None or place not in territory.atlas(on):
        raise NotFound("unknown_place", place=text[:20])
    return place, CoverageOf(kind), on


def _usual(request: Request, on: Any) -> int | None:
    """Return the widest place that somebody's posts are over, else the top."""
    tree = territory.atlas(on)
    held: Iterable[int] = {p for g in request.actor.grants for p in g.places if p in tree}
    return min(held, key=lambda p: (len(tree.path(p)), p), default=territory.top(on))
