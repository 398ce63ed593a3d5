"""The publisher's pages: what is published, what could be, preview, publish, take back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.domain.cases import actions
from linli.domain.cases.actions.publishing import check_case
from linli.domain.cases.forms.fields import show
from linli.domain.cases.forms.publishing import PublishForm, RetractForm
from linli.domain.cases.models import Case
from linli.domain.cases.queries import Filters, publications, visible_to
from linli.domain.cases.rules.publishing import TITLE, USUAL, found_in, public_place, suggested
from linli.domain.cases.states import PUBLISHABLE, SHAPES, Permission, RetractGround
from linli.domain.territory import queries as territory
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import say
from linli.kernel.errors import NotPermitted, Refusal

MOST = 50


@require_safe
def index(request: Request) -> HttpResponse:
    """Show what is published here, what people flagged, and cases that could be published."""
    _permit(request)
    on = timezone.localdate(request.at)
    place = request.duty.place
    page = publications.near(place, on, request.GET.get("after", ""))
    listed = visible_to(request.actor).page(
        Filters(states=tuple(sorted(PUBLISHABLE)), procedure="appeal"), size=MOST
    )
    held = {p.case for p in page.rows}
    ctx = {
        "page": page,
        "rows": sorted(page.rows, key=lambda r: -r.flags),
        "could": [
            (row, SHAPES[row.state])
            for row in listed.rows
            if row.id not in held and not row.confidential
        ],
        "form": RetractForm(),
    }
    return render(request, "cases/publishing/index.html", ctx)


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: Request, case_id: UUID) -> HttpResponse:
    """Write the public words, see them as everybody will, then publish: two presses."""
    _permit(request)
    case = visible_to(request.actor).get(case_id)
    check_case(case)
    on = timezone.localdate(request.at)
    form = PublishForm(request.POST if request.method == "POST" else None, initial=_start(case, on))
    seen = "seen" in request.POST
    if request.method == "POST" and "back" not in request.POST and form.is_valid():
        try:
            if seen:
                actions.publish(
                    by=request.actor, at=request.at, case_id=case_id, **form.cleaned_data
                )
                messages.success(request, say("cases.publish.done"))
                return redirect("cases:publications")
            return _preview(request, case, form)
        except Refusal as refusal:
            show(form, refusal)
    ctx = {"form": form, "case": case, "place": _place(case)}
    status = 422 if form.errors else 200
    return render(request, "cases/publishing/publish.html", ctx, status=status)


def _preview(request: Request, case: Case, form: PublishForm) -> HttpResponse:
    known = publications.known_of(case.pk)
    found = [
        f for name in ("title", "words") for f in found_in(form.cleaned_data[name], known=known)
    ]
    ctx = {"form": form, "case": case, "place": _place(case), "preview": True, "found": found}
    return render(request, "cases/publishing/publish.html", ctx, status=422 if found else 200)


@require_POST
def retract(request: Request, publication: UUID) -> HttpResponse:
    """Take a publication back."""
    form = RetractForm(request.POST)
    ground = form.cleaned_data["ground"] if form.is_valid() else RetractGround.OTHER.value
    actions.retract(
        by=request.actor, at=request.at, publication=publication, ground=RetractGround(ground)
    )
    messages.success(request, say("cases.retract.done"))
    return redirect("cases:publications")


def _start(case: Case, on: object) -> dict[str, object]:
    known = publications.known_of(case.pk)
    title, words = publications.words_of(case.pk)
    return {
        "title": suggested(title, known=known)[:TITLE],
        "words": suggested(words, known=known),
        "until": timezone.localdate(case.changed_at) + USUAL,
    }


def _place(case: Case) -> object:
    tree = territory.atlas()
    place = public_place([(i, int(tree.level(i))) for i in tree.path(case.place_id)])
    return territory.named([place]).get(place)


def _permit(request: Request) -> None:
    if not request.actor.of(Permission.PUBLISH):
        raise NotPermitted("not_permitted", permission=Permission.PUBLISH.value)
