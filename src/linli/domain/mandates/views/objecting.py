"""Objections on the page of a request for the grid and of a demand: made, answered."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from linli.domain.bodies.models import Body
from linli.domain.mandates import actions
from linli.domain.mandates.models import Demand, GridAdmission, Objection
from linli.domain.mandates.queries import asking
from linli.domain.mandates.states import AdmissionState, Permission
from linli.domain.mandates.views.lists import manages
from linli.domain.territory import queries as territory
from linli.foundation.ui.render import note, render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import say
from linli.kernel.errors import Invalid, NotFound


@require_http_methods(["GET", "HEAD"])
def demand(request: Request, pk: int) -> HttpResponse:
    """Show a demand, who objects to it and what was answered."""
    row = asking.demand(pk)
    mine = request.actor.bodies
    seats = {b.seat_id for b in _own(request)}
    if not (
        request.actor.of(Permission.MANAGE)
        or {row.sender_id, row.receiver_id} & mine
        or row.receiver.seat_id in seats
    ):
        raise NotFound("unknown_demand")
    answers = row.sender_id in {b for g in request.actor.of(Permission.ASK) for b in g.bodies}
    ctx = {
        "row": row,
        "kind": say(f"mandates.demand.{row.kind}"),
        **of_demand(request, row, answers=answers),
    }
    return render(request, "mandates/asking/demand.html", ctx)


@require_POST
def object_to(request: Request, kind: str, pk: int) -> HttpResponse:
    """Object for one of the reader's own bodies."""
    words = request.POST.get("words", "")
    about = asking.demand(pk) if kind == "demand" else asking.admission(pk, staff=True)
    body = next((b for b in _own(request) if str(b.pk) == request.POST.get("body")), None)
    if body is None:
        raise Invalid("objection_body", field="body")
    given: dict[str, Any] = {
        "by": request.actor,
        "at": request.at,
        "body": body,
        "words": words,
    }
    if isinstance(about, Demand):
        actions.object_to_demand(demand=about, **given)
    else:
        actions.object_to_admission(admission=about, **given)
    note(request, say("mandates.objection.made"))
    return redirect(f"mandates:{kind}", pk)


@require_POST
def answer(request: Request, pk: int) -> HttpResponse:
    """Answer an objection."""
    row = Objection.objects.filter(pk=pk).first()
    if row is None:
        raise NotFound("unknown_objection")
    said = request.POST.get("upheld", "")
    if said not in ("yes", "no"):
        raise Invalid("objection_answer", field="upheld")
    given: dict[str, Any] = {"upheld": said == "yes", "words": request.POST.get("words", "")}
    actions.answer_objection(by=request.actor, at=request.at, objection=row, **given)
    note(request, say("mandates.objection.answered"))
    if row.demand_id:
        return redirect("mandates:demand", row.demand_id)
    return redirect("mandates:admission", row.admission_id)


def of_demand(request: Request, row: Demand, *, answers: bool) -> dict[str, Any]:
    """Return what the page of a demand shows of objections."""
    open_ = row.item_id is None and row.withdrawn_at is None
    own = [b for b in _own(request) if open_ and b.seat_id == row.receiver.seat_id]
    return _shown("demand", row.pk, asking.objections(demand=row), own, answers=answers)


def of_admission(request: Request, row: GridAdmission) -> dict[str, Any]:
    """Return what the page of a request shows of objections; residents see them too."""
    on, place = timezone.localdate(request.at), row.power_list.place_id
    signed_in = request.user.is_authenticated
    tree = territory.atlas(on)
    own = [
        b
        for b in (_own(request) if signed_in and row.state == AdmissionState.PUBLISHED else ())
        if b.seat_id in tree and place in tree.path(b.seat_id)
    ]
    answers = signed_in and manages(request, place, on)
    return _shown("admission", row.pk, asking.objections(admission=row), own, answers=answers)


def _shown(
    kind: str,
    pk: int,
    rows: list[Objection],
    own: list[Body],
    *,
    answers: bool,
) -> dict[str, Any]:
    done = {o.body_id for o in rows}
    return {
        "objections": rows,
        "objection_kind": kind,
        "objection_pk": pk,
        "objectors": [b for b in own if b.pk not in done],
        "answers_objections": answers,
    }


def _own(request: Request) -> list[Body]:
    """Return the bodies for which the reader may object."""
    mine = {b for g in request.actor.of(Permission.OBJECT) for b in g.bodies}
    return list(Body.objects.filter(pk__in=mine, valid_to=None).order_by("id")) if mine else []
