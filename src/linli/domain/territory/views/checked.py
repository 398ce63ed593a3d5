"""Every row that an instrument would move: one kind page by page, and all of them as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from linli.domain.territory.actions.reorganising.recording import permit
from linli.domain.territory.queries import reorganisations as queries
from linli.domain.territory.rules.reorganising.parts import Asked, Part
from linli.foundation.exchange.writing import Heading, xlsx_chunks
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import say
from linli.kernel.errors import NotFound

SIZE = 100


@require_GET
def kind(request: Request, key: int, kind: str, parts: Sequence[Part]) -> HttpResponse:
    """Show the rows of one kind that would move, a hundred at a time; they are computed anew."""
    permit(request.actor)
    row = queries.reorganisation(key)
    given = request.GET.get("after", "")
    after = int(given) if given.isdecimal() and len(given) < 8 else 0
    found = queries.examined(row, parts, asked=Asked(slice(after, after + SIZE), kind))
    moving = next((m for m in found.moving if m.kind == kind), None)
    if moving is None:
        raise NotFound("unknown_change")
    here = reverse("changes:moving", args=[key, kind])
    ctx = {
        "row": row,
        "moving": moving,
        "first": after + 1,
        "next_url": f"{here}?after={after + SIZE}" if after + SIZE < moving.count else "",
        "previous_url": f"{here}?after={max(0, after - SIZE)}" if after else "",
    }
    return render(request, "territory/changes/moving.html", ctx)


@require_GET
def file(request: Request, key: int, parts: Sequence[Part]) -> StreamingHttpResponse:
    """Give everything that would move out as one table."""
    permit(request.actor)
    row = queries.reorganisation(key)
    found = queries.examined(row, parts, asked=queries.ALL)
    names = ("kind", "what", "where")
    headings = [Heading(say(f"territory.moving.column.{n}"), 40) for n in names]
    mark = f"{request.user} {timezone.localtime(request.at):%Y-%m-%d %H:%M}"
    answer = StreamingHttpResponse(
        xlsx_chunks(headings, _rows(found), title=row.title, mark=mark),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    answer["Content-Disposition"] = f'attachment; filename="changes-{row.pk}.xlsx"'
    return answer


def _rows(found: queries.Check) -> Iterator[list[str]]:
    for moving in found.moving:
        name = say(moving.key)
        for line in moving.lines:
            yield [name, line.what, line.where]
