"""Grids of a village or community: who works there, the map, drawing, files in and out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from linli.domain.bodies import queries
from linli.domain.bodies.forms import GridForm, RedrawForm
from linli.domain.bodies.queries.grids import Lacking, people_of
from linli.domain.territory import actions
from linli.domain.territory import queries as territory
from linli.domain.territory.actions import GridWish
from linli.domain.territory.models import Place
from linli.domain.territory.queries import Around, PlaceName
from linli.domain.territory.queries.grids import may_draw
from linli.domain.territory.rules.canvas import canvas
from linli.domain.territory.rules.gridding import read_points, write_points
from linli.domain.territory.states import Kind, Level
from linli.foundation.ui.refusals import told_in
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import named, say
from linli.kernel.errors import NotFound, NotPermitted

# What may be drawn under a parent of a level.
BELOW: Mapping[Level, tuple[Kind, ...]] = {
    Level.COMMUNITY: (Kind.GRID, Kind.ESTATE, Kind.BUILDING),
    Level.GRID: (Kind.MICRO_GRID, Kind.ESTATE, Kind.BUILDING),
    Level.MICRO_GRID: (Kind.ESTATE, Kind.BUILDING),
    Level.ESTATE: (Kind.BUILDING,),
}


@login_not_required
@require_safe
def index(request: Request) -> HttpResponse:
    """Show the grids at a place: range, head, worker, work phone; to everyone."""
    on = timezone.localdate(request.at)
    place = asked_place(request, on)
    if place is None:
        return redirect(_pick())
    staff, level = request.user.is_authenticated, Level(territory.atlas(on).level(place))
    lacking = queries.grids_lacking(place, on) if staff else []
    without = {g.grid: g for g in lacking}
    rows = _grid_rows(place, on, without) if level >= Level.COMMUNITY else []
    ctx = {
        "frame": "ui/desk.html" if staff else "ui/public.html",
        "place": territory.named([place], on)[place],
        "path": territory.path_of(place, on)[1:],
        "is_community": level >= Level.COMMUNITY,
        "rows": rows,
        "count": len(queries.grids_below(place, on)),
        "below": _communities(place, on) if level < Level.COMMUNITY else [],
        "lacking_count": len(lacking),
        "map": territory.map_of(place, on) if level >= Level.COMMUNITY else None,
        "may_draw": staff and may_draw(request.actor, place, on),
        "pick": _pick(),
        "query": urlencode({"place": place}),
        "staff": staff,
    }
    return render(request, "bodies/grids/index.html", ctx)


def _pick() -> str:
    return f"{reverse('territory:pick')}?{urlencode({'next': reverse('grids:index')})}"


def asked_place(request: HttpRequest, on: date) -> int | None:
    """Return the place asked for, else that of the reader's post, else the top of the tree."""
    text = request.GET.get("place", "").strip()
    if not text:
        duty = getattr(request, "duty", None)
        return (duty.place if duty else None) or territory.top(on)
    good = text.isascii() and text.isdecimal() and len(text) < 19
    if not good or int(text) not in territory.atlas(on):
        raise NotFound("unknown_place", place=text[:20])
    return int(text)


def _grid_rows(place: int, on: date, without: Mapping[int, Lacking]) -> list[dict[str, Any]]:
    """Return each grid with its people and what lies in it."""
    tree, ids = territory.atlas(on), territory.drawn_in(place, on)
    names, workers = territory.named(ids, on), people_of(ids, on)
    drawn = territory.outlines_of(ids, on)
    return [
        {
            "place": names[i],
            "kind": say(f"territory.kind.{names[i].kind}"),
            "depth": len(tree.path(i)) - len(tree.path(place)),
            "people": [_person(p) for p in workers.get(i, [])],
            "drawn": i in drawn,
            "lacks_head": i in without and without[i].head,
            "lacks_worker": i in without and without[i].worker,
            "is_grid": tree.level(i) == Level.GRID,
            "may_hold": tree.level(i) in BELOW,
        }
        for i in ids
    ]


def _person(person: Any) -> dict[str, str]:
    role = say(f"bodies.grids.role.{person.role}")
    how = say(f"bodies.acts.{person.acts}") if person.acts else ""
    return {"role": role, "name": named(person), "phone": person.phone, "how": how}


def _communities(place: int, on: date) -> list[dict[str, Any]]:
    return [
        {"place": c, "grids": len(queries.grids_below(c.place.id, on))}
        for c in territory.children_of(place, on)
    ]


def panel(place: int, on: date | None) -> dict[str, Any] | None:
    """Return who works in a grid, or where the grids of a community are, for a place's page."""
    day = on or date.max
    level = Level(territory.atlas(on).level(place))
    if level < Level.COMMUNITY:
        return None
    found = people_of([place], day) if level > Level.COMMUNITY else {}
    return {
        "template": "bodies/grids/_panel.html",
        "people": [_person(p) for p in found.get(place, [])],
        "is_community": level == Level.COMMUNITY,
        "is_grid": level == Level.GRID,
        "place": place,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def draw(request: Request) -> HttpResponse:
    """Draw a grid, micro-grid or building under a parent, on the map or by its points."""
    on = timezone.localdate(request.at)
    parent = asked_place(request, on)
    if parent is None or Level(territory.atlas(on).level(parent)) not in BELOW:
        raise NotFound("unknown_place", place=parent or "")
    _permit(request, parent, on)
    kinds = BELOW[Level(territory.atlas(on).level(parent))]
    choices = [(k.value, say(f"territory.kind.{k.value}")) for k in kinds]
    form = GridForm(kinds=choices, initial={"kind": kinds[0].value, "since": on})
    if request.method == "POST":
        form = GridForm(request.POST, kinds=choices)
        if form.is_valid() and _drawn(request, form, parent):
            messages.info(request, say("bodies.grids.drawn"))
            return redirect(f"{reverse('grids:index')}?{urlencode({'place': parent})}")
    level = Level.GRID if kinds[0] is Kind.GRID else Level.MICRO_GRID
    return _draw_page(request, form, parent, territory.around(parent, level, on), None)


def _drawn(request: Request, form: GridForm, parent: int) -> bool:
    given = form.cleaned_data
    with told_in(form):
        outline = read_points(given["points"]) if given["points"].strip() else None
        actions.draw_grid(
            by=request.actor,
            at=request.at,
            parent=Place(pk=parent),
            wish=GridWish(Kind(given["kind"]), given["name"], given["code"], outline),
            since=given["since"],
        )
    return not form.errors


@require_http_methods(["GET", "HEAD", "POST"])
def redraw(request: Request, pk: int) -> HttpResponse:
    """Adjust the outline of a grid from a day on."""
    on = timezone.localdate(request.at)
    tree = territory.atlas(on)
    if pk not in tree or tree.level(pk) not in (*BELOW, Level.BUILDING) or tree.level(pk) < 6:
        raise NotFound("unknown_place", place=pk)
    _permit(request, pk, on)
    parent, community = tree.path(pk)[-2], tree.path(pk)[int(Level.COMMUNITY)]
    mine = territory.outlines_of([pk], on).get(pk)
    first = {"points": write_points(mine) if mine else "", "since": on}
    form = RedrawForm(initial=first)
    if request.method == "POST":
        form = RedrawForm(request.POST)
        if form.is_valid() and _redrawn(request, form, pk):
            messages.info(request, say("bodies.grids.redrawn"))
            return redirect(f"{reverse('grids:index')}?{urlencode({'place': community})}")
    around = territory.around(parent, Level(tree.level(pk)), on, but=pk)
    return _draw_page(request, form, parent, around, territory.named([pk], on)[pk])


def _redrawn(request: Request, form: RedrawForm, pk: int) -> bool:
    with told_in(form):
        actions.redraw_grid(
            by=request.actor,
            at=request.at,
            place=Place(pk=pk),
            outline=read_points(form.cleaned_data["points"]),
            since=form.cleaned_data["since"],
        )
    return not form.errors


def _permit(request: Request, place: int, on: date) -> None:
    if not may_draw(request.actor, place, on):
        raise NotPermitted("place_change_not_permitted")


def _draw_page(
    request: Request, form: Any, parent: int, around: Around, mine: PlaceName | None
) -> HttpResponse:
    on = timezone.localdate(request.at)
    here = territory.named([parent], on)[parent]
    ctx = {
        "form": form,
        "here": here,
        "mine": mine,
        "around": around,
        "back": f"{reverse('grids:index')}?{urlencode({'place': parent})}",
        "canvas": canvas(
            [around.inside] if around.inside else [],
            around.beside,
            around.within,
            is_exact=around.exact,
        ),
    }
    return render(request, "bodies/grids/draw.html", ctx, status=422 if form.errors else 200)
