"""The register of who is lent to whom: filtered, in Excel, asked for, answered, ended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.domain.bodies import queries
from linli.domain.bodies.actions import staffing as actions
from linli.domain.bodies.forms.staffing import LendingForm, LentFilterForm
from linli.domain.bodies.models import Body, Lending
from linli.domain.bodies.procedures import LENDING
from linli.domain.bodies.queries import staffing
from linli.domain.bodies.rules.lending import LentLimits
from linli.domain.bodies.states import LentKind, LentMove, LentState, Permission
from linli.domain.bodies.views.staffing.framing import frame, place_of, workbook
from linli.domain.people.states import Permission as People
from linli.foundation.ui.as_of import asked_day, day_of
from linli.foundation.ui.refusals import told_in
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import named, say
from linli.kernel.errors import NotFound, NotPermitted

Threshold = Callable[[str, int | None, date], Any]
KEPT = ("kind", "state", "body", "on")
COLUMNS = ("person", "home", "destination", "kind", "first", "last", "document", "state")


def _wanted(request: Request) -> staffing.Wanted:
    text = request.GET.get("body", "")
    body = int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
    return staffing.Wanted(request.GET.get("kind", ""), request.GET.get("state", ""), body)


@require_GET
def index(request: Request, threshold: Threshold, about: UUID | None = None) -> HttpResponse:
    """List what the reader may see: of the bodies they arrange, and their own."""
    del threshold, about
    on = day_of(request)
    wanted = _wanted(request)
    found = staffing.lendings(request.actor, on, wanted, request.GET.get("after", ""))
    kept = {k: str(v) for k, v in request.GET.items() if k in KEPT and v}
    more = f"?{urlencode({**kept, 'after': found.next})}" if found.next else ""
    ctx = {
        **frame(request, "lent", place_of(request, on), on),
        "form": LentFilterForm(initial={"kind": wanted.kind, "state": wanted.state}),
        "filtered": bool(kept.keys() - {"on"}),
        "count": found.count,
        "rows": [_row(r, on) for r in found.rows],
        "more": more,
        "export": f"{reverse('lent:export')}?{urlencode(kept)}",
        "may_ask": _arranges(request),
    }
    return render(request, "bodies/staffing/lent.html", ctx)


def _arranges(request: Request) -> bool:
    actor = request.actor
    return bool(actor.of(Permission.COVER) or actor.of(People.MANAGE))


def _row(row: Lending, on: date) -> dict[str, Any]:
    return {
        "row": row,
        "kind": say(f"bodies.lent.kind.{row.kind}"),
        "last": row.valid_to - timedelta(days=1),
        "state": _state(row, on),
        "asked": row.state == LentState.ASKED,
    }


def _state(row: Lending, on: date) -> str:
    if row.state == LentState.ASKED:
        return say("bodies.lent.state.asked")
    return say("bodies.lent.state.running" if row.valid_from <= on else "bodies.lent.state.coming")


@require_GET
def export(request: Request, threshold: Threshold) -> StreamingHttpResponse:
    """Give the same list as Excel."""
    del threshold
    on = day_of(request)
    rows = staffing.every(request.actor, on, _wanted(request))
    heads = [say(f"bodies.lent.{c}") for c in COLUMNS]
    lines = (
        [
            named(r.person),
            named(r.home),
            named(r.destination),
            say(f"bodies.lent.kind.{r.kind}"),
            r.valid_from,
            r.valid_to - timedelta(days=1),
            r.document,
            _state(r, on),
        ]
        for r in rows
    )
    return workbook(say("bodies.lent.sheet", day=on.isoformat()), heads, lines)


@require_GET
def one(request: Request, pk: int, threshold: Threshold) -> HttpResponse:
    """Show one lending with what the reader may do about it."""
    del threshold
    on = day_of(request)
    row = staffing.lending_called(request.actor, pk, on)
    steps = [] if asked_day(request) else LENDING.allowed(row.state)
    moves = [m for m in steps if staffing.may_move(request.actor, row, m.hand, on)]
    again = {
        "person": row.person.name,
        "home": row.home.name,
        "destination": row.destination.name,
        "kind": row.kind,
        "first": row.valid_to.isoformat(),
    }
    ctx = {
        **_row(row, on),
        "moves": [
            {"name": m.name, "label": say(f"bodies.lent.move.{m.name}"), "why": say(m.why)}
            for m in moves
        ],
        "again": f"{reverse('lent:new')}?{urlencode(again)}"
        if row.state == LentState.APPROVED and _may_ask(request, row, on)
        else "",
    }
    return render(request, "bodies/staffing/lent_one.html", ctx)


def _may_ask(request: Request, row: Lending, on: date) -> bool:
    return staffing.may_ask(request.actor, row.home_id, row.destination_id, on)


@require_POST
def answer(request: Request, pk: int, move: str, threshold: Threshold) -> HttpResponse:
    """Approve, refuse, withdraw, or end today."""
    del threshold
    if move not in list(LentMove):
        raise NotFound("unknown_lending")
    staffing.lending_called(request.actor, pk, timezone.localdate(request.at))
    actions.answer_lending(by=request.actor, at=request.at, pk=pk, move=LentMove(move))
    messages.info(request, say(f"bodies.lent.done.{move}"))
    return redirect("lent:index")


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request, threshold: Threshold) -> HttpResponse:
    """Ask to lend somebody; from a lending, to let it go on by a new paper."""
    if not _arranges(request):
        raise NotPermitted("not_permitted", permission=Permission.COVER.value)
    on = timezone.localdate(request.at)
    given = {k: v for k, v in request.GET.items() if k in LendingForm.base_fields}
    form = LendingForm(initial={"first": on, **given})
    limits = _limits(threshold, request.duty.place, on)
    if request.method == "POST":
        form = LendingForm(request.POST)
        if form.is_valid() and (row := _asked(request, form, threshold)):
            messages.info(request, say("bodies.lent.kept"))
            return redirect("lent:one", row.pk)
    ctx = {"form": form, "limits": limits}
    return render(request, "bodies/staffing/lent_new.html", ctx, status=422 if form.errors else 200)


def _limits(threshold: Threshold, place: int | None, on: date) -> LentLimits:
    return LentLimits(
        months=threshold("bodies.lent_months", place, on).number,
        total=threshold("bodies.lent_total", place, on).number,
        posted=threshold("bodies.posted_months", place, on).number,
    )


def _asked(request: Request, form: LendingForm, threshold: Threshold) -> Lending | None:
    given = form.cleaned_data
    with told_in(form):
        home, destination = _body(given["home"], "home"), _body(given["destination"], "destination")
        return actions.ask_lending(
            by=request.actor,
            at=request.at,
            person=staffing.person_of(home.pk, given["person"], given["first"]),
            home=home,
            destination=destination,
            kind=LentKind(given["kind"]),
            first=given["first"],
            last=given["last"],
            document=given["document"],
            limits=_limits(threshold, home.seat_id, timezone.localdate(request.at)),
        )
    return None


def _body(text: str, field: str) -> Body:
    try:
        return Body.objects.get(pk=queries.body_called(text.strip()))
    except NotFound as refusal:
        raise NotFound(refusal.code, field=field, **refusal.params) from refusal
