"""Orders from above: the list of what awaits an answer, replies out, answered, petitions linked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST, require_safe

from linli.domain.cases.actions import ordering
from linli.domain.cases.actions.exporting import note_export
from linli.domain.cases.forms.orders import PetitionForm
from linli.domain.cases.queries import orders as queries
from linli.domain.cases.queries.platforms import platforms
from linli.domain.cases.queries.rates import rates_for
from linli.domain.cases.rules.platforms import Platform
from linli.domain.cases.states import SHAPES, Permission
from linli.foundation.exchange.writing import Heading, xlsx_chunks
from linli.foundation.ui.render import render
from linli.foundation.ui.request import Request
from linli.foundation.ui.text import named, say
from linli.foundation.ui.way_back import own_page
from linli.kernel.errors import NotPermitted, Refusal

BULK = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def permit(request: Request) -> None:
    """Refuse who handles no orders; raises NotPermitted."""
    if not request.actor.of(Permission.ORDERS):
        raise NotPermitted("order_outside_scope")


def sources(known: Mapping[str, Platform] | None = None) -> list[tuple[str, str]]:
    """Return the platforms that send files, by code and name."""
    found = platforms() if known is None else known
    return [(code, named(p)) for code, p in found.items() if not p.link_only]


@require_safe
def orders(request: Request) -> HttpResponse:
    """Show the orders of the reader's scope, one view at a time."""
    permit(request)
    known = platforms()
    view, source = _asked(request, known)
    page = queries.orders_page(
        request.actor,
        at=request.at,
        view=view,
        source=source,
        after=request.GET.get("after") or None,
        known=known,
    )
    return render(
        request,
        "cases/orders.html",
        {
            "rows": [(row, SHAPES[row.case.state]) for row in page.rows],
            "view": view,
            "source": source,
            "sources": sources(known),
            "tabs": [_tab(request, v, v == view, source) for v in queries.VIEWS],
            "next_url": _address(view, source, after=page.next) if page.next else "",
            "first_url": _address(view, source) if request.GET.get("after") else "",
            "token": uuid4().hex,
        },
        part="rows",
    )


def _asked(request: Request, known: Mapping[str, Platform]) -> tuple[str, str]:
    view, source = request.GET.get("view", ""), request.GET.get("source", "")
    return (
        view if view in queries.VIEWS else queries.VIEWS[0],
        source if source in known else "",
    )


def _tab(request: Request, view: str, current: bool, source: str) -> dict[str, Any]:  # noqa: FBT001
    counted = None
    if view in ("ready", "late"):
        counted = queries.count_orders(request.actor, at=request.at, view=view, source=source)
    return {
        "label": say(f"cases.orders.view.{view}"),
        "url": _address(view, source),
        "current": current,
        "count": counted,
    }


def _address(view: str, source: str, **more: str) -> str:
    given = {"view": view, "source": source, **more}
    return "?" + urlencode({k: v for k, v in given.items() if v})


@require_GET
def export(request: Request) -> HttpResponse | StreamingHttpResponse:
    """Send the replies that a platform awaits as Excel, in its own columns."""
    permit(request)
    known = platforms()
    view, source = _asked(request, known)
    if not source:
        messages.warning(request, say("cases.orders.choose_source"))
        return redirect("cases:orders")
    note_export(by=request.actor, at=request.at, form="xlsx", needs=Permission.ORDERS)
    platform = known[source]
    at = timezone.localtime(request.at)
    rows = queries.replies(request.actor, at=request.at, source=source, view=view)
    body = xlsx_chunks(
        [Heading(title, 24) for title, _ in platform.replies],
        ([value for _, value in cells] for _, cells in rows),
        title=platform.name,
        mark=f"{request.user} {at:%Y-%m-%d %H:%M}",
    )
    answer = StreamingHttpResponse(body, content_type=XLSX)
    name = f"replies-{source}-{at:%Y%m%d-%H%M}.xlsx"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_POST
def answered(request: Request) -> HttpResponse:
    """Note ticked orders as answered to their platforms; each stands for itself."""
    permit(request)
    done, refused = 0, []
    for picked in request.POST.getlist("pick")[:BULK]:
        try:
            ordering.answered(by=request.actor, at=request.at, order_id=UUID(picked))
            done += 1
        except Refusal as refusal:
            refused.append(say(f"refusal.{refusal.code}", **refusal.params))
        except ValueError:
            continue
    if done:
        messages.info(request, say("cases.orders.answered", count=done))
    elif not refused:
        messages.warning(request, say("refusal.order_nothing_to_do"))
    for sentence in dict.fromkeys(refused):
        messages.warning(request, sentence)
    return redirect(own_page(request, request.POST.get("back", "")) or "cases:orders")


@require_POST
def petition(request: Request, case_id: UUID) -> HttpResponse:
    """Link a petition's number to a case."""
    form = PetitionForm(request.POST)
    if form.is_valid():
        try:
            ordering.link_petition(
                by=request.actor,
                at=request.at,
                case_id=case_id,
                number=form.cleaned_data["number"],
                link=form.cleaned_data["link"] or "",
            )
            messages.info(request, say("cases.orders.petition.kept"))
        except NotPermitted:
            raise
        except Refusal as refusal:
            messages.warning(request, say(f"refusal.{refusal.code}", **refusal.params))
    else:
        messages.warning(request, say("cases.orders.petition.faulty"))
    return redirect("cases:case", case_id=case_id)


@require_safe
def rates(request: Request) -> HttpResponse:
    """Show what platforms say of us: their rates, marked as theirs."""
    permit(request)
    plain = [say(f"cases.orders.rate.{n}") for n in ("place", "source", "month")]
    numbers = ("total", "responded", "solved", "satisfied")
    columns = [*plain, *((say(f"cases.orders.rate.{n}"), "figure") for n in numbers)]
    context = {"rows": rates_for(request.actor), "columns": columns}
    return render(request, "cases/order-rates.html", context)
