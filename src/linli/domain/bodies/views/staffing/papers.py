"""Papers about quotas: what was decided, and a new one from a workbook, tried first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from linli.domain.bodies import queries
from linli.domain.bodies.actions import staffing as actions
from linli.domain.bodies.forms.staffing import QuotaPaperForm
from linli.domain.bodies.queries import staffing
from linli.domain.bodies.rules.staffing import QUOTAS, KindSum, QuotaChange, sums
from linli.domain.bodies.states import Permission, QuotaAct
from linli.domain.bodies.views.staffing.framing import (
    frame,
    kind_of,
    place_of,
    place_where,
    workbook,
)
from linli.domain.territory import queries as territory
from linli.domain.territory.models import Place
from linli.foundation.exchange import queries as exchange
from linli.foundation.ui.as_of import day_of
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import either, named, say
from linli.kernel.errors import Invalid, NotPermitted, Refusal

SHOWN = 200  # faults on one page; all of them are counted


@require_GET
def index(request: Request) -> HttpResponse:
    """List the papers about bodies at a place and below it, known on a day."""
    on = day_of(request)
    place = place_of(request, on)
    ctx = {
        **frame(request, "quotas", place, on),
        "rows": [(p, _act(p.act), f"{p.more:+d}", f"{p.fewer:d}") for p in _papers(place, on)],
        "may_decide": bool(request.actor.of(Permission.MANAGE)),
    }
    return render(request, "bodies/staffing/papers.html", ctx)


def _papers(place: int, on: date) -> list[Any]:
    return list(staffing.papers_at(place, on))


def _act(act: str) -> str:
    return say(f"bodies.quotas.act.{act}")


@require_GET
def paper(request: Request, pk: int) -> HttpResponse:
    """Show a paper with its lines, and by kind what it gives and takes."""
    on = timezone.localdate(request.at)
    row = staffing.paper_called(pk)
    lines = staffing.lines_of_paper(row)
    changes = [QuotaChange(n.body_id, n.kind, n.change, row.on) for n in lines]
    place = row.place_id if row.place_id in territory.atlas(on) else place_of(request, on)
    ctx = {
        **frame(request, "quotas", place, on),
        "paper": row,
        "act": _act(row.act),
        "basis": either(row.basis, row.basis_en),
        "lines": [(n.body, kind_of(n.kind), f"{n.change:+d}") for n in lines],
        "sums": [_sum(s) for s in sums(changes)],
    }
    return render(request, "bodies/staffing/paper.html", ctx)


def _sum(row: KindSum) -> dict[str, Any]:
    return {
        "kind": kind_of(row.kind),
        "more": f"+{row.more}",
        "fewer": f"−{row.fewer}",
        "net": f"{row.net:+d}" if row.net else "0",
    }


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """Check a paper's workbook, or bring it in: whole, or not at all with every fault by cell."""
    on = timezone.localdate(request.at)
    place = place_where(request, Permission.MANAGE, on)
    form, told, status = QuotaPaperForm(initial={"on": on}), None, 200
    if request.method == "POST":
        form = QuotaPaperForm(request.POST, request.FILES)
        told = _decided(request, form, place) if form.is_valid() else None
        status = 200 if told and not told.problems else 422
    ctx = {
        **frame(request, "quotas", place, on),
        "form": form,
        "told": told,
        "sums": [_sum(s) for s in told.sums] if told else [],
        "count": len(told.problems) if told else 0,
        "problems": [exchange.told(p) for p in told.problems[:SHOWN]] if told else [],
    }
    return render(request, "bodies/staffing/paper_new.html", ctx, status=status)


def _decided(request: Request, form: QuotaPaperForm, place: int) -> actions.QuotaOutcome | None:
    given = form.cleaned_data
    try:
        return actions.decide_quotas(
            by=request.actor,
            at=request.at,
            table=exchange.read(given["file"].file, QUOTAS),
            root=Place.objects.get(pk=place),
            wish=actions.PaperWish(
                act=QuotaAct(given["act"]),
                document=given["document"],
                decided_by=given["decided_by"],
                basis=given["basis"],
                basis_en=given["basis_en"],
                on=given["on"],
            ),
            dry_run=request.POST.get("do") != "import",
        )
    except NotPermitted:
        raise
    except Refusal as refusal:
        field = "file" if isinstance(refusal, Invalid) and refusal.field is None else refusal.field
        text = say(f"refusal.{refusal.code}", **refusal.params)
        form.add_error(field if field in form.fields else None, text)
        return None


@require_safe
def template(request: Request) -> StreamingHttpResponse:
    """Give the workbook of a place: a line for each of its bodies that has quotas, the rest empty.

    Where none has any yet, a line for each body seated there.
    """
    on = timezone.localdate(request.at)
    place = place_where(request, Permission.MANAGE, on)
    heads = [either(c.titles[0], c.titles[1]) for c in QUOTAS.columns]
    title = say("bodies.quotas.template", place=named(territory.path_of(place, on)[-1]))
    return workbook(title, heads, _lines(place, on))


def _lines(place: int, on: date) -> Iterator[list[Any]]:
    inside = staffing.quotas_at(place, on).inside
    if not inside:
        where = named(territory.path_of(place, on)[-1])
        for body in queries.bodies_seated(place, on):
            yield [body.name, where, "", ""]
        return
    names = queries.named({body for body, _ in inside})
    seats = territory.named({n.seat_id for n in names.values()}, on)
    for key, kind in inside:
        seat = seats.get(names[key].seat_id)
        yield [names[key].name, named(seat) if seat else "", kind_of(kind), ""]
