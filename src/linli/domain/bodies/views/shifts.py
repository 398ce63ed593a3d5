"""One shift by hand: a page to plan, change or drop it, for whoever manages the rota."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from linli.domain.bodies import actions, queries
from linli.domain.bodies.actions import ShiftWish
from linli.domain.bodies.forms import ShiftForm
from linli.domain.bodies.models import DutyShift
from linli.domain.bodies.states import Permission
from linli.domain.bodies.views.duty import asked_body
from linli.foundation.ui.refusals import told_in
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import named, say
from linli.kernel.errors import NotFound, NotPermitted


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """Plan a shift of a body on a day."""
    on = timezone.localdate(request.at)
    body_id = asked_body(request, queries.rotas_of(request.actor, on))
    if body_id is None:
        raise NotFound("unknown_body", body="")
    _permit(request, body_id, on)
    day = _day(request.GET.get("day", ""), on + timedelta(days=1))
    return _page(request, body_id, day, None)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, shift_id: UUID) -> HttpResponse:
    """Change a shift that has not begun, or take it off the rota."""
    found = queries.shift_at(shift_id)
    _permit(request, found.body_id, timezone.localdate(request.at))
    if request.POST.get("do") == "drop":
        body_id = actions.drop_shift(by=request.actor, at=request.at, shift_id=shift_id)
        messages.info(request, say("bodies.duty.dropped"))
        return redirect(_month(body_id, found.day))
    return _page(request, found.body_id, found.day, found)


def _permit(request: Request, body_id: int, on: date) -> None:
    if not queries.may_make_rota(request.actor, body_id, on):
        raise NotPermitted("not_permitted", permission=Permission.ROTA.value)


def _day(text: str, usual: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return usual


def _month(body_id: int, day: date) -> str:
    query: dict[str, str | int] = {"body": body_id, "month": f"{day:%Y-%m}"}
    return f"{reverse('duty:index')}?{urlencode(query)}"


def _page(request: Request, body_id: int, day: date, found: DutyShift | None) -> HttpResponse:
    people = [(c.id, named(c)) for c in queries.colleagues_of(body_id, day)]
    form = ShiftForm(people=people, initial=_initial(body_id, day, found))
    if request.method == "POST":
        form = ShiftForm(request.POST, people=people)
        if form.is_valid() and (made := _planned(request, form, body_id, found)):
            messages.info(request, say("bodies.duty.planned"))
            return redirect("duty:shift", shift_id=made.pk)
    ctx = {
        "form": form,
        "found": found,
        "body": queries.named([body_id])[body_id],
        "query": urlencode({"body": body_id}),
        "back": reverse("duty:shift", args=[found.pk]) if found else _month(body_id, day),
    }
    return render(request, "bodies/duty/edit.html", ctx, status=422 if form.errors else 200)


def _initial(body_id: int, day: date, found: DutyShift | None) -> dict[str, Any]:
    if found is None:
        on = queries.rule_for(queries.directory().bodies[body_id].kind, day)
        return {"day": day, "start": on and on.begins, "end": on and on.begins}
    return {
        "day": found.day,
        "name": found.name,
        "start": timezone.localtime(found.starts_at).time(),
        "end": timezone.localtime(found.ends_at).time(),
        "leader": found.leader_id,
        "officers": [o.person_id for o in found.officers.all()],
        "phone": found.phone,
    }


def _planned(
    request: Request, form: ShiftForm, body_id: int, found: DutyShift | None
) -> DutyShift | None:
    given = form.cleaned_data
    with told_in(form):
        return actions.plan_shift(
            by=request.actor,
            at=request.at,
            body_id=body_id,
            wish=ShiftWish(**{**given, "officers": tuple(given["officers"])}),
            shift_id=found.pk if found else None,
        )
    return None
