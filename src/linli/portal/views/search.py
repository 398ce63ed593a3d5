"""One search: cases by number or words in the reader's scope, places and bodies by any name."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from linli.domain.bodies.queries import find_bodies
from linli.domain.cases.queries import visible_to
from linli.domain.cases.states import SHAPES
from linli.domain.territory.queries import find
from linli.foundation.ui.as_of import asked_day, dated, day_of
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request

PLACES = 5


@require_safe
def search(request: Request) -> HttpResponse:
    """Show cases, open and closed, and above them the places and bodies that the words may name.

    Places and bodies are read at the day asked for; a case is found as it stands now, by words that
    have no day, and the page says so.
    """
    words = request.GET.get("q", "").strip()[:100]
    after = request.GET.get("after") or None
    page = visible_to(request.actor).search(words, after=after) if words else None
    rows = page.rows if page else ()
    on = day_of(request)
    return render(
        request,
        "portal/search.html",
        {
            "words": words,
            "places": find(words, on=on, limit=PLACES) if words and not after else [],
            "bodies": find_bodies(words, on, limit=PLACES) if words and not after else [],
            "rows": [(row, SHAPES[row.state]) for row in rows],
            "next_url": dated(_next(words, page.next), request) if page and page.next else "",
            "then": asked_day(request),
        },
    )


def _next(words: str, after: str) -> str:
    return "?" + urlencode({"q": words, "after": after})
