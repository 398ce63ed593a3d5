"""Changes of people: what is open where somebody left, is away, or comes to an end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from linli.domain.bodies import queries as bodies
from linli.domain.bodies.queries import Gap
from linli.domain.bodies.states import Permission
from linli.domain.mandates import queries as mandates
from linli.domain.people.states import Permission as People
from linli.domain.territory import queries as territory
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import either, named, say
from linli.kernel.access import Actor
from linli.kernel.errors import NotPermitted

SHOWN = 50  # of each kind; all of them are counted
ENDS = "bodies.term_ends"


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of gap: its number and its first rows."""

    name: str
    count: int
    rows: tuple[dict[str, Any], ...]

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
    """List what is to be arranged in the reader's reach; a notice's link leads here too."""
    del about
    on = timezone.localdate(request.at)
    place, inside = reach(request.actor, on)
    days = mandates.threshold(ENDS, place, on).number
    found = {
        "away": bodies.away_uncovered(inside, on),
        "ending": bodies.ending(inside, on, days),
        "vacant": bodies.vacant(inside, on),
        "duties": bodies.duties_astray(inside, request.at),
        "papers": bodies.papers_open(inside, on),
    }
    shown = {g for gaps in found.values() for g in gaps[:SHOWN]}
    names = bodies.named({g.body for g in shown})
    places = territory.named({g.place for g in shown}, on)
    parts = [
        Part(kind, len(gaps), tuple(_row(kind, g, names, places, on) for g in gaps[:SHOWN]))
        for kind, gaps in found.items()
    ]
    spot = territory.named([place], on).get(place)
    ctx = {
        "place": spot,
        "days": days,
        "full": [p for p in parts if p.count],
        "empty": [p for p in parts if not p.count],
        "may_change_terms": bool(request.actor.of(People.MANAGE)),
        "by_post": Counter(g.title for g in found["vacant"]).most_common(5),
    }
    return render(request, "portal/changes.html", ctx)


def reach(actor: Actor, on: date) -> tuple[int, frozenset[int]]:
    """Return the widest place where an actor arranges who stands in, and all places they reach.

    Raises NotPermitted where they arrange nothing.
    """
    atlas = territory.atlas(on)
    grants = (*actor.of(Permission.COVER), *actor.of(People.MANAGE))
    roots = {p for g in grants for p in g.places if p in atlas}
    if not roots:
        raise NotPermitted("not_permitted", permission=Permission.COVER.value)
    inside = frozenset(int(p) for root in roots for p in atlas.subtree(root))
    return min(roots, key=lambda p: (len(atlas.path(p)), p)), inside


def _row(kind: str, gap: Gap, names: Any, places: Any, on: date) -> dict[str, Any]:
    place = places.get(gap.place)
    return {
        "title": either(gap.title, gap.title_en) or gap.name,
        "name": gap.name,
        "body": named(names.get(gap.body)),
        "place": named(place) if place else "",
        "day": gap.day,
        "late": gap.day is not None and gap.day <= on,
        "url": _url(kind, gap),
    }


def _url(kind: str, gap: Gap) -> str:
    if kind == "papers":
        return reverse("portal:hand_over", args=[gap.key])
    if kind == "duties":
        return reverse("duty:shift", args=[gap.key])
    if kind == "away":
        return reverse("bodies:leave_of", args=[gap.person])
    return reverse("bodies:body", args=[gap.body])
