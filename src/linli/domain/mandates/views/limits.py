"""Limits and rules in numbers: what holds at a place on a day, since when and by which basis."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from linli.domain.mandates import queries
from linli.domain.mandates.queries import Held
from linli.domain.mandates.states import ThresholdKind
from linli.domain.mandates.views.asked import frame_of, limit_words, pick_url, place_of
from linli.domain.territory import queries as territory
from linli.foundation.ui.as_of import day_of
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import say

COLUMNS = ("rule", "value", "where", "since", "basis")


@login_not_required
@require_GET
def limits(request: Request) -> HttpResponse:
    """Show every threshold as it is at a place, or everywhere where none is asked for."""
    on = day_of(request)
    place = place_of(request, on)
    rows = queries.thresholds(place, on)
    wanted = {row.place for row in rows if row.place} | ({place} if place else set())
    places = territory.named(wanted, on) if wanted else {}
    ctx = {
        "frame": frame_of(request),
        "pick": pick_url(reverse("mandates:limits"), request),
        "place": places.get(place) if place else None,
        "may_set": queries.may_set(request.actor, place, on),
        "columns": [say(f"mandates.col.{key}") for key in COLUMNS],
        "rows": [_row(row, places) for row in rows],
    }
    return render(request, "mandates/limits.html", ctx)


def value_words(row: Held) -> str:
    """Return a threshold's value in words."""
    is_time = row.kind in {ThresholdKind.LIMIT, ThresholdKind.SPAN}
    return limit_words(row.value) if is_time else row.value


def _row(row: Held, places: dict[int, Any]) -> dict[str, Any]:
    return {
        "held": row,
        "words": value_words(row),
        "where": places.get(row.place) if row.place else None,
    }
