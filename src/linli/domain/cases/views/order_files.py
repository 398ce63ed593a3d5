"""Files of platforms: handed in, looked at, taken in; every fault by row and column."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from linli.domain.cases.actions import uploads
from linli.domain.cases.forms.orders import UploadForm
from linli.domain.cases.jobs import take_upload
from linli.domain.cases.models import OrderUpload
from linli.domain.cases.queries.platforms import platforms
from linli.domain.cases.states import UploadState
from linli.domain.cases.views.orders import XLSX, permit, sources
from linli.foundation.exchange import queries as exchange
from linli.foundation.exchange.rules.tables import Problem
from linli.foundation.exchange.writing import Heading, xlsx_chunks
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import say
from linli.kernel.errors import NotFound, NotPermitted, Refusal

AT_ONCE = 500  # rows that are taken while the reader waits; more go to a worker
MOST_BYTES = 20 * 2**20


@require_http_methods(["GET", "HEAD", "POST"])
def hand_in(request: Request) -> HttpResponse:
    """Show the form, or look at the file and lead to what it says."""
    permit(request)
    first = {"source": request.GET.get("source", "")}
    if request.method != "POST":
        return _page(request, UploadForm(sources=sources(), initial=first))
    form = UploadForm(request.POST, request.FILES, sources=sources())
    if form.is_valid():
        given = form.cleaned_data
        try:
            row = uploads.hand_in(
                by=request.actor,
                at=request.at,
                kind=given["kind"],
                source=given["source"],
                data=given["file"].read(MOST_BYTES + 1),
            )
        except NotPermitted:
            raise
        except Refusal as refusal:
            form.add_error("file", say(f"refusal.{refusal.code}", **refusal.params))
        else:
            _go_on(request, row)
            return redirect("cases:order_file", upload_id=row.id)
    return _page(request, form)


def _page(request: Request, form: UploadForm) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, "cases/order-upload.html", {"form": form}, status=status)


def _go_on(request: Request, row: OrderUpload) -> None:
    """Do a small file now, give a large one to a worker."""
    if row.rows <= AT_ONCE:
        uploads.work_on(at=request.at, upload_id=row.id)
    else:
        take_upload.later(upload_id=str(row.id), once=f"upload:{row.id}")


@require_http_methods(["GET", "HEAD", "POST"])
def file(request: Request, upload_id: UUID) -> HttpResponse:
    """Show what a file says and would do, or take it in."""
    row = _own(request, upload_id)
    if request.method == "POST":
        if uploads.ask_to_take(by=request.actor, upload_id=upload_id):
            row.refresh_from_db()
            _go_on(request, row)
        return redirect("cases:order_file", upload_id=upload_id)
    told = uploads.outcome_of(row)
    problems = [_problem(p) for p in told.get("problems", [])]
    context = {
        "file": row,
        "platform": platforms()[row.source_code],
        "is_busy": row.state in (UploadState.LOOKING, UploadState.TAKING),
        "is_taken": row.state == UploadState.TAKEN,
        "figures": _figures(told),
        "problems": [(p, exchange.told(p)) for p in problems],
        "noted": [(p, exchange.told(p)) for p in map(_problem, told.get("noted", []))],
        "would": sum(told.get(n, 0) for n in ("filed", "changed", "linked", "taken")),
    }
    return render(request, "cases/order-file.html", context, part="progress")


def _figures(told: dict[str, Any]) -> list[tuple[str, int, str]]:
    names = ("filed", "changed", "linked", "taken", "already", "refused")
    return [
        (say(f"cases.orders.count.{n}"), told[n], "danger" if n == "refused" and told[n] else "")
        for n in names
        if n in told
    ]


def _problem(given: list[Any]) -> Problem:
    row, column, code, params = given
    return Problem(row, column, code, params)


def _own(request: Request, upload_id: UUID) -> OrderUpload:
    permit(request)
    mine = OrderUpload.objects.filter(pk=upload_id, person_id=request.actor.person or 0)
    row = mine.defer("file").first()
    if row is None:
        raise NotFound("order_file_not_found")
    return row


@require_safe
def faults(request: Request, upload_id: UUID) -> StreamingHttpResponse:
    """Send every fault of a file as Excel, to be put right where the file came from."""
    told = uploads.outcome_of(_own(request, upload_id))
    problems = [_problem(p) for p in (*told.get("problems", []), *told.get("noted", []))]
    headings = [Heading(say(f"cases.orders.fault.{n}"), w) for n, w in _WIDTHS.items()]
    rows = ([p.row or "", p.column, exchange.told(p)] for p in problems)
    body = xlsx_chunks(headings, rows, title=say("cases.orders.faults"))
    answer = StreamingHttpResponse(body, content_type=XLSX)
    answer["Content-Disposition"] = 'attachment; filename="order-faults.xlsx"'
    return answer


_WIDTHS = {"row": 8, "column": 18, "text": 80}
