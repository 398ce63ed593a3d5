"""Term change: the workbook of a place and all below it, filled in and brought in on one day."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from linli.domain.bodies import actions, queries
from linli.domain.bodies.actions import TermOutcome
from linli.domain.bodies.forms import TermsForm
from linli.domain.bodies.rules.terms import TERMS
from linli.domain.people.states import Permission
from linli.domain.territory import queries as territory
from linli.domain.territory.models import Place
from linli.foundation.exchange import queries as exchange
from linli.foundation.exchange.writing import Heading, xlsx_chunks
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import either, named, say
from linli.kernel.access import Target, can
from linli.kernel.errors import Invalid, NotFound, NotPermitted

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 200  # faults on one page; all of them are counted


@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: Request) -> HttpResponse:
    """Check a term change, or bring it in: whole, or not at all with every fault by its cell."""
    place, on = _place(request), timezone.localdate(request.at)
    form, told, status = TermsForm(), None, 200
    if request.method == "POST":
        form = TermsForm(request.POST, request.FILES)
        told = _brought_in(request, form, place) if form.is_valid() else None
        status = 200 if told and not told.problems else 422
    where = territory.named([place], on).get(place)
    ctx = {
        "place": where,
        "form": form,
        "told": told,
        "figures": _figures(told) if told else [],
        "count": len(told.problems) if told else 0,
        "problems": [exchange.told(p) for p in told.problems[:SHOWN]] if told else [],
        "query": urlencode({"place": place}),
        "pick": f"{reverse('territory:pick')}?{urlencode({'next': reverse('bodies:terms')})}",
    }
    return render(request, "bodies/terms.html", ctx, status=status)


FIGURES = ("posts", "appointed", "ended", "again", "already", "dropped", "registered", "vacant")


def _figures(told: TermOutcome) -> list[tuple[str, int]]:
    return [(say(f"bodies.terms.figure.{n}"), getattr(told, n)) for n in FIGURES]


def _brought_in(request: Request, form: TermsForm, place: int) -> TermOutcome | None:
    try:
        table = exchange.read(form.cleaned_data["file"].file, TERMS)
    except Invalid as refusal:
        form.add_error("file", say(f"refusal.{refusal.code}", **refusal.params))
        return None
    return actions.import_terms(
        by=request.actor,
        at=request.at,
        table=table,
        root=Place.objects.get(pk=place),
        on=form.cleaned_data["on"],
        dry_run=request.POST.get("do") != "import",
    )


@require_safe
def template(request: Request) -> StreamingHttpResponse:
    """Give the workbook of a place as it is: a line for each chair, who holds it, the new empty."""
    place, today = _place(request), timezone.localdate(request.at)
    headings = [Heading(either(c.titles[0], c.titles[1]), 20) for c in TERMS.columns]
    title = say("bodies.terms.template_title", place=named(territory.path_of(place, today)[-1]))
    rows = (_line(row) for row in queries.chairs_below(place, today))
    answer = StreamingHttpResponse(xlsx_chunks(headings, rows, title=title), content_type=XLSX)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(title)}.xlsx"
    return answer


def _line(row: queries.ChairRow) -> list[Any]:
    ends: date | str = row.term_ends or ""
    return [row.place, row.body, row.title, row.holder, "", "", ends]


def _place(request: Request) -> int:
    """Return the place asked for, else where the reader manages bodies; who may not is refused."""
    on = timezone.localdate(request.at)
    atlas, text = territory.atlas(on), request.GET.get("place", "")
    held = [p for g in request.actor.of(Permission.MANAGE) for p in g.places if p in atlas]
    place = int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
    if text and (place is None or place not in atlas):
        raise NotFound("unknown_place", place=text[:20])
    if place is None:
        place = min(held, key=lambda p: (len(atlas.path(p)), p), default=None)
    if place is None or not can(
        request.actor, Permission.MANAGE, Target(places=frozenset(atlas.path(place)))
    ):
        raise NotPermitted("not_permitted", permission=Permission.MANAGE.value)
    return place
