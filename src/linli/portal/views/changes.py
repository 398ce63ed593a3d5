"""Changes of people: what is open where somebody left, is away, or comes to an end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from linli.domain.bodies import queries as bodies
from linli.domain.bodies.queries import Gap
from linli.domain.bodies.queries.staffing.gaps import over_quota
from linli.domain.bodies.rules.staffing import Quota
from linli.domain.mandates import queries as mandates
from linli.domain.people.states import Permission as People
from linli.domain.territory import queries as territory
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import either, named, say

ENDS = "bodies.term_ends"
FIRST = 20  # rows of each kind on the page of all
MORE = 50  # rows of a page of one kind
KINDS = ("away", "ending", "vacant", "duties", "papers", "over")


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of gap: its number, a page of its rows, and where it goes on."""

    name: str
    count: int
    rows: tuple[dict[str, Any], ...]
    next: str

    @property
    def title(self) -> str:
        """Its heading."""
        return say(f"portal.changes.{self.name}")

    @property
    def why(self) -> str:
        """What it means and what to do."""
        return say(f"portal.changes.{self.name}.why")

    @property
    def none(self) -> str:
        """Its one line when it is empty."""
        return say(f"portal.changes.{self.name}.none")


@require_safe
def changes(request: Request, about: UUID | None = None) -> HttpResponse:
    """List what is to be arranged in the reader's reach; a notice's link leads here too.

    `part` shows one kind, `after` the key at which its page goes on.
    """
    del about
    on = timezone.localdate(request.at)
    scope = bodies.arranged(request.actor, on)
    days = mandates.threshold(ENDS, scope.top, on).number
    kind = request.GET.get("part", "")
    asked = (kind,) if kind in KINDS else KINDS
    page = bodies.Page(MORE, request.GET.get("after", "")) if kind in KINDS else bodies.Page(FIRST)
    found = {k: _gaps(k, scope, days, request.at, page) for k in asked}
    places = territory.named({g.place for gaps in found.values() for g in gaps.rows}, on)
    parts = [_part(k, gaps, places, on) for k, gaps in found.items()]
    ctx = {
        "place": territory.named([scope.top], on).get(scope.top),
        "full": [p for p in parts if p.count],
        "empty": [p for p in parts if not p.count],
        "one": kind in KINDS,
        "may_change_terms": bool(request.actor.of(People.MANAGE)),
    }
    return render(request, "portal/changes.html", ctx)


def _gaps(
    kind: str, scope: bodies.Arranged, days: int, at: datetime, page: bodies.Page
) -> bodies.Gaps:
    on = timezone.localdate(at)
    match kind:
        case "away":
            return bodies.away_uncovered(scope, on, page)
        case "ending":
            return bodies.ending(scope, on, days, page)
        case "vacant":
            return bodies.vacant(scope, on, page)
        case "duties":
            return bodies.duties_astray(scope, at, page)
        case "over":
            return over_quota(scope, on, page)
    return bodies.papers_open(scope, on, page)


def _part(kind: str, gaps: bodies.Gaps, places: Any, on: date) -> Part:
    rows = tuple(_row(kind, g, places, on) for g in gaps.rows)
    more = reverse("portal:changes") + "?" + urlencode({"part": kind, "after": gaps.next})
    return Part(kind, gaps.count, rows, more if gaps.next else "")


def _row(kind: str, gap: Gap, places: Any, on: date) -> dict[str, Any]:
    place = places.get(gap.place)
    return {
        "title": _title(gap),
        "name": gap.name,
        "body": either(gap.body_name, gap.body_name_en),
        "place": named(place) if place else "",
        "day": gap.day,
        "late": gap.day is not None and gap.day < on,
        "url": _url(kind, gap),
    }


def _title(gap: Gap) -> str:
    if not isinstance(gap.key, Quota):
        return either(gap.title, gap.title_en) or gap.name
    said = {"filled": gap.key.filled, "approved": gap.key.approved}
    return say("bodies.quotas.line", kind=say(f"bodies.quotas.kind.{gap.title}"), **said)


def _url(kind: str, gap: Gap) -> str:
    if kind == "papers":
        return reverse("portal:hand_over", args=[gap.key])
    if kind == "duties":
        return reverse("duty:shift", args=[gap.key])
    if kind == "away":
        return reverse("bodies:leave_of", args=[gap.person])
    if kind == "over":
        return reverse("staffing:body", args=[gap.body])
    return reverse("bodies:body", args=[gap.body])
