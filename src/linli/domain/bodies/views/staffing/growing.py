"""Mentor pairs, reserves, and what of all this is about oneself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.domain.bodies import queries
from linli.domain.bodies.actions import staffing as actions
from linli.domain.bodies.forms.staffing import PairForm, ReserveForm
from linli.domain.bodies.models import Body, MentorPair, Reserve
from linli.domain.bodies.queries import staffing
from linli.domain.bodies.states import Permission, Role
from linli.domain.bodies.views.staffing.framing import frame, place_of
from linli.domain.people.models import Person
from linli.domain.people.states import Permission as People
from linli.foundation.ui.as_of import day_of
from linli.foundation.ui.refusals import told_in
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import say
from linli.kernel.errors import NotFound, NotPermitted, Refusal

SHOWN = 200  # of a list; all are counted


@require_http_methods(["GET", "HEAD", "POST"])
def mentors(request: Request) -> HttpResponse:
    """List the pairs one may see; who arranges for bodies makes one."""
    on = day_of(request)
    may = bool(request.actor.of(Permission.COVER) or request.actor.of(People.MANAGE))
    form = PairForm(initial={"first": on}) if may else None
    if request.method == "POST":
        if not may:
            raise NotPermitted("not_permitted", permission=Permission.COVER.value)
        form = PairForm(request.POST)
        if form.is_valid() and _kept(form, lambda: _paired(request, form)):
            messages.info(request, say("bodies.mentor.kept"))
            return redirect("staffing:mentors")
    rows = staffing.pairs(request.actor, on)
    ctx = {
        **frame(request, "mentors", place_of(request, on), on),
        "form": form,
        "count": rows.count(),
        "rows": [_pair(r, request, on) for r in rows[:SHOWN]],
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "bodies/staffing/mentors.html", ctx, status=status)


def _pair(row: MentorPair, request: Request, on: date) -> dict[str, Any]:
    return {
        "row": row,
        "last": row.valid_to - timedelta(days=1),
        "may_end": staffing.may_end_pair(request.actor, row, on),
    }


def _paired(request: Request, form: PairForm) -> None:
    given = form.cleaned_data
    body, other = _body(given["body"], "body"), _body(given["mentor_body"], "mentor_body")
    actions.pair(
        by=request.actor,
        at=request.at,
        mentor=_person(other, given["mentor"], given["first"], "mentor"),
        mentee=_person(body, given["mentee"], given["first"], "mentee"),
        body=body,
        topic=given["topic"],
        first=given["first"],
        last=given["last"],
    )


def _body(text: str, field: str) -> Body:
    try:
        return Body.objects.get(pk=queries.body_called(text.strip()))
    except NotFound as refusal:
        raise NotFound(refusal.code, field=field, **refusal.params) from refusal


def _person(body: Body, name: str, on: date, field: str) -> Person:
    try:
        return staffing.person_of(body.pk, name, on)
    except Refusal as refusal:
        refusal.field = field
        raise


def _kept(form: forms.Form, act: Callable[[], None]) -> bool:
    """Do something, or say at the field why not; who may not is refused."""
    with told_in(form):
        act()
    return not form.errors


@require_POST
def end(request: Request, pk: int) -> HttpResponse:
    """End a pair today."""
    actions.end_pair(by=request.actor, at=request.at, pk=pk)
    messages.info(request, say("bodies.mentor.ended"))
    return redirect("staffing:mentors")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reserves(request: Request) -> HttpResponse:
    """List who agreed to be thought of, for who appoints there; add one."""
    if not request.actor.of(People.MANAGE):
        raise NotPermitted("not_permitted", permission=People.MANAGE.value)
    on = day_of(request)
    form = ReserveForm(initial={"first": on})
    if request.method == "POST":
        form = ReserveForm(request.POST)
        if form.is_valid() and _kept(form, lambda: _proposed(request, form)):
            messages.info(request, say("bodies.reserve.kept"))
            return redirect("staffing:reserves")
    rows = staffing.reserves(request.actor, on)
    ctx = {
        **frame(request, "reserves", place_of(request, on), on),
        "form": form,
        "count": rows.count(),
        "rows": list(_reserves(rows[:SHOWN])),
    }
    return render(request, "bodies/staffing/reserves.html", ctx, status=422 if form.errors else 200)


def _reserves(rows: Any) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield _reserve(row)


def _reserve(row: Reserve) -> dict[str, Any]:
    return {
        "row": row,
        "role": say(f"bodies.role.{row.role}"),
        "last": row.valid_to - timedelta(days=1),
    }


def _proposed(request: Request, form: ReserveForm) -> None:
    given = form.cleaned_data
    home = _body(given["home"], "home")
    actions.propose_reserve(
        by=request.actor,
        at=request.at,
        person=_person(home, given["person"], given["first"], "person"),
        body=_body(given["body"], "body"),
        role=Role(given["role"]),
        proposed_by=given["proposed_by"],
        consent=given["consent"],
        first=given["first"],
        last=given["last"],
    )


@require_POST
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Take a reserve back: by the person, or who appoints there."""
    actions.withdraw_reserve(by=request.actor, at=request.at, pk=pk)
    messages.info(request, say("bodies.reserve.withdrawn"))
    appoints = bool(request.actor.of(People.MANAGE))
    return redirect("staffing:reserves" if appoints else "staffing:mine")


@never_cache
@require_GET
def mine(request: Request) -> HttpResponse:
    """Show what is about oneself: lent, in a pair, kept in mind for a post."""
    person = request.actor.person
    if person is None:
        raise NotPermitted("leave_without_person")
    on = timezone.localdate(request.at)
    pairs = [p for p in staffing.pairs(request.actor, on) if person in (p.mentor_id, p.mentee_id)]
    lent = staffing.visible(request.actor, on).filter(person=person).order_by("id")
    ctx = {
        **frame(request, "mine", place_of(request, on), on),
        "pairs": [_pair(p, request, on) for p in pairs],
        "lent": [(r, say(f"bodies.lent.kind.{r.kind}")) for r in lent],
        "reserves": list(_reserves(staffing.my_reserves(person, on))),
        "quota": staffing.seat_of_person(person, on),
    }
    return render(request, "bodies/staffing/mine.html", ctx)
