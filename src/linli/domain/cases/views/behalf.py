"""File on behalf (代办): a grid worker, a counter or a phone desk files for a person."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from linli.domain.cases import actions, queries
from linli.domain.cases.forms.behalf import BehalfForm
from linli.domain.cases.forms.fields import show
from linli.domain.cases.queries.grid import patrolled
from linli.domain.cases.rules.filing import Contact, Filing
from linli.domain.cases.states import Permission, Source
from linli.domain.cases.views import keep
from linli.domain.cases.views.report import UNKNOWN_MATTER, with_place
from linli.domain.cases.views.words import told_of
from linli.foundation.exchange.qr import qr
from linli.foundation.ui import formats
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import either, named
from linli.kernel.errors import NotPermitted, Refusal
from linli.kernel.ids import uuid7

RECEIPT = "behalf"


@require_http_methods(["GET", "HEAD", "POST"])
def behalf(request: Request) -> HttpResponse:
    """Show the form, or file and lead to the slip for the person."""
    if not request.actor.of(Permission.FILE):
        raise NotPermitted("filing_needs_a_post")
    own = _own_places(request)
    if request.method != "POST":
        start: dict[str, Any] = {"key": uuid7(), "source": _usual(request)}
        start |= {"tell_by": "call", "whose": "own"}
        if own:
            start["place"] = own[0][0]
        return _page(request, BehalfForm(initial=start, places=own), own)
    data, places = (request.POST, own) if own else with_place(request, request.POST)
    form = BehalfForm(data, request.FILES, places=places)
    if form.is_valid():
        try:
            return _filed(request, form.cleaned_data)
        except Refusal as refusal:
            show(form, refusal)
    return _page(request, form, own)


def _own_places(request: Request) -> list[tuple[int, str]]:
    """A grid worker files in the grid; a desk types where it is."""
    if not request.actor.of(Permission.REPORT):
        return []
    on = formats.local(request.at).date()
    return [(p.id, named(p)) for p in patrolled(request.actor, on)]


def _usual(request: Request) -> str:
    """A grid worker meets people at their door, a desk hears them on the phone."""
    return Source.GRID if request.actor.of(Permission.REPORT) else Source.PHONE


def _page(request: Request, form: BehalfForm, own: list[tuple[int, str]]) -> HttpResponse:
    frame = "ui/phone.html" if own else "ui/desk.html"
    ctx = {"form": form, "frame": frame, "own": own}
    return render(request, "cases/behalf.html", ctx, status=422 if form.errors else 200)


def _filed(request: Request, values: dict[str, Any]) -> HttpResponse:
    filing = Filing(
        matter=UNKNOWN_MATTER,
        place=values["place"],
        words=values["words"],
        source=values["source"],
        address=values["address"],
        contact=Contact(phone=values["phone"], name=values["name"]),
        filed_for=True,
        confidential=values["confidential"],
        tell_by=values["tell_by"],
        whose=values["whose"],
    )
    filed = actions.file_draft(
        by=request.actor,
        at=request.at,
        filing=filing,
        draft=values["key"],
        uploads=values["file"],
    )
    receipt = keep.Receipt(filed.case, filed.number, filed.tracking_code)
    keep.keep_receipt(request, receipt, RECEIPT)
    return redirect("cases:behalf_done")


@require_http_methods(["GET", "HEAD", "POST"])
def done(request: Request) -> HttpResponse:
    """Show number and code as a slip to print; handed over, the code is shown no more."""
    receipt = keep.receipt(request, RECEIPT)
    if request.method == "POST" and receipt is not None:
        keep.drop(request, RECEIPT)
        return redirect("cases:behalf" if "again" in request.POST else "/")
    if receipt is None:
        return redirect("cases:behalf")
    status = queries.public_status(receipt.case, at=request.at)
    address = request.build_absolute_uri(reverse("cases:find") + f"?number={receipt.number}")
    frame = "ui/phone.html" if request.actor.of(Permission.REPORT) else "ui/desk.html"
    ctx = {
        "receipt": receipt,
        "status": status,
        "told": told_of(status, request.at),
        "desk": either(status.desk, status.desk_en),
        "teller": either(status.teller, status.teller_en),
        "qr": qr(address),
        "address": address,
        "frame": frame,
    }
    return render(request, "cases/behalf-done.html", ctx)
