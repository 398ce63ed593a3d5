"""The tree, place by place."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.module_loading import import_string

from linli.domain.territory import queries
from linli.domain.territory.views.asked import frame_of
from linli.foundation.ui.as_of import dated, day_of
from linli.foundation.ui.render import render
from linli.foundation.ui.text import say

COLUMNS = ("name", "code", "from", "to", "basis")


@login_not_required
def index(request: HttpRequest) -> HttpResponse:
    """Begin at the top of this installation's tree, or say that there is none yet."""
    on = day_of(request)
    top = queries.top(on)
    if top is None:
        return render(request, "territory/none.html", {"frame": frame_of(request)})
    return _page(request, top)


@login_not_required
def place(request: HttpRequest, code: str) -> HttpResponse:
    """Show one place by its code; an old code leads to the place as it is called now."""
    on = day_of(request)
    found = queries.by_code(code, on)
    now = queries.named([found.pk], on)[found.pk]
    if now.code != code:
        address = f"{reverse('territory:place', args=[now.code])}?{urlencode({'was': code})}"
        return redirect(dated(address, request))
    return _page(request, found.pk)


def _page(request: HttpRequest, place: int) -> HttpResponse:
    on = day_of(request)
    ctx = {
        "history_columns": [say(f"territory.col.{key}") for key in COLUMNS],
        "map": queries.map_of(place, on),
        "page": queries.place_page(place, on),
        "frame": frame_of(request),
        "panels": [p for path in settings.PLACE_PANELS if (p := import_string(path)(place, on))],
        "came": [_came("territory.came", c) for c in queries.came_from(place)],
        "went": _went(request.GET.get("was", ""), place, on),
    }
    return render(request, "territory/place.html", ctx, "place")


def _went(code: str, place: int, on: date) -> str:
    """Return how the place of an old code came to be this one; nothing where it is the same."""
    old = queries.of_code(code[:40]) if code else None
    if old is None or old.pk == place:
        return ""
    came = queries.went_to(old.pk, on)
    return _came("territory.went", came) if came else ""


def _came(key: str, came: queries.Came) -> str:
    return say(key, name=came.former, day=came.on.isoformat(), by=came.instrument.basis)
