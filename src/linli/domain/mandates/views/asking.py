"""Pages of what departments ask: matters put on the grid, demands on subdistricts."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from linli.domain.bodies import queries as bodies
from linli.domain.bodies.models import Body
from linli.domain.mandates import actions, queries
from linli.domain.mandates.forms import AdmissionForm, DemandForm, StepForm
from linli.domain.mandates.models import GridAdmission, PowerList
from linli.domain.mandates.procedures import ADMISSION, ASKER
from linli.domain.mandates.queries import asking
from linli.domain.mandates.states import AdmissionMove, DemandKind, ListKind, Permission
from linli.domain.mandates.views.asked import frame_of
from linli.domain.mandates.views.lists import manages
from linli.domain.mandates.views.objecting import of_admission
from linli.domain.territory import queries as territory
from linli.foundation.ui.refusals import sentence
from linli.foundation.ui.render import note, render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import named, say
from linli.kernel.errors import Invalid, NotPermitted, Refusal
from linli.kernel.procedure import Move

MOST = 100  # demands on one page
COLUMNS = ("sender", "made_count", "refused_count")


def _own(request: Request) -> list[Body]:
    """Return the bodies that the reader asks for, by the posts held now."""
    mine = {b for g in request.actor.of(Permission.ASK) for b in g.bodies}
    return list(Body.objects.filter(pk__in=mine, valid_to=None).order_by("id"))


@login_not_required
@require_safe
def admissions(request: Request, about: UUID | None = None) -> HttpResponse:
    """Show what is asked for, published, admitted and ended; staff see all of it.

    A reminder's link leads here too: what is due stands first.
    """
    del about
    on, staff = timezone.localdate(request.at), request.user.is_authenticated
    rows = sorted(asking.admissions(staff=staff), key=lambda r: not _is_due(r, on))
    ctx = {
        "frame": frame_of(request),
        "count": len(rows),
        "rows": [_row(row, request) for row in rows],
        "may_ask": bool(request.actor.of(Permission.ASK)),
        "late": sum(_is_due(r, on) for r in rows),
    }
    return render(request, "mandates/asking/admissions.html", ctx)


def _is_due(row: GridAdmission, on: date) -> bool:
    due = asking.check_due(row, on)
    return due is not None and due <= on


def _row(row: GridAdmission, request: Request) -> dict[str, Any]:
    on = timezone.localdate(request.at)
    due, ends = asking.check_due(row, on), asking.publicity_ends(row, on)
    return {
        "it": row,
        "state_key": f"mandates.admission.state.{row.state}",
        "due": due,
        "is_late": due is not None and due <= on,
        "ends": ends,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def admission_ask(request: Request) -> HttpResponse:
    """Ask for a matter to be put on a place's grids."""
    own = _own(request)
    if not own:
        raise NotPermitted("not_permitted", permission=Permission.ASK.value)
    lists = list(PowerList.objects.filter(kind=ListKind.GRID).order_by("id"))
    form = AdmissionForm(
        request.POST or None,
        matters=queries.matter_names().values(),
        lists=[(r.pk, named(r)) for r in lists],
        bodies=[(b.pk, named(b)) for b in own],
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = actions.ask_admission(
                by=request.actor,
                at=request.at,
                power_list=next(r for r in lists if r.pk == said["power_list"]),
                body=next(b for b in own if b.pk == said["body"]),
                matter=said["matter"],
                need=said["need"],
                basis=said["basis"],
                funds=said["funds"],
            )
        except Refusal as refusal:
            field = refusal.field if refusal.field in form.fields else "matter"
            form.add_error(field, sentence(refusal))
        else:
            note(request, say("mandates.admission.asked"))
            return redirect("mandates:admission", made.pk)
    status = 422 if form.errors else 200
    ctx = {"form": form, "has_lists": bool(lists)}
    return render(request, "mandates/asking/ask.html", ctx, status=status)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def admission(request: Request, pk: int) -> HttpResponse:
    """Show a request with its need and basis; whoever may take it a step on does so here."""
    row = asking.admission(pk, staff=request.user.is_authenticated)
    form, asked = StepForm(), ""
    if request.method == "POST":
        form, asked = StepForm(request.POST), request.POST.get("do", "")
        if asked not in list(AdmissionMove):
            raise Invalid("unknown_move", move=asked[:20])
        if form.is_valid():
            try:
                actions.move_admission(
                    by=request.actor,
                    at=request.at,
                    admission=row,
                    move=AdmissionMove(asked),
                    supplies=form.cleaned_data,
                )
            except (Invalid, Refusal) as refusal:
                if refusal.field not in form.fields:
                    raise
                form.add_error(refusal.field, sentence(refusal))
            else:
                note(request, say(f"mandates.admission.did.{asked}"))
                return redirect("mandates:admission", pk)
    moves = [m for m in ADMISSION.allowed(row.state) if _may(request, row, m)]
    ctx = {
        "frame": frame_of(request),
        "row": _row(row, request),
        "form": form,
        **of_admission(request, row),
        "moves": [
            {
                "name": m.name,
                "label": say(f"mandates.admission.do.{m.name}"),
                "why": say(m.why),
                "fields": [form[name] for name in m.supplies],
                "opened": asked == m.name,
                "tone": "primary" if n == 0 else "secondary",
            }
            for n, m in enumerate(moves)
        ],
    }
    return render(
        request, "mandates/asking/admission.html", ctx, status=422 if form.errors else 200
    )


def _may(request: Request, row: GridAdmission, move: Move) -> bool:
    if not request.user.is_authenticated:
        return False
    if move.hand == ASKER:
        return any(b.pk == row.body_id for b in _own(request))
    return manages(request, row.power_list.place_id, timezone.localdate(request.at))


@require_http_methods(["GET", "HEAD", "POST"])
def demands(request: Request) -> HttpResponse:
    """Put a demand to a subdistrict or town, and see those made: a cleared one is refused."""
    own, on = _own(request), timezone.localdate(request.at)
    mine = None if request.actor.of(Permission.MANAGE) else request.actor.bodies
    receivers = _receivers(own, request) if own else []
    form = DemandForm(
        request.POST or None,
        receivers=[(b.pk, named(b)) for b in receivers],
        bodies=[(b.pk, named(b)) for b in own],
    )
    refused = None
    if request.method == "POST":
        if not own:
            raise NotPermitted("not_permitted", permission=Permission.ASK.value)
        if form.is_valid():
            made = actions.make_demand(
                by=request.actor,
                at=request.at,
                sender=next(b for b in own if b.pk == form.cleaned_data["body"]),
                receiver=next(b for b in receivers if b.pk == form.cleaned_data["receiver"]),
                kind=DemandKind(form.cleaned_data["kind"]),
                title=form.cleaned_data["title"],
            )
            if made.item_id is None:
                note(request, say("mandates.demands.made"))
                return redirect("mandates:demands")
            refused = next(
                (c for c in asking.cleared_at(made.receiver.seat_id, on) if c.item == made.item_id),
                None,
            )
    rows = asking.demands(mine)
    ctx = {
        "form": form,
        "may": bool(own),
        "refused": refused,
        "count": rows.count(),
        "rows": [(d, f"mandates.demand.{d.kind}") for d in rows[:MOST]],
        "senders": asking.refused_by_sender(mine),
        "columns": [
            say(f"mandates.demands.{c}") for c in ("sender", "made_count", "refused_count")
        ],
    }
    status = 422 if form.errors or refused else 200
    return render(request, "mandates/asking/demands.html", ctx, status=status)


def _receivers(own: list[Body], request: Request) -> list[Body]:
    """Return the subdistricts and towns under the seats of the bodies that ask."""
    tree = territory.atlas(timezone.localdate(request.at))
    inside = {int(p) for b in own if b.seat_id in tree for p in tree.subtree(b.seat_id)}
    known = bodies.directory().bodies.values()
    ids = [b.id for b in known if b.kind in asking.RECEIVERS and b.seat in inside]
    return list(Body.objects.filter(pk__in=ids, valid_to=None).order_by("name", "id"))
