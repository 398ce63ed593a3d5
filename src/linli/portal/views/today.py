"""The day of someone at a desk: what waits for my body, what is late, what came back."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from linli.domain.cases.queries import Filters, visible_to
from linli.domain.cases.queries.shapes import CaseRow
from linli.domain.cases.states import SHAPES
from linli.foundation.ui.render import render
from linli.foundation.ui.text import say

SIZE = 30


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """Show what waits for the reader's body, by deadline, with what is late and open beside it."""
    at = request.at  # type: ignore[attr-defined]
    scope = visible_to(request.actor)  # type: ignore[attr-defined]
    mine = Filters(to_act=True)
    page = scope.page(mine, size=SIZE)
    cases = reverse("cases:list")
    late = scope.count(Filters(late_at=at)).number
    stats = [
        ("to_act", scope.count(mine).number, f"{cases}?view=to_act", ""),
        ("late", late, f"{cases}?view=late", "danger" if late else ""),
        ("open", scope.count(Filters()).number, f"{cases}?view=open", ""),
    ]
    return render(
        request,
        "portal/today.html",
        {
            "stats": [(say(f"portal.today.{k}"), n, url, tone) for k, n, url, tone in stats],
            "rows": [(row, SHAPES[row.state]) for row in page.rows],
            "more_url": f"{cases}?view=to_act" if page.next else "",
            "soon": _late(page.rows, at),
        },
    )


def _late(rows: tuple[CaseRow, ...], at: datetime) -> int:
    return sum(1 for row in rows if row.is_late(at))
