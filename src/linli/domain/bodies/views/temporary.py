"""Temporary bodies of a place: what for, until when, what is over its day; founded and extended."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.module_loading import import_string
from django.views.decorators.http import require_http_methods

from linli.domain.bodies import queries
from linli.domain.bodies.actions import temporary as actions
from linli.domain.bodies.forms.lines import CharterForm, TemporaryForm
from linli.domain.bodies.models import Body
from linli.domain.bodies.queries import temporary as reading
from linli.domain.bodies.rules.cover import last_day
from linli.domain.bodies.states import BodyKind, Permission
from linli.domain.bodies.views.attaching import may_change
from linli.domain.bodies.views.coverage import asked
from linli.domain.territory import queries as territory
from linli.domain.territory.models import Place
from linli.foundation.ui.as_of import dated
from linli.foundation.ui.refusals import told_in
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import either, named, say
from linli.kernel.errors import NotFound, NotPermitted


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: Request) -> HttpResponse:
    """List the temporary bodies in a place, over their day first; found one."""
    place, _, on = asked(request)
    today = timezone.localdate(request.at)
    may = may_change(request, place, today)
    above = [(b.pk, named(b)) for b in queries.bodies_seated(place, today)] if may else []
    form = TemporaryForm(above=above, initial={"hands": 5}) if may else None
    if request.method == "POST":
        if form is None:
            raise NotPermitted("not_permitted", permission=Permission.MANAGE.value)
        form = TemporaryForm(request.POST, above=above)
        if form.is_valid() and _founded(request, form, place):
            messages.info(request, say("bodies.temporary.founded"))
            return redirect(f"{reverse('bodies:temporary')}?{urlencode({'place': place})}")
    rows = reading.temporary_in(place, on)
    over = [r.body_id for r in rows if r.until <= today]
    work = import_string(settings.OPEN_WORK)(over) if over else {}
    where = territory.named([place, *(r.body.seat_id for r in rows)], on)
    back = urlencode({"next": reverse("bodies:temporary")})
    ctx = {
        "place": where.get(place),
        "rows": [
            {
                "row": r,
                "purpose": either(r.purpose, r.purpose_en),
                "last": last_day(r.until),
                "over": r.until <= today,
                "open": work.get(r.body_id, 0),
                "seat": where.get(r.body.seat_id),
            }
            for r in rows
        ],
        "form": form,
        "pick": dated(f"{reverse('territory:pick')}?{back}", request),
    }
    wrong = form is not None and bool(form.errors)
    return render(request, "bodies/temporary.html", ctx, status=422 if wrong else 200)


def _founded(request: Request, form: TemporaryForm, place: int) -> bool:
    given = dict(form.cleaned_data)
    last, superior = given.pop("last"), given.pop("superior")
    with told_in(form, fields={"until": "last"}):
        actions.found_temporary(
            by=request.actor,
            at=request.at,
            kind=BodyKind(given.pop("kind")),
            seat=Place.objects.get(pk=place),
            until=last + timedelta(days=1),
            superior=Body.objects.get(pk=superior) if superior else None,
            **given,
        )
    return not form.errors


@require_http_methods(["GET", "HEAD", "POST"])
def extend(request: Request, pk: int) -> HttpResponse:
    """Let a temporary body go on until a later day, by a document."""
    today = timezone.localdate(request.at)
    row = reading.charter_of(pk, today)
    body = Body.objects.filter(pk=pk).first()
    if row is None or body is None:
        raise NotFound("unknown_body", body=str(pk))
    if not may_change(request, body.seat_id, today):
        raise NotPermitted("not_permitted", permission=Permission.MANAGE.value)
    form = CharterForm(initial={"last": last_day(row.until)})
    if request.method == "POST":
        form = CharterForm(request.POST)
        if form.is_valid() and _extended(request, form, body):
            messages.info(request, say("bodies.temporary.extended"))
            return redirect("bodies:body", pk)
    ctx = {
        "body": body,
        "row": row,
        "purpose": either(row.purpose, row.purpose_en),
        "last": last_day(row.until),
        "form": form,
        "back": reverse("bodies:body", args=[pk]),
    }
    return render(request, "bodies/charter.html", ctx, status=422 if form.errors else 200)


def _extended(request: Request, form: CharterForm, body: Body) -> bool:
    given = form.cleaned_data
    until = given["last"] + timedelta(days=1)
    with told_in(form, fields={"until": "last"}):
        actions.extend(
            by=request.actor, at=request.at, body=body, until=until, document=given["document"]
        )
    return not form.errors
