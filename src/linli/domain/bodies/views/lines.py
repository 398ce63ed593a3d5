"""Offices with two lines: what a body's page shows of them, and where one is stationed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from linli.domain.bodies import actions, queries
from linli.domain.bodies.forms.lines import StationingForm
from linli.domain.bodies.models import Body, Stationing
from linli.domain.bodies.queries.ties import Second, owned_by, purpose_of, seats_of
from linli.domain.bodies.rules.cover import last_day
from linli.domain.bodies.states import (
    COMMITTEES,
    PARTY_KINDS,
    BodyKind,
    Decides,
    Permission,
    Subject,
)
from linli.domain.territory import queries as territory
from linli.foundation.ui.refusals import told_in
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import either, named, say
from linli.kernel.access import Target, can
from linli.kernel.errors import NotFound, NotPermitted

HOSTS = frozenset(
    {
        BodyKind.WORK_COMMITTEE,
        BodyKind.PARTY_COMMITTEE,
        BodyKind.SUBDISTRICT_OFFICE,
        BodyKind.TOWN_GOVERNMENT,
        BodyKind.ZONE_COMMITTEE,
    }
)


def panel(request: Request, body: Body, on: date) -> dict[str, Any]:
    """Return the two lines of an office, who is stationed at a street, where a bureau's stand."""
    kind = BodyKind(body.kind)
    found = queries.lines_of(body, on)
    own = found.own
    units, sits_on = seats_of(body, on)
    staff = request.user.is_authenticated
    heard = own is not None and own.row.staffing == Decides.HEARD
    return {
        "own": own,
        "decides": decided(own.row) if own else [],
        "basis": either(own.row.basis, own.row.basis_en) if own else "",
        "here": found.here if kind in HOSTS else (),
        "away": found.away,
        "may_ask": staff
        and own is not None
        and heard
        and (
            queries.may_ask(request.actor, body.pk)
            or queries.answers_for(request.actor, own.host.id)
        ),
        **_coverage(body, kind, on),
        "charter": _charter(body, on),
        "owns": owned_by(body, on),
        "may_extend": staff and _may(request, body, on),
        "is_committee": kind in COMMITTEES,
        "units": units,
        "sits_on": sits_on,
        "may_change": kind is BodyKind.STATIONED_OFFICE and staff and _may(request, body, on),
    }


def _charter(body: Body, on: date) -> dict[str, Any] | None:
    """Return what a temporary body is for, and its last day."""
    found = purpose_of(body, on)
    if found is None:
        return None
    return {
        "row": found,
        "purpose": either(found.purpose, found.purpose_en),
        "last": last_day(found.until),
        "over": found.until <= on and (body.valid_to is None or body.valid_to > on),
    }


def _coverage(body: Body, kind: BodyKind, on: date) -> dict[str, Any]:
    """Return what a party organisation covers, or who covers a firm."""
    if kind not in PARTY_KINDS and kind is not BodyKind.COMPANY:
        return {}
    key = "covers" if kind in PARTY_KINDS else "covered"
    return {f"shows_{key}": True, key: queries.coverage_of(body, on)}


def decided(row: Second) -> list[tuple[str, str]]:
    """Return what is decided by whom, in words."""
    return [
        (say(f"bodies.stationing.{s.value}"), say(f"bodies.decides.{getattr(row, s.value)}"))
        for s in Subject
    ]


def _may(request: Request, body: Body, on: date) -> bool:
    atlas = territory.atlas(on)
    path = frozenset(atlas.path(body.seat_id) if body.seat_id in atlas else ())
    return can(request.actor, Permission.MANAGE, Target(places=path))


@require_http_methods(["GET", "HEAD", "POST"])
def stationing(request: Request, pk: int) -> HttpResponse:
    """Say from a day on at which body of its place an office is stationed, and who decides what."""
    row, on = _office(request, pk), timezone.localdate(request.at)
    hosts = [(b.pk, named(b)) for b in queries.could_host(row, on)]
    own = queries.stationing_of(pk, on)
    form = StationingForm(hosts=hosts, initial=_initial(own, on))
    if request.method == "POST":
        form = StationingForm(request.POST, hosts=hosts)
        if form.is_valid() and _stated(request, form, row):
            messages.info(request, say("bodies.stationing.kept"))
            return redirect("bodies:body", pk)
    ctx = {"body": row, "own": own, "form": form, "back": reverse("bodies:body", args=[pk])}
    return render(request, "bodies/stationing.html", ctx, status=422 if form.errors else 200)


@require_POST
def stationing_end(request: Request, pk: int) -> HttpResponse:
    """End an office's second line today."""
    actions.end_stationing(by=request.actor, at=request.at, body=_office(request, pk))
    messages.info(request, say("bodies.stationing.ended"))
    return redirect("bodies:body", pk)


def _office(request: Request, pk: int) -> Body:
    row = Body.objects.select_related("superior").filter(pk=pk).first()
    if row is None:
        raise NotFound("unknown_body", body=str(pk))
    if not _may(request, row, timezone.localdate(request.at)):
        raise NotPermitted("not_permitted", permission=Permission.MANAGE.value)
    return row


def _initial(own: Stationing | None, on: date) -> dict[str, Any]:
    usual: dict[str, Any] = {
        Subject.STAFFING.value: Decides.HEARD.value,
        Subject.MONEY.value: Decides.LINE.value,
        Subject.DUTIES.value: Decides.LOCAL.value,
        Subject.APPRAISAL.value: Decides.HEARD.value,
    }
    if own is not None:
        kept = ("document", "basis", "basis_en", *usual)
        usual = {"host": own.host_id, **{k: getattr(own, k) for k in kept}}
    return {**usual, "since": on}


def _stated(request: Request, form: StationingForm, body: Body) -> bool:
    given = form.cleaned_data
    with told_in(form):
        actions.station(
            by=request.actor,
            at=request.at,
            body=body,
            host=Body.objects.get(pk=given["host"]),
            decides={s: Decides(given[s.value]) for s in Subject},
            basis=given["basis"],
            basis_en=given["basis_en"],
            document=given["document"],
            since=given["since"],
        )
    return not form.errors
