"""A page to hand a grid over: whose open cases, to whom, and how many that is."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from linli.domain.cases.actions.handing import hand_over_grid
from linli.domain.cases.forms.handing import HandForm
from linli.domain.cases.queries.handing import Holder, hands_of
from linli.domain.cases.states import Permission
from linli.domain.territory import queries as territory
from linli.domain.territory.states import Level
from linli.foundation.ui.refusals import told_in
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import named, say
from linli.kernel.errors import NotPermitted


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: Request) -> HttpResponse:
    """Choose a grid, then who gives and who takes; the cases move at once, one entry each."""
    if not request.actor.of(Permission.DISPATCH):
        raise NotPermitted("not_permitted", permission=Permission.DISPATCH.value)
    on = timezone.localdate(request.at)
    grids = _grids(request)
    text = request.GET.get("grid", "")
    grid = int(text) if text.isdecimal() and int(text) in grids else next(iter(grids), None)
    held = hands_of(grid, on) if grid else []
    form = _form(held)
    if request.method == "POST" and grid:
        form = _form(held, request.POST)
        if form.is_valid() and _moved(request, form, grid):
            return redirect(f"{reverse('cases:hand_over')}?{urlencode({'grid': grid})}")
    ctx = {
        "form": form,
        "grid": grid,
        "held": held,
        "grids": [
            {"label": named(name), "url": f"?grid={i}", "current": i == grid}
            for i, name in grids.items()
        ],
    }
    return render(request, "cases/hand-over.html", ctx, status=422 if form.errors else 200)


def _grids(request: Request) -> dict[int, Any]:
    """Return the grids of the communities whose desk the reader sits at, by name."""
    on = timezone.localdate(request.at)
    tree = territory.atlas(on)
    roots = {
        p
        for g in request.actor.of(Permission.DISPATCH)
        for p in g.places
        if p in tree and tree.level(p) == Level.COMMUNITY
    }
    ids = [int(i) for r in sorted(roots) for i in tree.children(r) if tree.level(int(i)) == 6]
    names = territory.named(ids, on)
    return {i: names[i] for i in ids if i in names}


def _form(held: list[Holder], *given: Any) -> HandForm:
    givers = [
        (h.person.id, say("cases.hand_over.has", name=named(h.person), count=h.open))
        for h in held
        if h.open
    ]
    takers = [(h.person.id, named(h.person)) for h in held if h.here]
    return HandForm(*given, givers=givers, takers=takers)


def _moved(request: Request, form: HandForm, grid: int) -> bool:
    with told_in(form):
        count = hand_over_grid(by=request.actor, at=request.at, grid=grid, **form.cleaned_data)
    if form.errors:
        return False
    messages.info(request, say("cases.hand_over.done", count=count))
    return True
