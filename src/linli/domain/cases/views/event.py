"""A grid worker reports an event: photo, matter, settled or passed on, send. Four taps."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from linli.domain.cases import actions
from linli.domain.cases.forms.fields import show
from linli.domain.cases.forms.grid import EventForm
from linli.domain.cases.queries.grid import grid_matters, patrolled
from linli.domain.cases.rules.filing import Filing
from linli.domain.cases.states import Source
from linli.foundation.ui import formats
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import named, say
from linli.kernel.errors import NotPermitted, Refusal
from linli.kernel.ids import uuid7


@require_http_methods(["GET", "HEAD", "POST"])
def event(request: Request) -> HttpResponse:
    """Show the form, or file what was found and go back to today's page."""
    on = formats.local(request.at).date()
    places = patrolled(request.actor, on)
    if not places:
        raise NotPermitted("no_grid")
    matters = grid_matters(on, [p.id for p in places])
    offered: dict[str, Any] = {
        "tiles": [(m.code, named(m)) for m in matters.big],
        "names": [(m.code, named(m)) for m in matters.all],
        "places": [(p.id, named(p)) for p in places],
    }
    if request.method != "POST":
        form = EventForm(initial={"key": uuid7()}, **offered)
        return _page(request, form, offered)
    form = EventForm(request.POST, request.FILES, **offered)
    if form.is_valid():
        try:
            return _filed(request, form.cleaned_data, {m.code: m.name for m in matters.all})
        except Refusal as refusal:
            show(form, refusal)
    return _page(request, form, offered)


def _page(request: Request, form: EventForm, offered: dict[str, Any]) -> HttpResponse:
    ctx = {
        "form": form,
        "names": [name for _, name in offered["names"]],
        "one_place": offered["places"][0] if len(offered["places"]) == 1 else None,
    }
    return render(request, "cases/grid/event.html", ctx, status=422 if form.errors else 200)


def _filed(request: Request, values: dict[str, Any], names: dict[str, str]) -> HttpResponse:
    settled = values["how"] == "settled"
    with override(settings.LANGUAGE_CODE):  # what is kept is in the office's language
        done = values["words"] or say("cases.event.settled.words")
    filing = Filing(
        matter=values["matter"],
        place=values["place"],
        words=values["words"] or names[values["matter"]],
        source=Source.GRID,
        procedure="grid_event",
        address=values["address"],
        settled=done if settled else "",
    )
    filed = actions.file_draft(
        by=request.actor,
        at=request.at,
        filing=filing,
        draft=values["key"],
        uploads=values["file"],
    )
    told = "cases.event.told.settled" if settled else "cases.event.told.passed_on"
    messages.success(request, say(told, number=filed.number))
    return redirect(settings.LOGIN_REDIRECT_URL)  # whose first page it is, the portal knows
