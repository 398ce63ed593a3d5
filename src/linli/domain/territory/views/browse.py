"""The tree, place by place."""

from __future__ import annotations

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
        return redirect(dated(reverse("territory:place", args=[now.code]), request))
    return _page(request, found.pk)


def _page(request: HttpRequest, place: int) -> HttpResponse:
    on = day_of(request)
    ctx = {
        "history_columns": [say(f"territory.col.{key}") for key in COLUMNS],
        "map": queries.map_of(place, on),
        "page": queries.place_page(place, on),
        "frame": frame_of(request),
        "panels": [p for path in settings.PLACE_PANELS if (p := import_string(path)(place, on))],
    }
    return render(request, "territory/place.html", ctx, "place")
