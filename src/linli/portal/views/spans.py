"""What a report asks: which place, which days, and on which map they are read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from linli.domain.measures.states import Name
from linli.domain.territory import queries as territory
from linli.foundation.ui.as_of import asked_day, day_of
from linli.foundation.ui.request import Request
from linli.kernel.access import Target, can
from linli.kernel.errors import NotFound, NotPermitted
from linli.portal.forms import SpanForm

SPANS = (7, 30, 60)
VIEW = "measures.view"
TODAY = "today"


@dataclass(frozen=True, slots=True)
class Span:
    """The days a board counts, both ends included.

    `days` of the usual stretches, up to `until`; `on` is the day whose map is meant, None as it
    was; `asked` the day that the page is read at where that is not today.
    """

    since: date
    until: date
    days: int | None = None
    on: date | None = None
    asked: date | None = None

    @property
    def query(self) -> dict[str, Any]:
        """What an address carries of it."""
        more = {"map": TODAY} if self.on else {}
        if self.days is None:
            return {"since": self.since.isoformat(), "until": self.until.isoformat(), **more}
        day = {"on": self.asked.isoformat()} if self.asked else {}
        return {"days": self.days, **day, **more}


def last(days: int, until: date, *, on: date | None = None, asked: date | None = None) -> Span:
    """Return the last days up to one, itself counted."""
    return Span(until - timedelta(days=days - 1), until, days, on, asked)


def span_of(request: Request, form: SpanForm | None = None) -> Span:
    """Return the days asked for: from and until, or the last of the usual ones."""
    form = form or form_of(request)
    today = timezone.localdate(request.at)
    on = today if request.GET.get("map") == TODAY else None
    if form.is_bound and form.is_valid():
        return Span(form.cleaned_data["since"], form.cleaned_data["until"], on=on)
    given = request.GET.get("days", "")
    days = int(given) if given.isdigit() and int(given) in SPANS else 30
    return last(days, day_of(request), on=on, asked=asked_day(request))


def form_of(request: Request) -> SpanForm:
    """Return the form of the days, bound where days were given."""
    return SpanForm(request.GET if "since" in request.GET else None)


def place_of(request: Request, span: Span | None = None) -> int:
    """Return the place asked for, or the reader's own; refuses what no post of theirs covers.

    A place that has ended is its own on days when it stood, and what came after it on a later map.
    """
    own = request.duty.place
    given = request.GET.get("place", "")
    place = int(given) if given.isascii() and given.isdigit() and len(given) < 19 else own
    found = territory.successor(place, span.on if span else None) if place is not None else None
    if place is None or found is None:
        raise NotFound("unknown_place", place=given[:20])
    if not may_see(request, place):
        raise NotPermitted("figures_not_permitted")
    ended = span is None or span.on is not None
    return found if ended else place


def may_see(request: Request, place: int) -> bool:
    """Tell whether the reader may see a place's figures; who has a place has what went into it."""
    target = Target(places=frozenset({place, *territory.path_to(place, None)}))
    return can(request.actor, VIEW, target)


def address_of(place: int, span: Span) -> str:
    """Return the address of a place's board."""
    return reverse("portal:board") + "?" + urlencode({"place": place, **span.query})


def behind_url(name: Name, place: int, span: Span, **more: Any) -> str:
    """Return the address of the cases behind a figure."""
    query = {"measure": name.value, "place": place, **span.query, **more}
    return reverse("portal:behind") + "?" + urlencode(query)


def standing_day(place: int, span: Span) -> date:
    """Return the last of the days on which a place stood, to name it by."""
    if place in territory.atlas(span.until):
        return span.until
    came = territory.went_to(place, span.until)
    return came.on - timedelta(days=1) if came else span.until
