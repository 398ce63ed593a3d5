"""What the pages of staffing share: the place asked for, the tabs, Excel out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from urllib.parse import quote

from django.http import StreamingHttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from linli.domain.bodies.rules.staffing import QuotaTotal
from linli.domain.people.states import Permission as People
from linli.domain.territory import queries as territory
from linli.foundation.exchange.writing import Heading, xlsx_chunks
from linli.foundation.ui.as_of import dated
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import say
from linli.kernel.access import Target, can
from linli.kernel.errors import NotFound, NotPermitted

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TABS = (
    ("quotas", "staffing:index", ""),
    ("lent", "lent:index", ""),
    ("roster", "roster:index", ""),
    ("mentors", "staffing:mentors", ""),
    ("reserves", "staffing:reserves", People.MANAGE),  # for who appoints alone
    ("mine", "staffing:mine", ""),
)
FIGURES = ("approved", "filled", "vacant", "over")


def place_of(request: Request, on: date) -> int:
    """Return the place asked for, else the reader's own, else the top; raises NotFound."""
    atlas, text = territory.atlas(on), request.GET.get("place", "").strip()
    if text:
        place = int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
        if place is None or place not in atlas:
            raise NotFound("unknown_place", place=text[:20])
        return place
    own = request.duty.place
    found = own if own is not None and own in atlas else territory.top(on)
    if found is None:
        raise NotFound("unknown_place", place="")
    return found


def permit_at(request: Request, permission: str, place: int, on: date) -> None:
    """Refuse whoever may not do this at a place (403)."""
    path = frozenset(territory.atlas(on).path(place))
    if not can(request.actor, permission, Target(places=path)):
        raise NotPermitted("not_permitted", permission=str(permission))


def place_where(request: Request, permission: str, on: date) -> int:
    """Return the place asked for, else the widest where the reader may do this; raises as above."""
    if request.GET.get("place"):
        place = place_of(request, on)
    else:
        atlas = territory.atlas(on)
        held = [p for g in request.actor.of(permission) for p in g.places if p in atlas]
        if not held:
            raise NotPermitted("not_permitted", permission=str(permission))
        place = min(held, key=lambda p: (len(atlas.path(p)), p))
    permit_at(request, permission, place, on)
    return place


def frame(request: Request, current: str, place: int, on: date) -> dict[str, Any]:
    """Return what every page of staffing shows above its own: place, tabs, another place."""
    query = urlencode({"place": place})
    here = dated(f"{request.path}", request)
    return {
        "tabs": [
            {
                "label": say(f"bodies.staffing.tab.{name}"),
                "url": dated(f"{reverse(page)}?{query}", request),
                "current": name == current,
            }
            for name, page, needs in TABS
            if not needs or request.actor.of(needs)
        ],
        "path": territory.path_of(place, on)[1:],
        "place": territory.path_of(place, on)[-1],
        "query": query,
        "pick": f"{reverse('territory:pick')}?{urlencode({'next': here})}",
    }


def figures(total: QuotaTotal) -> list[tuple[str, int]]:
    """Return a sum's figures with their names, for a row of cells."""
    return [(say(f"bodies.quotas.{n}"), getattr(total, n)) for n in FIGURES]


def kind_of(kind: str) -> str:
    """Return what a kind of quota is called."""
    return say(f"bodies.quotas.kind.{kind}")


def workbook(
    title: str, heads: Iterable[str], rows: Iterable[Sequence[Any]]
) -> StreamingHttpResponse:
    """Return rows as an Excel file."""
    headings = [Heading(h, 20) for h in heads]
    answer = StreamingHttpResponse(xlsx_chunks(headings, rows, title=title), content_type=XLSX)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(title)}.xlsx"
    return answer
