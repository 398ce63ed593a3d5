"""One search: cases by number or words in the reader's scope, places and bodies by any name."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from linli.domain.bodies.queries import find_bodies
from linli.domain.cases.queries import visible_to
from linli.domain.cases.states import SHAPES
from linli.domain.territory.queries import find
from linli.foundation.ui import formats
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request

PLACES = 5


@require_safe
def search(request: Request) -> HttpResponse:
    """Show cases, open and closed, and above them the places that the words may name."""
    words = request.GET.get("q", "").strip()[:100]
    after = request.GET.get("after") or None
    page = visible_to(request.actor).search(words, after=after) if words else None
    rows = page.rows if page else ()
    on = formats.local(request.at).date()
    return render(
        request,
        "portal/search.html",
        {
            "words": words,
            "places": find(words, on=on, limit=PLACES) if words and not after else [],
            "bodies": find_bodies(words, on, limit=PLACES) if words and not after else [],
            "rows": [(row, SHAPES[row.state]) for row in rows],
            "next_url": f"?q={words}&after={page.next}" if page and page.next else "",
        },
    )
