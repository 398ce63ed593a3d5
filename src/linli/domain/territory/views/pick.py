"""Choosing a place: by what people type, or level by level; as a page, a fragment or JSON."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_GET

from linli.domain.territory import queries
from linli.domain.territory.queries import Hit, PlaceName
from linli.domain.territory.states import Kind
from linli.domain.territory.views.asked import frame_of
from linli.foundation.ui.as_of import dated, day_of
from linli.foundation.ui.render import render
from linli.foundation.ui.way_back import own_page
from linli.kernel.errors import NotFound

LIMIT = 20


@login_not_required
@require_GET
def pick(request: HttpRequest) -> HttpResponse:
    """Answer `?q=&within=&at=`: places found, or the ones below `at` to go down through.

    `within` bounds the whole choice, `at` is where the chooser stands. `name` is the form field
    that takes the id (default place), `next` the page that goes on with it when there is no
    JavaScript. JSON for `Accept: application/json`, the partial `picker` for htmx.
    """
    on = day_of(request)
    text = request.GET.get("q", "").strip()
    within = _place(request, "within")
    hits = queries.find(text, within, on, LIMIT) if text else []
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"hits": [_plain(h) for h in hits], "count": len(hits)})
    stand = _place(request, "at") or within or queries.top(on)
    if stand is not None and stand not in queries.atlas(on):
        raise NotFound("unknown_place", place=stand)
    ctx = {
        "frame": frame_of(request),
        "text": text,
        "name": _field(request),
        "within": within or "",
        "next": _next(request),
        "action": reverse("territory:pick"),
        "hits": [(h, _chosen(request, h.leaf)) for h in hits],
        **(_standing(request, stand, within) if stand is not None and not text else {}),
    }
    return render(request, "territory/pick.html", ctx, "picker")


def _standing(request: HttpRequest, stand: int, within: int | None) -> dict[str, Any]:
    """Return where the chooser stands: the way up and the places below."""
    on = day_of(request)
    path = queries.path_of(stand, on)
    ids = [p.id for p in path]
    first = ids.index(within) if within in ids else 0
    return {
        "here": path[-1],
        "chosen": _chosen(request, path[-1]),
        "above": [(p, _at(request, p)) for p in path[first:-1] if p.kind is not Kind.DIRECT],
        "below": [
            (c.place, _at(request, c.place), _chosen(request, c.place), bool(c.counts))
            for c in queries.children_of(stand, on)
        ],
    }


def _plain(hit: Hit) -> dict[str, Any]:
    leaf = hit.leaf
    return {
        "id": leaf.id,
        "code": leaf.code,
        "name": leaf.name,
        "name_en": leaf.name_en,
        "kind": leaf.kind.value,
        "path": [p.name for p in queries.shown(hit.path)],
        "why": hit.why,
        "alias": hit.alias,
    }


def _place(request: HttpRequest, key: str) -> int | None:
    """Return the id that a parameter names; one that is no number is nobody's place."""
    text = request.GET.get(key, "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise NotFound("unknown_place", place=text[:20])
    if int(text) not in queries.atlas(day_of(request)):
        raise NotFound("unknown_place", place=text)
    return int(text)


def _field(request: HttpRequest) -> str:
    name = request.GET.get("name", "place")
    return name if name.isidentifier() and name.isascii() else "place"


def _next(request: HttpRequest) -> str:
    """Return the page to go on with, if it is one of ours."""
    return own_page(request, request.GET.get("next", ""))


def _at(request: HttpRequest, place: PlaceName) -> str:
    """Return this chooser's address, standing at a place."""
    query = QueryDict(mutable=True)
    for key in ("name", "next", "within", "on"):
        if request.GET.get(key):
            query[key] = request.GET[key]
    query["at"] = str(place.id)
    return f"{reverse('territory:pick')}?{query.urlencode()}"


def _chosen(request: HttpRequest, place: PlaceName) -> str:
    """Return where choosing a place leads: the next page with its id, or the place's own page."""
    url = _next(request)
    if not url:
        return dated(reverse("territory:place", args=[place.code]), request)
    parts = urlsplit(url)
    query = QueryDict(parts.query, mutable=True)
    query[_field(request)] = str(place.id)
    return urlunsplit(parts._replace(query=query.urlencode()))
