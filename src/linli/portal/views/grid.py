"""A grid worker's phone: today, and my grid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from linli.domain.bodies import queries as bodies
from linli.domain.cases.queries import Filters, visible_to
from linli.domain.cases.queries.grid import patrolled
from linli.domain.cases.queries.shapes import CaseRow
from linli.domain.cases.states import SHAPES
from linli.domain.territory import queries as territory
from linli.domain.territory.queries import PlaceName
from linli.foundation.notices import channels
from linli.foundation.notices import queries as notices
from linli.foundation.ui import formats
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import language, named
from linli.portal.views.today import sections

SIZE = 50


@require_safe
def today(request: Request) -> HttpResponse:
    """Show what to do in my grid, what came back, and what others have in hand for me."""
    actor = request.actor
    found, open_ = sections(actor, extra=Filters(), words="grid.part")
    news = notices.page(actor, unread=True, size=10)
    ctx = {
        "full": [s for s in found if s.count],
        "empty": [s for s in found if not s.count],
        "open": open_,
        "news": [{"id": n.pk, "text": channels.words(n), "at": n.at} for n in news.rows],
        "grids": patrolled(actor, formats.local(request.at).date())[:1],
    }
    return render(request, "portal/grid-today.html", ctx)


@require_safe
def mine(request: Request) -> HttpResponse:
    """Show my grids: where they lie, who works there, how many events are open."""
    on = formats.local(request.at).date()
    places = patrolled(request.actor, on)
    chosen = next((p for p in places if str(p.id) == request.GET.get("grid")), None)
    grid = chosen or (places[0] if places else None)
    ctx: dict[str, Any] = {"grid": grid, "places": places if len(places) > 1 else ()}
    if grid is not None:
        page = visible_to(request.actor).page(Filters(place=grid.id, level=grid.level), size=SIZE)
        ctx |= {
            "path": territory.path_of(grid.id, on)[3:-1],
            "people": _people(grid, request),
            "rows": _shaped(page.rows),
            "more": page.next is not None,
        }
    return render(request, "portal/grid-mine.html", ctx)


def _shaped(rows: Sequence[CaseRow]) -> list[tuple[CaseRow, str]]:
    return [(row, SHAPES[row.state]) for row in rows]


def _people(grid: PlaceName, request: Request) -> list[dict[str, str]]:
    """Return who holds a post over the grid, with the body it is of."""
    held = bodies.holders_at(grid.id, formats.local(request.at).date())
    english = language() == "en"
    return [
        {
            "name": named(h.person),
            "post": (h.post.title_en if english else "") or h.post.title,
            "body": named(h.post.body),
        }
        for h in held
    ]
