"""The catalogue with its terms, a body's mandates, and the list of gaps."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from linli.domain.bodies import queries as bodies
from linli.domain.mandates import queries
from linli.domain.mandates.views.asked import frame_of, limit_words, pick_url, place_of
from linli.domain.territory import queries as territory
from linli.foundation.ui.as_of import day_of
from linli.foundation.ui.render import render
from linli.foundation.ui.text import named, say
from linli.kernel.errors import NotFound

COLUMNS = ("name", "respond", "resolve", "verification", "grid")
SHOWN = 200  # gaps on one page; the page says when there are more


@login_not_required
@require_GET
def catalogue(request: HttpRequest) -> HttpResponse:
    """Show all matters with their limits; what goes another way says where."""
    on = day_of(request)
    found = queries.catalogue()
    place = place_of(request, on) or _own_place(request, on) or territory.top(on)
    path = territory.atlas(on).path(place) if place else ()
    groups: dict[str, dict] = {}
    for code, matter in queries.matter_names().items():
        terms = found.terms(code, on)
        row = {
            "matter": matter,
            "depth": code.count("/"),
            "terms": terms,
            "respond": limit_words(terms.respond_limit),
            "resolve": limit_words(terms.resolve_limit),
            "verification_key": f"mandates.verification.{terms.verification}",
            "admitted": found.on_grid(code, path, on),
        }
        first = code.partition("/")[0]
        groups.setdefault(first, {"head": row, "rows": []})["rows"].append(row)
    ctx = {
        "frame": frame_of(request),
        "groups": list(groups.values()),
        "place": territory.named([place], on).get(place) if place else None,
        "pick": pick_url(reverse("mandates:catalogue"), request),
        "columns": [say(f"mandates.col.{key}") for key in COLUMNS],
    }
    return render(request, "mandates/catalogue.html", ctx)


def _own_place(request: HttpRequest, on: date) -> int | None:
    """Return the place of the reader's post: its list says what their grids may be given."""
    duty = getattr(request, "duty", None)
    return duty.place if duty and duty.place in territory.atlas(on) else None


@login_not_required
@require_GET
def body(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a body is mandated for, by matter, with basis and in whose name."""
    on = day_of(request)
    name = bodies.named([pk]).get(pk)
    if name is None:
        raise NotFound("unknown_body", body=str(pk))
    ctx = {
        "frame": frame_of(request),
        "body": name,
        "seat": territory.named([name.seat_id], on).get(name.seat_id),
        "rows": [
            {"mandate": m, "role_key": f"mandates.role.{m.role}"}
            for m in queries.mandates_of(pk, on)
        ],
        "columns": [say(f"mandates.col.{key}") for key in ("name", "role", "duty", "basis")],
    }
    return render(request, "mandates/body.html", ctx)


@require_GET
def gaps(request: HttpRequest) -> HttpResponse:
    """List the matters that nobody, or only the territory, answers for at a place."""
    on = day_of(request)
    place = place_of(request, on) or territory.top(on)
    found = queries.gaps(place, on) if place else []
    matters = queries.matter_names()
    places = territory.named({g.place for g in found} | ({place} if place else set()), on)
    ctx = {
        "frame": frame_of(request),
        "pick": pick_url(reverse("mandates:gaps"), request),
        "count": len(found),
        "more": len(found) > SHOWN,
        "scope": named(places.get(place)) if place else "",
        "rows": [
            {"matter": matters[g.matter], "place": places[g.place], "is_fallback": g.is_fallback}
            for g in found[:SHOWN]
        ],
    }
    more = _item_gaps(place, on) | _grid_gaps(place, on)
    return render(request, "mandates/gaps.html", ctx | more)


def _item_gaps(place: int | None, on: date) -> dict[str, Any]:
    """Return the items of lists, here and directly below, with no lead or with two."""
    below = territory.atlas(on).children(place) if place else ()
    found = queries.item_gaps([place, *map(int, below)], on) if place else []
    return {"item_count": len(found), "items": found[:SHOWN]}


def _grid_gaps(place: int | None, on: date) -> dict[str, Any]:
    """Return the grids at a place and below that nobody heads or nobody works in."""
    found = bodies.grids_lacking(place, on) if place else []
    tree, shown = territory.atlas(on), found[:SHOWN]
    above = {g.grid: tree.path(g.grid)[-2] for g in shown}
    names = territory.named({*above, *above.values()}, on)
    return {
        "grid_count": len(found),
        "grids_more": len(found) > SHOWN,
        "grids": [
            {
                "place": names[g.grid],
                "above": names[above[g.grid]],
                "head": g.head,
                "worker": g.worker,
            }
            for g in shown
        ],
    }
