"""Pages of the rota as a whole: bringing it in, the template, the printed sheet, who has none."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from linli.domain.bodies import actions, queries
from linli.domain.bodies.actions import RotaOutcome
from linli.domain.bodies.forms import RotaForm, SheetForm
from linli.domain.bodies.rules import month
from linli.domain.bodies.rules.rota import ROTA
from linli.domain.bodies.states import Permission
from linli.domain.bodies.views.duty import asked_body, shift_shown
from linli.domain.territory import queries as territory
from linli.foundation.calendars import queries as calendars
from linli.foundation.exchange import queries as exchange
from linli.foundation.exchange.writing import Heading, xlsx_chunks
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import either, named, say
from linli.kernel.errors import Invalid, NotFound, NotPermitted

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 200  # problems and missing rotas on one page; all of them are counted
LONGEST = timedelta(days=62)  # of a printed sheet


def _body(request: Request) -> int:
    on = timezone.localdate(request.at)
    body_id = asked_body(request, queries.rotas_of(request.actor, on))
    if body_id is None:
        raise NotFound("unknown_body", body="")
    return body_id


@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: Request) -> HttpResponse:
    """Check a rota's file, or bring it in: whole, or not at all with every fault by its cell."""
    body_id, on = _body(request), timezone.localdate(request.at)
    if not queries.may_make_rota(request.actor, body_id, on):
        raise NotPermitted("not_permitted", permission=Permission.ROTA.value)
    form, told, status = RotaForm(), None, 200
    if request.method == "POST":
        form = RotaForm(request.POST, request.FILES)
        told = _brought_in(request, form, body_id) if form.is_valid() else None
        status = 200 if told and not told.problems else 422
    ctx = {
        "body": queries.named([body_id])[body_id],
        "form": form,
        "told": told,
        "count": len(told.problems) if told else 0,
        "problems": [exchange.told(p) for p in told.problems[:SHOWN]] if told else [],
        "query": urlencode({"body": body_id}),
    }
    return render(request, "bodies/duty/import.html", ctx, status=status)


def _brought_in(request: Request, form: RotaForm, body_id: int) -> RotaOutcome | None:
    try:
        table = exchange.read(form.cleaned_data["file"].file, ROTA)
    except Invalid as refusal:
        form.add_error("file", say(f"refusal.{refusal.code}", **refusal.params))
        return None
    return actions.import_rota(
        by=request.actor,
        at=request.at,
        table=table,
        body_id=body_id,
        dry_run=request.POST.get("do") != "import",
    )


@require_safe
def template(request: Request) -> StreamingHttpResponse:
    """Give the empty rota as an Excel file: this month's days to come, one line each."""
    body_id, today = _body(request), timezone.localdate(request.at)
    name = queries.named([body_id])[body_id]
    first = month.month_of(request.GET.get("month", ""), today)
    headings = [Heading(either(c.titles[0], c.titles[-1]), 18) for c in ROTA.columns]
    rows = ([name.name, d, "", "", "", "", "", name.phone] for d in month.days_of(first))
    title = say("bodies.duty.template_title", month=f"{first:%Y-%m}")
    answer = StreamingHttpResponse(xlsx_chunks(headings, rows, title=title), content_type=XLSX)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(title)}.xlsx"
    return answer


@require_safe
def sheet(request: Request) -> HttpResponse:
    """Show the rota of some days as a sheet to print, the next holiday's by default."""
    body_id, today = _body(request), timezone.localdate(request.at)
    form = SheetForm(request.GET if "since" in request.GET else None)
    since, until, holiday = _span(form, today)
    shifts = queries.rota(body_id, since, until)
    days = {since + timedelta(days=n) for n in range((until - since).days + 1)}
    missing = sorted(days - {s.day for s in shifts})
    body = queries.named([body_id])[body_id]
    ctx = {
        "body": body,
        "rows": [shift_shown(s) | {"phone": s.phone or body.phone} for s in shifts],
        "missing": missing,
        "since": since,
        "until": until,
        "holiday": holiday,
        "form": form if form.is_bound else SheetForm(initial={"since": since, "until": until}),
        "columns": [say(f"bodies.duty.col.{c}") for c in COLUMNS],
        "address": reverse("duty:sheet"),
        "body_id": body_id,
    }
    return render(request, "bodies/duty/sheet.html", ctx)


COLUMNS = ("day", "shift", "leader", "officers", "phone")


def _span(form: SheetForm, today: date) -> tuple[date, date, str]:
    if form.is_bound and form.is_valid():
        since, until = form.cleaned_data["since"], form.cleaned_data["until"]
        if since <= until <= since + LONGEST:
            return since, until, ""
        form.add_error("until", say("bodies.duty.span", count=LONGEST.days))
    found = month.next_holiday(calendars.calendar(), today)
    if found is None:
        days = month.days_of(today.replace(day=1))
        return days[0], days[-1], ""
    return found[0], found[1], either(found[2].zh, found[2].en)


@require_safe
def missing(request: Request) -> HttpResponse:
    """List the bodies that must have a rota and have none for the week to come."""
    today = timezone.localdate(request.at)
    place = _place(request, today)
    found = queries.without_rota(place, request.at) if place else None
    ids = found.bodies[:SHOWN] if found else ()
    names = queries.named(ids)
    kinds = Counter(queries.directory().bodies[b].kind for b in found.bodies) if found else {}
    spot = territory.named([place], today).get(place) if place else None
    ctx: dict[str, Any] = {
        "rows": [{"id": b, "body": names[b]} for b in ids if b in names],
        "kinds": [(say(f"bodies.kind.{k}"), n) for k, n in sorted(kinds.items())],
        "count": len(found.bodies) if found else 0,
        "required": found.required if found else 0,
        "until": found.until if found else today,
        "more": found is not None and len(found.bodies) > SHOWN,
        "scope": named(spot) if spot else "",
        "pick": f"{reverse('territory:pick')}?{urlencode({'next': reverse('duty:missing')})}",
    }
    return render(request, "bodies/duty/missing.html", ctx)


def _place(request: Request, today: date) -> int | None:
    """Return the place asked for, else where one's own bodies sit, else the top."""
    atlas, text = territory.atlas(today), request.GET.get("place", "")
    if text:
        good = text.isascii() and text.isdecimal() and len(text) < 19
        if not good or int(text) not in atlas:
            raise NotFound("unknown_place", place=text[:20])
        return int(text)
    found = queries.directory().bodies
    seats = [found[b].seat for b in request.actor.bodies if b in found and found[b].seat in atlas]
    widest = min(seats, key=lambda s: (len(atlas.path(s)), s), default=None)
    return widest if widest is not None else territory.top(today)
