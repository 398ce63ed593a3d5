"""How codes of grids and buildings are made at a place: what holds, the next codes, another one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from linli.domain.bodies.forms import GridCodesForm
from linli.domain.bodies.views.grids import BELOW, asked_place
from linli.domain.territory import actions
from linli.domain.territory import queries as territory
from linli.domain.territory.models import GridCodes, Place
from linli.domain.territory.queries.grids import may_draw
from linli.domain.territory.rules.grid_codes import KINDS, CodePattern
from linli.domain.territory.states import Kind, Level
from linli.foundation.ui.refusals import told_in
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import either, say
from linli.kernel.errors import Conflict, NotFound, NotPermitted


@require_http_methods(["GET", "HEAD", "POST"])
def codes(request: Request) -> HttpResponse:
    """Show the pattern that holds at a place and the next codes; whoever may states another.

    Pressed first it says which codes would come next, then for good.
    """
    on = timezone.localdate(request.at)
    place = asked_place(request, on)
    if place is None:
        raise NotFound("unknown_place", place="")
    held, may = territory.grid_codes(place, on), may_draw(request.actor, place, on)
    first = {"since": on + timedelta(days=1), "pattern": held.pattern}
    form, change = GridCodesForm(initial=first) if may else None, None
    if request.method == "POST":
        if not may:
            raise NotPermitted("place_change_not_permitted")
        form = GridCodesForm(request.POST)
        if form.is_valid():
            if request.POST.get("do") == "set" and _stated(request, form, place):
                messages.info(request, say("bodies.codes.stated"))
                return redirect(f"{reverse('grids:codes')}?{urlencode({'place': place})}")
            change = None if form.errors else _change(form, place, on)
    grids = reverse("grids:index")
    ctx = {
        "place": territory.named([place], on)[place],
        "held": _row(held, on),
        "where": territory.named([held.place_id], on).get(held.place_id) if held.place_id else None,
        "next": _next(place, on, CodePattern.read(held.pattern)),
        "rows": [_row(r, on) for r in territory.stated_at(place)],
        "form": form,
        "change": change,
        "back": f"{grids}?{urlencode({'place': place})}",
    }
    wrong = form is not None and bool(form.errors)
    return render(request, "bodies/grids/codes.html", ctx, status=422 if wrong else 200)


def _row(row: GridCodes, on: date) -> dict[str, Any]:
    begun = row.valid_from is None or row.valid_from <= on
    return {
        "row": row,
        "basis": either(row.basis, row.basis_en),
        "to_come": not begun,
        "over": row.valid_to is not None and row.valid_to <= on,
    }


def _next(place: int, on: date, pattern: CodePattern) -> list[dict[str, str]]:
    """Return the next code of each kind at the place, or in the first community below it."""
    tree = territory.atlas(on)
    parent = place
    while tree.level(parent) < Level.COMMUNITY:
        below = tree.children(parent)
        if not len(below):
            return []
        parent = int(below[0])
    kinds = [k for k in KINDS if k in BELOW.get(Level(tree.level(parent)), ())]
    above, taken = territory.taken_below(parent, kinds, pattern)
    return [
        {"kind": say(f"territory.kind.{k.value}"), "code": _code(above, k, taken, pattern)}
        for k in kinds
    ]


def _code(above: str, kind: Kind, taken: frozenset[str], pattern: CodePattern) -> str:
    try:
        return pattern.next(above, kind, taken)
    except Conflict as refusal:
        return say(f"refusal.{refusal.code}", **refusal.params)


def _change(form: GridCodesForm, place: int, on: date) -> dict[str, Any] | None:
    """Return the codes that would come next by the pattern; None with its fault in the form."""
    with told_in(form):
        pattern = CodePattern.read(form.cleaned_data["pattern"])
        return {"since": form.cleaned_data["since"], "next": _next(place, on, pattern)}
    return None


def _stated(request: Request, form: GridCodesForm, place: int) -> bool:
    with told_in(form):
        actions.state_grid_codes(
            by=request.actor, at=request.at, place=Place(pk=place), **form.cleaned_data
        )
    return not form.errors
