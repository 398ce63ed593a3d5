"""A sign on a wall is read: the report opens with its place filled in."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from linli.domain.bodies import queries as bodies
from linli.domain.cases.views import report, tries
from linli.domain.territory import queries as territory
from linli.domain.territory.queries import Signed
from linli.domain.territory.states import Kind, Level
from linli.foundation.ui import formats
from linli.foundation.ui.refusals import sentence
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.kernel.errors import NotFound, Refusal


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def by_sign(request: Request, code: str) -> HttpResponse:
    """Open the report at the place of a sign; a wrong code is counted, and never a dead end."""
    on = formats.local(request.at).date()
    try:
        tries.refuse_spent(request, tries.SIGNS)
        signed = territory.by_sign(code, on)
    except NotFound as unknown:
        return _lost(request, unknown)
    except tries.TooMany as spent:
        return _page(request, spent)
    path = tuple(
        p
        for p in territory.path_of(signed.place.id, on)
        if p.level >= Level.COUNTY and p.kind is not Kind.DIRECT
    )
    return report.words_screen(request, report.Sign(signed, path, _desk(signed, on)))


def _desk(signed: Signed, on: date) -> bodies.BodyName | None:
    line = bodies.desk_of(signed.place.id, on)
    return bodies.named([line.id]).get(line.id) if line else None


def _lost(request: Request, unknown: NotFound) -> HttpResponse:
    try:
        tries.spend(request, tries.SIGNS)
    except tries.TooMany as spent:
        return _page(request, spent)
    return _page(request, unknown)


def _page(request: Request, refusal: Refusal) -> HttpResponse:
    ctx = {"sentence": sentence(refusal)}
    answer = render(request, "cases/resident/no-sign.html", ctx, status=refusal.status)
    answer["X-Refusal"] = refusal.code
    return answer
