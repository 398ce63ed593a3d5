"""What is happening near me: published cases, list and map; "me too"; what happened to it."""

from __future__ import annotations

import secrets
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from linli.domain.cases import actions
from linli.domain.cases.queries import publications
from linli.domain.cases.queries.home import home_place
from linli.domain.cases.states import SHAPES, State
from linli.domain.cases.views import tries
from linli.domain.territory import queries as territory
from linli.domain.territory.states import Level
from linli.foundation.ui.components.lists import TimelineItem
from linli.foundation.ui.components.maps import Region
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import named, say
from linli.kernel.access import ANONYMOUS

BROWSER = "linli_me"  # a random number, so that one browser counts once; it says nothing else
YEAR = 365 * 24 * 3600
TOO = "too"  # of tries


@login_not_required
@require_safe
def index(request: Request) -> HttpResponse:
    """List the published cases of a place, with a map where outlines are known."""
    on = timezone.localdate(request.at)
    place = _place(request, on)
    page = publications.near(place, on, request.GET.get("after", ""))
    path = territory.shown(territory.path_of(place, on)) if place else []
    ctx = {
        "page": page,
        "rows": [(row, _state(row.state), SHAPES[row.state]) for row in page.rows],
        "place": path[-1] if path else None,
        "path": path[:-1],
        "regions": _regions(place, on) if place else [],
        "below": _below(place, on) if place else [],
    }
    return render(request, "cases/near/index.html", ctx)


@login_not_required
@require_safe
def one(request: Request, publication: UUID) -> HttpResponse:
    """Show one published case and what happened to it."""
    on = timezone.localdate(request.at)
    found = publications.published(publication, on)
    ctx = {
        "found": found,
        "row": found.row,
        "word": _state(found.row.state),
        "shape": SHAPES[found.row.state],
        "story": [TimelineItem(at=at, what=_state(state)) for at, state in reversed(found.steps)],
        "counted": request.GET.get("counted", ""),
    }
    return render(request, "cases/near/one.html", ctx)


@login_not_required
@require_POST
def me_too(request: Request, publication: UUID) -> HttpResponse:
    """Count this browser once: it has the same trouble, or says that somebody is given away."""
    tries.spend(request, TOO)
    browser = request.COOKIES.get(BROWSER, "")[:64] or secrets.token_urlsafe(24)
    kind = "flag" if request.POST.get("kind") == "flag" else "too"
    new = actions.me_too(
        by=ANONYMOUS, at=request.at, publication=publication, browser=browser, kind=kind
    )
    answer = redirect("near:one", publication)
    counted = kind if new else "again"
    answer["Location"] += f"?counted={counted}"
    answer.set_cookie(
        BROWSER,
        browser,
        max_age=YEAR,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return answer


# Where the reporter is asked something, everybody else is told how far it is.
_TOLD = {
    State.REPORTED_BACK: "cases.near.answered",
    State.EXPLAINED: "cases.near.answered",
    State.WAITING: "cases.near.waiting",
}


def _state(state: str) -> str:
    return say(_TOLD.get(State(state), f"cases.state.{state}.word"))


def _place(request: Request, on: Any) -> int | None:
    text = request.GET.get("place", "")
    tree = territory.atlas(on)
    if text.isascii() and text.isdecimal() and len(text) < 19 and int(text) in tree:
        return int(text)
    home = home_place()
    return home if home in tree else None


def _below(place: int, on: Any) -> list[dict[str, Any]]:
    counts = publications.counts_below(place, on)
    names = territory.named(counts, on)
    rows = [{"place": names[i], "count": n} for i, n in counts.items() if i in names]
    return sorted(rows, key=lambda r: (-r["count"], r["place"].code))


def _regions(place: int, on: Any) -> list[Region]:
    """Return the places below with outlines and their counts, None for none; two make a map."""
    tree = territory.atlas(on)
    if tree.level(place) > Level.TOWN:
        return []
    counts = publications.counts_below(place, on)
    if len(counts) < 2:  # one coloured area says nothing that the list does not
        return []
    level = tree.level(next(iter(counts)))
    inside = [int(i) for i in tree.subtree(place) if tree.level(int(i)) == level]
    outlines = territory.outlines_of(inside, on)
    names = territory.named(outlines, on)
    regions = [
        Region(named(names[i]), counts.get(i), outline, f"?place={i}")
        for i, outline in outlines.items()
        if i in names
    ]
    return regions if len(regions) > 1 else []
