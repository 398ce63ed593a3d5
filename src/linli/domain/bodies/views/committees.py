"""Committees over line boundaries: their units and part-time members, one by one or by a table."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.domain.bodies import queries
from linli.domain.bodies.actions import committees as actions
from linli.domain.bodies.forms.lines import UnitForm
from linli.domain.bodies.models import Body, Membership
from linli.domain.bodies.queries.ties import seats_of
from linli.domain.bodies.rules.committees import MEMBERS
from linli.domain.bodies.states import COMMITTEES, Permission
from linli.domain.bodies.views.attaching import FAULTS, file_of
from linli.domain.bodies.views.coverage import XLSX
from linli.domain.people.states import Permission as People
from linli.domain.territory import queries as territory
from linli.foundation.exchange import queries as exchange
from linli.foundation.exchange.writing import Heading, xlsx_chunks
from linli.foundation.ui.as_of import day_of
from linli.foundation.ui.refusals import told_in
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import either, say
from linli.kernel.access import Target, can
from linli.kernel.errors import Invalid, NotFound, NotPermitted


@require_http_methods(["GET", "HEAD", "POST"])
def members(request: Request, pk: int) -> HttpResponse:
    """Show a committee's units and part-time members with their first posts; admit a unit."""
    row, on = _committee(pk), timezone.localdate(request.at)
    may = _may(request, row, Permission.MANAGE)
    form = UnitForm(initial={"since": on}) if may else None
    if request.method == "POST":
        if form is None:
            raise NotPermitted("not_permitted", permission=Permission.MANAGE.value)
        form = UnitForm(request.POST)
        if form.is_valid() and _admitted(request, form, row):
            messages.info(request, say("bodies.members.admitted"))
            return redirect("bodies:members", pk)
    wrong = form is not None and bool(form.errors)
    ctx = _shown(request, row) | {"form": form}
    return render(request, "bodies/members.html", ctx, status=422 if wrong else 200)


def _shown(request: Request, row: Body) -> dict[str, Any]:
    on = day_of(request)
    held = list(queries.members_of(row.pk, on))
    first = queries.first_posts([m.person_id for m in held], row.pk, on)
    return {
        "body": row,
        "units": seats_of(row, on)[0],
        "people": [{"held": m, "first": first.get(m.person_id)} for m in held],
        "may_import": any(_may(request, row, p) for p in (Permission.MANAGE, People.MANAGE)),
        "back": reverse("bodies:body", args=[row.pk]),
    }


def _committee(pk: int) -> Body:
    row = Body.objects.filter(pk=pk).first()
    if row is None or row.kind not in COMMITTEES:
        raise NotFound("unknown_body", body=str(pk))
    return row


def _may(request: Request, row: Body, permission: str) -> bool:
    tree = territory.atlas(timezone.localdate(request.at))
    path = frozenset(tree.path(row.seat_id) if row.seat_id in tree else ())
    return can(request.actor, permission, Target(places=path))


def _admitted(request: Request, form: UnitForm, row: Body) -> bool:
    given = form.cleaned_data
    with told_in(form):
        actions.admit_unit(
            by=request.actor,
            at=request.at,
            committee=row,
            unit=Body.objects.get(pk=queries.body_called(given["unit"].strip())),
            since=given["since"],
            basis=given["basis"],
        )
    return not form.errors


@require_POST
def dismiss(request: Request, pk: int) -> HttpResponse:
    """End a unit's membership today."""
    row = Membership.objects.filter(pk=pk).first()
    if row is None:
        raise NotFound("unknown_body", body=str(pk))
    actions.dismiss_unit(by=request.actor, at=request.at, membership=row)
    messages.info(request, say("bodies.members.dismissed"))
    return redirect("bodies:members", row.committee_id)


@require_POST
def bring_in(request: Request, pk: int) -> HttpResponse:
    """Check a table of units and part-time members, or bring it in as far as the hand goes."""
    row = _committee(pk)
    told, fault = None, ""
    try:
        told = actions.import_members(
            by=request.actor,
            at=request.at,
            table=exchange.read(file_of(request), MEMBERS),
            committee=row,
            dry_run=request.POST.get("do") != "import",
        )
    except Invalid as refusal:
        fault = say(f"refusal.{refusal.code}", **refusal.params)
    may = _may(request, row, Permission.MANAGE)
    ctx = _shown(request, row) | {
        "form": UnitForm(initial={"since": timezone.localdate(request.at)}) if may else None,
        "told": told,
        "fault": fault,
        "problems": [exchange.told(p) for p in told.problems[:FAULTS]] if told else [],
        "count": len(told.problems) if told else 0,
    }
    wrong = bool(fault or (told and told.problems))
    return render(request, "bodies/members.html", ctx, status=422 if wrong else 200)


@require_safe
def template(request: Request) -> StreamingHttpResponse:
    """Give an empty table of units and part-time members."""
    headings = [Heading(either(c.titles[0], c.titles[1]), 24) for c in MEMBERS.columns]
    title = say("bodies.members.title")
    answer = StreamingHttpResponse(xlsx_chunks(headings, [], title=title), content_type=XLSX)
    answer["Content-Disposition"] = "attachment; filename=members.xlsx"
    return answer
