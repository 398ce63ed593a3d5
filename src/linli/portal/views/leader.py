"""A leader's phone: five figures, what waits for me, what got worse; every number opens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from linli.domain.bodies import queries as bodies
from linli.domain.cases.queries import Count, Filters, day, visible_to
from linli.domain.cases.states import State
from linli.domain.mandates import queries as mandates
from linli.domain.measures import queries as measures
from linli.domain.measures.queries.board import Figures
from linli.domain.measures.states import Name
from linli.domain.territory import queries as territory
from linli.domain.territory.queries import PlaceName
from linli.foundation.ui.as_of import asked_day, day_of
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import named, say
from linli.kernel.access import Actor
from linli.portal.rules import Change, worse
from linli.portal.views.spans import Span, address_of, behind_url, last, place_of
from linli.portal.views.today import SIZE, Section, section

WEEK = timedelta(days=7)
SHOWN = 5
DECIDED = (State.RETURNED, State.REPORTED_BACK)
FEW = "measures.worse_from"


@dataclass(frozen=True, slots=True)
class Weeks:
    """The figures of a place and those below it, of this week and of the one before."""

    place: int
    names: Mapping[int, PlaceName]
    now: Mapping[int, Figures]
    before: Mapping[int, Figures]
    span: Span


@require_safe
def leader(request: Request) -> HttpResponse:
    """Show a leader five figures, what waits for them, and where it got worse within a week."""
    actor, at = request.actor, request.at
    weeks = _weeks(place_of(request), day_of(request), asked_day(request))
    if weeks.span.asked:
        return _then(request, weeks)
    raised = {name: day.raised(name, at) for name in day.RAISED}
    late_ = Filters(late_at=at)
    counts = visible_to(actor).counts(Filters(), late_, Filters(back=True), *raised.values())
    open_, late, back, *numbers = counts
    return render(
        request,
        "portal/leader.html",
        {
            "name": named(weeks.names[weeks.place]),
            "stats": [*_counted(open_, late, back), *_summed(weeks)],
            "sections": _waiting(actor, {"late": late_, **raised}, [late, *numbers]),
            "worse": _worse(weeks),
            "opinions": bodies.opinions_waiting(actor),
            "few": _few(weeks),
        },
    )


def _then(request: Request, weeks: Weeks) -> HttpResponse:
    """Show the figures of another day; what waits for somebody has no other day than today."""
    open_ = _stat(
        "open",
        weeks.now[weeks.place].open,
        behind_url(Name.OPEN, weeks.place, weeks.span),
    )
    ctx = {
        "name": named(weeks.names[weeks.place]),
        "stats": [open_, *_summed(weeks)],
        "worse": _worse(weeks),
        "few": _few(weeks),
        "then": True,
    }
    return render(request, "portal/leader.html", ctx)


def _weeks(place: int, until: date, asked: date | None) -> Weeks:
    tree = territory.atlas(until) if place in territory.atlas(until) else territory.atlas()
    places = [place, *(int(i) for i in tree.children(place))]
    names = territory.named(places) | (territory.named(places, until) if asked else {})
    since = until - WEEK + timedelta(days=1)
    now = measures.figures(places, since, until)
    before = measures.figures(places, since - WEEK, until - WEEK)
    return Weeks(place, names, now, before, last(7, until, asked=asked))


def _counted(open_: Count, late: Count, back: Count) -> list[dict[str, Any]]:
    cases = reverse("cases:list")
    return [
        _stat("open", open_.number, f"{cases}?view=open"),
        _stat("late", late.number, f"{cases}?view=late", tone="danger" if late.number else ""),
        _stat("back", back.number, f"{cases}?view=returned"),
    ]


def _summed(weeks: Weeks) -> list[dict[str, Any]]:
    """Return what is summed from entries: filed this week, and the share resolved in time."""
    figures = weeks.now[weeks.place]
    share = figures.in_time_share
    return [
        _stat("filed", figures.filed, behind_url(Name.FILED, weeks.place, weeks.span)),
        _stat(
            "share",
            None if share is None else f"{100 * share:.0f}",
            behind_url(Name.IN_TIME, weeks.place, weeks.span),
            unit="" if share is None else "%",
            note=say("portal.board.share_of", part=figures.in_time, whole=figures.resolved),
        ),
    ]


def _stat(key: str, value: Any, href: str, **more: str) -> dict[str, Any]:
    usual = {"unit": "", "note": "", "tone": ""}
    label = say(f"portal.leader.figure.{key}")
    return {"label": label, "value": value, "href": href, **usual, **more}


def _waiting(actor: Actor, wanted: Mapping[str, Filters], counts: Sequence[Count]) -> list[Section]:
    """Return what a leader's own body must decide, what is late, and what of that is its own."""
    awaited = Filters(to_act=True) if counts[1].number else day.NOTHING
    asked = wanted["late"] if counts[0].number else day.NOTHING
    late, hand = visible_to(actor).firsts(asked, awaited, size=SIZE)
    rows = {"late": late, "decide": [r for r in hand if r.back and r.state in DECIDED]}
    numbers = dict(zip(wanted, counts, strict=True))
    order = ("decide", "late", "raised")
    return [section(n, numbers[n].number, list(rows.get(n, ()))[:SHOWN]) for n in order]


def _few(weeks: Weeks) -> int:
    return mandates.threshold(FEW, weeks.place, weeks.span.until).number


def _worse(weeks: Weeks) -> list[dict[str, Any]]:
    """Return the places below where open work grew or the share in time fell, worst first."""
    found = worse(_changes(weeks), few=_few(weeks))[:SHOWN]
    return [
        {
            "place": named(weeks.names[c.place]),
            "href": address_of(c.place, weeks.span),
            "number": say(f"portal.leader.worse.{c.what}", by=c.by),
            "note": say(
                f"portal.leader.worse.{c.what}.note", now=c.now, before=c.before, count=c.number
            ),
        }
        for c in found
    ]


def _changes(weeks: Weeks) -> Iterable[Change]:
    for place in weeks.names:
        if place == weeks.place:
            continue
        now, before = weeks.now[place], weeks.before[place]
        yield Change(place, "open", now.open, before.open, max(now.open, before.open))
        if now.resolved and before.resolved:
            share, then = (round(100 * f.in_time / f.resolved) for f in (now, before))
            behind = min(now.resolved, before.resolved)
            yield Change(place, "share", share, then, behind, falls=True)
